{{/* Exit codes that no second try changes, ascending: those of the program's outcomes of which it says so. */}}
{{- define "market-migrator.finalExitCodes" -}}
2,10,12,14,15,16,17,18,19
{{- end }}

{{- define "market-migrator.hasPodFailurePolicy" -}}
{{- if semverCompare ">=1.26-0" .context.Capabilities.KubeVersion.Version }}true{{ end }}
{{- end }}

{{/*
The pod template of every pod of this chart, with the container "name" and its "args". All that is immutable in a Job has its trace here,
since the Job of mode: job is named after it: scripts that the chart mounts by their checksum, the failure policy by its exit codes.
*/}}
{{- define "market-migrator.podTemplate" -}}
{{- include "market-migrator.validate" (dict "context" .context "values" .values "library" (eq .values.mode "library")) }}
{{- $values := .values }}
{{- $traces := dict }}
{{- with (include "market-migrator.present" $values.migrations.scripts | fromJson).value }}
{{- $_ := set $traces "market-migrator/scripts" (toYaml . | sha256sum) }}
{{- end }}
{{- if include "market-migrator.hasPodFailurePolicy" . }}
{{- $_ := set $traces "market-migrator/final-exit-codes" (include "market-migrator.finalExitCodes" .) }}
{{- end }}
{{- $times := dict "MIGRATOR_WAIT" $values.wait "MIGRATOR_LOCK_WAIT" $values.lockWait "MIGRATOR_DEADLINE" (include "market-migrator.deadline" .) }}
{{- $times = merge $times (.env | default dict) -}}
metadata:
  labels:
    {{- include "market-migrator.merged" (list (include "market-migrator.selectorLabels" . | fromYaml) $values.podLabels $values.commonLabels) | nindent 4 }}
  {{- with include "market-migrator.merged" (list $traces $values.podAnnotations $values.commonAnnotations) }}
  annotations:
    {{- . | nindent 4 }}
  {{- end }}
spec:
  restartPolicy: Never
  serviceAccountName: {{ include "market-migrator.serviceAccountName" . | quote }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ int $values.terminationGracePeriodSeconds }}
  {{- with (include "market-migrator.present" $values.podSecurityContext | fromJson).value }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with include "market-migrator.pullSecrets" . | trim }}
  imagePullSecrets:
    {{- . | nindent 4 }}
  {{- end }}
  {{- with $values.extraInitContainers }}
  initContainers:
    {{- include "market-migrator.render" (dict "value" . "context" $.context) | nindent 4 }}
  {{- end }}
  containers:
    {{- include "market-migrator.container" (dict "context" .context "values" .values "name" .name "args" .args "times" $times) | nindent 4 }}
    {{- with $values.extraContainers }}
    {{- include "market-migrator.render" (dict "value" . "context" $.context) | nindent 4 }}
    {{- end }}
  {{- with include "market-migrator.podVolumes" . | trim }}
  volumes:
    {{- . | nindent 4 }}
  {{- end }}
  {{- range $field := list "nodeSelector" "tolerations" "affinity" "topologySpreadConstraints" "hostAliases" "dnsConfig" }}
  {{- with (include "market-migrator.present" (get $values $field) | fromJson).value }}
  {{ $field }}:
    {{- include "market-migrator.render" (dict "value" . "context" $.context) | nindent 4 }}
  {{- end }}
  {{- end }}
  {{- range $field := list "priorityClassName" "runtimeClassName" }}
  {{- with get $values $field }}
  {{ $field }}: {{ tpl . $.context | quote }}
  {{- end }}
  {{- end }}
{{- end }}

{{/* The Job's pod template. */}}
{{- define "market-migrator.jobTemplate" -}}
{{- $line := include "market-migrator.kubectl" (dict "context" .context "values" .values "command" "repair") | include "market-migrator.literal" }}
{{- include "market-migrator.podTemplate" (dict "context" .context "values" .values "name" "migrate"
      "args" (include "market-migrator.args" . | fromYamlArray) "env" (dict "MIGRATOR_REPAIR_LINE" $line)) }}
{{- end }}

{{/*
One of the program's commands as a pod, in JSON as kubectl run --overrides takes it: "args" are the command and its options. A shell splits
it nowhere and replaces nothing in it, even unquoted: toJson puts no space between things, and the spaces, asterisks and question marks of
texts are escaped as JSON has it. A [ stays, and with it a pattern that no file's name matches, so that bash and zsh leave it as it is.
*/}}
{{- define "market-migrator.overrides" -}}
{{- $template := include "market-migrator.podTemplate" (dict "context" .context "values" .values "name" "migrate" "args" .args) | fromYaml }}
{{- $container := first $template.spec.containers | merge (dict "stdin" true "stdinOnce" true) }}
{{- $_ := set $template.spec "containers" (prepend (rest $template.spec.containers) $container) }}
{{- $template | merge (dict "apiVersion" "v1") | toJson | replace " " "\\u0020" | replace "*" "\\u002a" | replace "?" "\\u003f" }}
{{- end }}

{{/*
The line that runs one of the program's commands in the cluster, with the Secret, the ServiceAccount and the security context of the Job.
"command" is status, check, repair or repair-yes. What it runs is in a Secret, since the values of extraEnv are in it; a library, which has none,
spells it out. The line that reads the Secret holds no quote and no backslash, since termination messages, in JSON, say it too: what kubectl
describe shows of them, with each of these escaped, can be copied as it is.
*/}}
{{- define "market-migrator.kubectl" -}}
{{- $name := include "market-migrator.objectName" . }}
{{- $namespace := .context.Release.Namespace }}
{{- $overrides := printf "$(kubectl get secret -n %s %s-commands -o jsonpath={.data.%s} | base64 -d)" $namespace $name .command }}
{{- if eq .values.mode "library" }}
{{- $args := splitList "-" .command | join " --" | splitList " " }}
{{- $overrides = include "market-migrator.overrides" (dict "context" .context "values" .values "args" $args) | replace "'" "'\\''" | squote }}
{{- end }}
{{- printf "kubectl run -n %s %s-%s --rm -i --restart=Never --image=%s --overrides=%s"
      $namespace $name .command (include "market-migrator.image" .) $overrides }}
{{- end }}
