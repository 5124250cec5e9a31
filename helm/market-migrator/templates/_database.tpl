{{/* The keys under which three operators keep what leads to the database in the Secrets that they make. */}}
{{- define "market-migrator.presets" -}}
cloudnative-pg:
  host: host
  port: port
  name: dbname
  user: username
  password: password
crunchy:
  host: host
  port: port
  name: dbname
  user: user
  password: password
zalando:
  user: username
  password: password
{{- end }}

{{/* The parts of the database's address that stand in values, as a dict. */}}
{{- define "market-migrator.plainParts" -}}
{{- $database := .values.database }}
{{- with $database.host }}
host: {{ tpl . $.context | quote }}
{{- end }}
{{- with $database.port }}
port: {{ int . | quote }}
{{- end }}
{{- with $database.name }}
name: {{ tpl . $.context | quote }}
{{- end }}
{{- with $database.user }}
user: {{ tpl . $.context | quote }}
{{- end }}
{{- end }}

{{/* The parts that come from a Secret, each with its key there, as a dict. What stands in values is not asked of the Secret. */}}
{{- define "market-migrator.secretParts" -}}
{{- $database := .values.database }}
{{- $existing := $database.existingSecret }}
{{- $keys := dict }}
{{- if $existing.name }}
{{- $keys = get (include "market-migrator.presets" . | fromYaml) $existing.preset | default dict }}
{{- range $part, $key := $existing.keys }}
{{- if $key }}
{{- $_ := set $keys $part $key }}
{{- end }}
{{- end }}
{{- else }}
{{- range list "url" "password" }}
{{- if get $database . }}
{{- $_ := set $keys . . }}
{{- end }}
{{- end }}
{{- end }}
{{- range $part, $_ := include "market-migrator.plainParts" . | fromYaml }}
{{- $keys = omit $keys $part }}
{{- end }}
{{- if $keys }}
{{- toYaml $keys }}
{{- end }}
{{- end }}

{{- define "market-migrator.secretName" -}}
{{- with .values.database.existingSecret.name }}
{{- tpl . $.context }}
{{- else }}
{{- include "market-migrator.objectName" . }}
{{- end }}
{{- end }}

{{/* The variables that lead to the database. */}}
{{- define "market-migrator.databaseEnv" -}}
{{- $plain := include "market-migrator.plainParts" . | fromYaml }}
{{- $secret := include "market-migrator.secretParts" . | fromYaml }}
{{- $variables := dict "url" "DATABASE_URL" "host" "DB_HOST" "port" "DB_PORT" "name" "DB_NAME" "user" "DB_USER" "password" "DB_PASSWORD" }}
{{- range $part := list "url" "host" "port" "name" "user" "password" }}
{{- $variable := get $variables $part }}
{{- if hasKey $plain $part }}
- name: {{ $variable }}
  value: {{ get $plain $part | include "market-migrator.literal" | quote }}
{{- else if not (hasKey $secret $part) }}
{{- else if eq $.values.database.secretAs "files" }}
- name: {{ $variable }}_FILE
  value: /etc/market-migrator/database/{{ $part }}
{{- else }}
- name: {{ $variable }}
  valueFrom:
    secretKeyRef:
      name: {{ include "market-migrator.secretName" $ | quote }}
      key: {{ get $secret $part | quote }}
{{- end }}
{{- end }}
{{- $tls := .values.database.tls }}
{{- $rootCert := include "market-migrator.rootCertVolume" . }}
{{- with $tls.mode | default (empty $rootCert | ternary "" "verify-full") }}
- name: PGSSLMODE
  value: {{ . }}
{{- end }}
{{- if $rootCert }}
- name: PGSSLROOTCERT
  value: /etc/market-migrator/ca/ca.crt
{{- end }}
{{- end }}

{{/*
The ports under which the database is reached, a list: the one that is given by itself, or those of the URL, where no URL parser helps, since the
program reads user and password as they stand.
*/}}
{{- define "market-migrator.databasePorts" -}}
{{- $ports := list }}
{{- with .values.networkPolicy.port | default .values.database.port }}
{{- $ports = list (int .) }}
{{- else }}
{{- $address := regexReplaceAll "^[^/]*//([^:/]*(:[^@]*)?@)?" (.values.database.url | default "") "" }}
{{- $parameter := regexFind "[?&]port=[0-9,]+" $address | replace "," ",=" }}
{{- range splitList "," ($parameter | default (regexFind "^[^/?]*" $address)) }}
{{- $ports = append $ports (regexFind "[:=][0-9]+$" . | trimAll ":=" | default "5432" | atoi) }}
{{- end }}
{{- end }}
{{- toYaml (uniq $ports) }}
{{- end }}

{{/* What the volume with the authority's certificate is made from; nothing if there is none. */}}
{{- define "market-migrator.rootCertVolume" -}}
{{- $rootCert := .values.database.tls.rootCert }}
{{- if $rootCert.existingSecret.name }}
secret:
  secretName: {{ tpl $rootCert.existingSecret.name .context | quote }}
  items:
    - key: {{ $rootCert.existingSecret.key | quote }}
      path: ca.crt
{{- else if $rootCert.existingConfigMap.name }}
configMap:
  name: {{ tpl $rootCert.existingConfigMap.name .context | quote }}
  items:
    - key: {{ $rootCert.existingConfigMap.key | quote }}
      path: ca.crt
{{- else if $rootCert.pem }}
configMap:
  name: {{ include "market-migrator.objectName" . }}-ca
{{- end }}
{{- end }}
