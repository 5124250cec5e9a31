{{/*
Every template takes a dict with "context", the including chart's root ($), and "values", the migrator's values: .Values in this chart,
.Values.migrator in one that depends on it under that name. Nothing is read from .Chart but the name.
*/}}

{{/* The migrator's own version, which is not that of a chart that includes these templates. */}}
{{- define "market-migrator.version" -}}
0.1.0
{{- end }}

{{/*
The chart's name, or the dependency's alias, which may hold what a name of Kubernetes may not. As a library never the including chart's: what
carries that is taken for its pods.
*/}}
{{- define "market-migrator.name" -}}
{{- .values.nameOverride | default (eq .values.mode "library" | ternary "market-migrator" .context.Chart.Name) | lower | replace "_" "-" | trunc 63 | trimAll "-." }}
{{- end }}

{{/* At most 46 characters, so that there is room for what is appended; a longer one is told from others by a hash. */}}
{{- define "market-migrator.fullname" -}}
{{- $name := include "market-migrator.name" . }}
{{- $release := .context.Release.Name }}
{{- $full := .values.fullnameOverride | default (contains $name $release | ternary $release (printf "%s-%s" $release $name)) }}
{{- if gt (len $full) 46 }}
{{- printf "%s-%s" ($full | trunc 37 | trimAll "-.") (sha256sum $full | trunc 8) }}
{{- else }}
{{- $full }}
{{- end }}
{{- end }}

{{/*
The name of what the chart makes. A hook's objects have names of their own: they are no part of the release, and when the mode changes,
Helm removes those of the release after the hooks have run.
*/}}
{{- define "market-migrator.objectName" -}}
{{- include "market-migrator.fullname" . }}{{ if eq .values.mode "hook" }}-hook{{ end }}
{{- end }}

{{- define "market-migrator.serviceAccountName" -}}
{{- $made := and .values.serviceAccount.create (ne .values.mode "library") }}
{{- tpl (.values.serviceAccount.name | default "") .context | default ($made | ternary (include "market-migrator.objectName" .) "default") }}
{{- end }}

{{/* What tells this chart's pods from all others, the bot's among them. */}}
{{- define "market-migrator.selectorLabels" -}}
app.kubernetes.io/name: {{ include "market-migrator.name" . | quote }}
app.kubernetes.io/instance: {{ .context.Release.Name | quote }}
app.kubernetes.io/component: migrator
{{- end }}

{{/* Merges dicts, the first one winning, and leaves out what is null: that is how a default is removed. Takes a list of dicts. */}}
{{- define "market-migrator.merged" -}}
{{- $all := dict }}
{{- range . }}
{{- range $key, $value := . }}
{{- if not (hasKey $all $key) }}
{{- $_ := set $all $key $value }}
{{- end }}
{{- end }}
{{- end }}
{{- range $key, $value := $all }}
{{- if kindIs "invalid" $value }}
{{- $_ := unset $all $key }}
{{- end }}
{{- end }}
{{- if $all }}
{{- toYaml $all }}
{{- end }}
{{- end }}

{{/* The metadata of an object. "name" names it, "weight" makes it a hook of that weight in mode: hook, "labels" and "annotations" are its own. */}}
{{- define "market-migrator.metadata" -}}
{{- $chart := .context.Chart }}
{{- $standard := dict "helm.sh/chart" (printf "%s-%s" $chart.Name $chart.Version | replace "+" "_" | trunc 63 | trimAll "-._")
      "app.kubernetes.io/version" (include "market-migrator.version" .)
      "app.kubernetes.io/managed-by" .context.Release.Service }}
{{- $hook := dict }}
{{- if eq .values.mode "hook" }}
{{- $hook = dict "helm.sh/hook" "pre-install,pre-upgrade" "helm.sh/hook-weight" (toString .weight)
      "helm.sh/hook-delete-policy" "before-hook-creation" }}
{{- end -}}
name: {{ .name | quote }}
namespace: {{ .context.Release.Namespace | quote }}
labels:
  {{- include "market-migrator.merged" (list (include "market-migrator.selectorLabels" . | fromYaml) $standard (.labels | default dict) .values.commonLabels) | nindent 2 }}
{{- with include "market-migrator.merged" (list $hook (.annotations | default dict) .values.commonAnnotations) }}
annotations:
  {{- . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The weight of what the hook's Job refers to: it has to be there before. */}}
{{- define "market-migrator.earlierWeight" -}}
{{- sub (int .values.hook.weight) 1 }}
{{- end }}

{{/*
A value without what is null in it, at any depth of maps, since that is how a default is removed. As "value" in JSON, because YAML without its last
line break would lose that of a text.
*/}}
{{- define "market-migrator.present" -}}
{{- $value := . }}
{{- if kindIs "map" . }}
{{- $value = dict }}
{{- range $key, $one := . }}
{{- if not (kindIs "invalid" $one) }}
{{- $_ := set $value $key (include "market-migrator.present" $one | fromJson).value }}
{{- end }}
{{- end }}
{{- end }}
{{- dict "value" $value | toJson }}
{{- end }}

{{/* Text that Kubernetes leaves as it is in a variable's value or in an argument, where it would expand $(NAME) and makes one dollar of two. */}}
{{- define "market-migrator.literal" -}}
{{- . | replace "$" "$$" }}
{{- end }}

{{/* Text that may hold a template. */}}
{{- define "market-migrator.render" -}}
{{- tpl (kindIs "string" .value | ternary .value (toYaml .value)) .context }}
{{- end }}
