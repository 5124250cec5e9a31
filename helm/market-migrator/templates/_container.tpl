{{- define "market-migrator.image" -}}
{{- $image := .values.image }}
{{- $registry := (.context.Values.global | default dict).imageRegistry | default $image.registry }}
{{- if $registry }}{{ $registry }}/{{ end }}{{ $image.repository }}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ $image.tag | default (include "market-migrator.version" .) }}{{ end }}
{{- end }}

{{/* Of global and own ones each once; both as names or, as Kubernetes has them, as objects with a name. */}}
{{- define "market-migrator.pullSecrets" -}}
{{- $names := list }}
{{- range concat ((.context.Values.global | default dict).imagePullSecrets | default list) (.values.imagePullSecrets | default list) }}
{{- $names = append $names (tpl (kindIs "string" . | ternary (dict "name" .) .).name $.context) }}
{{- end }}
{{- range uniq $names }}
- name: {{ . | quote }}
{{- end }}
{{- end }}

{{/* The variables that lead to the database and those of values.settings. */}}
{{- define "market-migrator.commonEnv" -}}
{{- include "market-migrator.databaseEnv" . }}
{{- $settings := .values.settings }}
{{- if and (include "market-migrator.migrationsVolume" .) (not $settings.locations) }}
{{- $settings = set (deepCopy $settings) "locations" "filesystem:/migrations" }}
{{- end }}
{{- range $name, $value := $settings }}
{{- if not (or (kindIs "invalid" $value) (eq (toString $value) "")) }}
- name: MIGRATOR_{{ snakecase $name | upper }}
  value: {{ kindIs "float64" $value | ternary (int64 $value) $value | toString | include "market-migrator.literal" | quote }}
{{- end }}
{{- end }}
{{- end }}

{{- define "market-migrator.migrationsVolume" -}}
{{- if .values.migrations.existingConfigMap }}
configMap:
  name: {{ tpl .values.migrations.existingConfigMap .context | quote }}
{{- else if (include "market-migrator.present" .values.migrations.scripts | fromJson).value }}
configMap:
  name: {{ include "market-migrator.objectName" . }}-migrations
{{- end }}
{{- end }}

{{/* The volumes that the container mounts. */}}
{{- define "market-migrator.podVolumes" -}}
{{- $secret := include "market-migrator.secretParts" . | fromYaml }}
{{- if and $secret (eq .values.database.secretAs "files") }}
- name: market-migrator-database
  secret:
    secretName: {{ include "market-migrator.secretName" . | quote }}
    items:
      {{- range $part, $key := $secret }}
      - key: {{ $key | quote }}
        path: {{ $part }}
      {{- end }}
{{- end }}
{{- with include "market-migrator.rootCertVolume" . }}
- name: market-migrator-ca
  {{- . | nindent 2 }}
{{- end }}
{{- with include "market-migrator.migrationsVolume" . }}
- name: market-migrator-migrations
  {{- . | nindent 2 }}
{{- end }}
{{- with .values.extraVolumes }}
{{ include "market-migrator.render" (dict "value" . "context" $.context) }}
{{- end }}
{{- end }}

{{- define "market-migrator.podVolumeMounts" -}}
{{- if and (include "market-migrator.secretParts" .) (eq .values.database.secretAs "files") }}
- name: market-migrator-database
  mountPath: /etc/market-migrator/database
  readOnly: true
{{- end }}
{{- if include "market-migrator.rootCertVolume" . }}
- name: market-migrator-ca
  mountPath: /etc/market-migrator/ca
  readOnly: true
{{- end }}
{{- if include "market-migrator.migrationsVolume" . }}
- name: market-migrator-migrations
  mountPath: /migrations
  readOnly: true
{{- end }}
{{- with .values.extraVolumeMounts }}
{{ include "market-migrator.render" (dict "value" . "context" $.context) }}
{{- end }}
{{- end }}

{{/* The container of every pod, a list of one: "name" is its name, "args" its arguments, "times" are the variables that its kind of pod needs. */}}
{{- define "market-migrator.container" -}}
{{- $env := concat (include "market-migrator.commonEnv" . | fromYamlArray) list }}
{{- range $name, $value := .times }}
{{- $env = append $env (dict "name" $name "value" $value) }}
{{- end }}
{{- $own := list }}
{{- range $env }}
{{- $own = append $own .name }}
{{- end }}
{{- $extra := list }}
{{- range .values.extraEnv }}
{{- if has .name $own }}
{{- fail (printf "extraEnv sets %s, which the chart sets already from another value: change that value instead." .name) }}
{{- end }}
{{- if has .name $extra }}
{{- fail (printf "extraEnv sets %s twice: keep one of them." .name) }}
{{- end }}
{{- $extra = append $extra .name }}
{{- end -}}
- name: {{ .name }}
  image: {{ include "market-migrator.image" . | quote }}
  imagePullPolicy: {{ .values.image.pullPolicy }}
  {{- with .args }}
  args:
    {{- include "market-migrator.literal" (toYaml .) | nindent 4 }}
  {{- end }}
  env:
    {{- with $env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
    {{- with .values.extraEnv }}
    {{- include "market-migrator.render" (dict "value" . "context" $.context) | nindent 4 }}
    {{- end }}
  {{- with .values.extraEnvFrom }}
  envFrom:
    {{- include "market-migrator.render" (dict "value" . "context" $.context) | nindent 4 }}
  {{- end }}
  {{- range $field := list "resources" "securityContext" }}
  {{- with (include "market-migrator.present" (get $.values $field) | fromJson).value }}
  {{ $field }}:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- end }}
  terminationMessagePath: {{ .values.settings.terminationLog | default "/dev/termination-log" | quote }}
  terminationMessagePolicy: FallbackToLogsOnError
  {{- with include "market-migrator.podVolumeMounts" . | trim }}
  volumeMounts:
    {{- . | nindent 4 }}
  {{- end }}
{{- end }}

{{/* The arguments for values.command and values.args. None at all for a plain migrate: then the program starts nothing that it does not need. */}}
{{- define "market-migrator.args" -}}
{{- if or (ne .values.command "migrate") .values.args }}
{{- toYaml (prepend .values.args .values.command) }}
{{- end }}
{{- end }}
