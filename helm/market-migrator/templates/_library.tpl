{{/*
What a chart that depends on this one includes, each with
  (dict "context" $ "values" .Values.migrator)
where "migrator" is the name, or the alias, of the dependency. Lists come as lists, to be indented with nindent.
*/}}

{{/* The init container that migrates. It waits long, since each exit costs up to five minutes of CrashLoopBackOff. */}}
{{- define "market-migrator.initContainer" -}}
{{- include "market-migrator.validate" (dict "context" .context "values" .values "library" true) }}
{{- $times := dict "MIGRATOR_WAIT" .values.initContainer.wait "MIGRATOR_LOCK_WAIT" .values.initContainer.lockWait
      "MIGRATOR_DEADLINE" (include "market-migrator.initContainerDeadline" .) }}
{{- include "market-migrator.container" (dict "context" .context "values" .values "name" "migrate"
      "args" (include "market-migrator.args" . | fromYamlArray) "times" $times) }}
{{- end }}

{{/* The init container that waits until a Job or a hook has migrated. */}}
{{- define "market-migrator.awaitContainer" -}}
{{- include "market-migrator.validate" (dict "context" .context "values" .values "library" true) }}
{{- range .values.awaitContainer.args }}
{{- if hasPrefix "--await" . }}
{{- fail (printf "awaitContainer.args holds %s, and the gate's deadline follows awaitContainer.timeout: set that instead." .) }}
{{- end }}
{{- end }}
{{- $times := dict "MIGRATOR_AWAIT" .values.awaitContainer.timeout "MIGRATOR_DEADLINE" (include "market-migrator.awaitDeadline" .) }}
{{- include "market-migrator.container" (dict "context" .context "values" .values "name" "await"
      "args" (prepend .values.awaitContainer.args "await") "times" $times) }}
{{- end }}

{{/* The volumes that both mount; nothing if they mount none. */}}
{{- define "market-migrator.volumes" -}}
{{- include "market-migrator.podVolumes" . | trim }}
{{- end }}

{{/* What a container of one's own mounts of them, if it is to have the variables of market-migrator.env; nothing if there is nothing. */}}
{{- define "market-migrator.volumeMounts" -}}
{{- include "market-migrator.podVolumeMounts" . | trim }}
{{- end }}

{{/* The pod's pull secrets, those of global too; nothing if there are none. */}}
{{- define "market-migrator.imagePullSecrets" -}}
{{- include "market-migrator.pullSecrets" . | trim }}
{{- end }}

{{/* The variables that lead to the database, and those of values.settings, for a container of one's own. It sets its times itself. */}}
{{- define "market-migrator.env" -}}
{{- include "market-migrator.validate" (dict "context" .context "values" .values "library" true) }}
{{- include "market-migrator.commonEnv" . | trim }}
{{- end }}
