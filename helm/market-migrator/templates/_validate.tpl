{{/* Refuses, with a sentence, what could only fail in the cluster. "library" is true where a pod of another chart is made. */}}
{{- define "market-migrator.validate" -}}
{{- $values := .values }}
{{- $database := $values.database }}
{{- $existing := $database.existingSecret }}
{{- /* Names of a release and of an alias Helm checks itself; helm template takes any namespace, and the lines for kubectl name it. */}}
{{- if not (regexMatch "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" .context.Release.Namespace) }}
{{- fail (printf "%q is no name of a namespace: at most 63 lower-case letters, digits and hyphens, a letter or digit first and last." .context.Release.Namespace) }}
{{- end }}
{{- if and (eq $values.mode "hook") $database.inRelease }}
{{- fail "database.inRelease is true, but a pre-install hook runs before anything else of the release exists, its database too: set mode: job, or migrate in an init container (mode: library)." }}
{{- end }}
{{- if and (eq $values.mode "hook") (not (kindIs "invalid" $values.ttlSecondsAfterFinished)) }}
{{- fail "ttlSecondsAfterFinished is for mode: job. A hook's Job is deleted before the next one is made, and one that goes by itself is missed by Argo CD." }}
{{- end }}
{{- if and $existing.name (or $database.url $database.password) }}
{{- fail "database.existingSecret.name is set, and so is database.url or database.password, for which the chart would make a Secret: keep one of them." }}
{{- end }}
{{- if and $existing.name (not (include "market-migrator.secretParts" .)) }}
{{- fail (printf "database.existingSecret.name is %q, but nothing says what the Secret holds: set database.existingSecret.preset, or database.existingSecret.keys, for example keys.url." $existing.name) }}
{{- end }}
{{- $parts := merge (include "market-migrator.plainParts" . | fromYaml) (include "market-migrator.secretParts" . | fromYaml) }}
{{- if not (or $parts.url $values.extraEnv $values.extraEnvFrom) }}
{{- if and $existing.name (eq $existing.preset "zalando") (not (and $parts.host $parts.name)) }}
{{- fail "The Secrets of the Zalando operator hold a user and a password only: set database.host and database.name." }}
{{- end }}
{{- if not $parts }}
{{- fail "Nothing says which database to migrate: set database.existingSecret.name, database.url, or database.host with database.name, database.user and database.password." }}
{{- end }}
{{- if not (and $parts.host $parts.user) }}
{{- fail (printf "Of the database the values and the Secret's keys give no more than %s, and the migrator needs a URL, or a host and a user: set them in database or in database.existingSecret.keys." (keys $parts | sortAlpha | join ", ")) }}
{{- end }}
{{- end }}
{{- $durations := dict "timeout" $values.timeout "wait" $values.wait "lockWait" $values.lockWait
      "initContainer.wait" $values.initContainer.wait "initContainer.lockWait" $values.initContainer.lockWait "initContainer.timeout" $values.initContainer.timeout "awaitContainer.timeout" $values.awaitContainer.timeout
      "settings.authGrace" $values.settings.authGrace "settings.lockTimeout" $values.settings.lockTimeout "settings.statementTimeout" $values.settings.statementTimeout }}
{{- range $name, $duration := $durations }}
{{- /* The longest that the program reads: PostgreSQL's timeouts are milliseconds in an int. */}}
{{- if gt (include "market-migrator.milliseconds" (toString $duration) | int64) 2147483647 }}
{{- fail (printf "%s is %s, and a duration is at most 24 days." $name $duration) }}
{{- end }}
{{- end }}
{{- $rootCert := $database.tls.rootCert }}
{{- if gt (len (compact (list $rootCert.existingSecret.name $rootCert.existingConfigMap.name $rootCert.pem))) 1 }}
{{- fail "The authority's certificate is named more than once in database.tls.rootCert: keep one of existingSecret, existingConfigMap and pem." }}
{{- end }}
{{- $scripts := (include "market-migrator.present" $values.migrations.scripts | fromJson).value }}
{{- if and $values.migrations.existingConfigMap $scripts }}
{{- fail "migrations.existingConfigMap and migrations.scripts are both set: keep one of them." }}
{{- end }}
{{- if .library }}
{{- if or $database.url $database.password }}
{{- fail "For database.url and database.password the chart makes a Secret for its own Job; a pod of another chart needs database.existingSecret.name." }}
{{- end }}
{{- if $rootCert.pem }}
{{- fail "For database.tls.rootCert.pem the chart makes a ConfigMap for its own Job; a pod of another chart needs database.tls.rootCert.existingConfigMap." }}
{{- end }}
{{- if $scripts }}
{{- fail "For migrations.scripts the chart makes a ConfigMap for its own Job; a pod of another chart needs migrations.existingConfigMap." }}
{{- end }}
{{- end }}
{{- end }}
