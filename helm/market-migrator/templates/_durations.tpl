{{/* A duration in milliseconds: 500ms, 3s, 1m30s, 5min, 1h, 1d. Takes the text. */}}
{{- define "market-migrator.milliseconds" -}}
{{- $units := dict "ms" 1 "s" 1000 "m" 60000 "min" 60000 "h" 3600000 "d" 86400000 }}
{{- $sum := 0 }}
{{- range regexFindAll "[0-9]+(ms|s|min|m|h|d)" . -1 }}
{{- $sum = add $sum (mul (regexFind "^[0-9]+" . | int64) (get $units (regexFind "[a-z]+$" .))) }}
{{- end }}
{{- $sum }}
{{- end }}

{{/* The Job's deadline in seconds. */}}
{{- define "market-migrator.timeout" -}}
{{- div (include "market-migrator.milliseconds" .values.timeout | int64) 1000 }}
{{- end }}

{{/*
The migrator's own deadline, 30 s before the Job's: the Job controller deletes the pod, and with it what the migrator says. What it may spend
waiting has to fit.
*/}}
{{- define "market-migrator.deadline" -}}
{{- $deadline := sub (include "market-migrator.timeout" .) 30 }}
{{- if lt $deadline 1 }}
{{- fail (printf "timeout is %s, and the migrator ends 30s before that, to say why: set it to more than 30s." .values.timeout) }}
{{- end }}
{{- $waits := add (include "market-migrator.milliseconds" .values.wait) (include "market-migrator.milliseconds" .values.lockWait) }}
{{- if gt $waits (mul $deadline 1000) }}
{{- fail (printf "wait (%s) and lockWait (%s) do not fit into timeout (%s), of which the migrator has %ds: set timeout to %ds or more, and helm's --timeout above it, or let them be shorter."
      .values.wait .values.lockWait .values.timeout $deadline (add 30 (div (add $waits 999) 1000))) }}
{{- end }}
{{- $deadline }}s
{{- end }}

{{/*
The deadline of an init container that migrates: no Job's time ends it, and the kubelet starts it again. What it may spend waiting has to leave
time to migrate.
*/}}
{{- define "market-migrator.initContainerDeadline" -}}
{{- $own := .values.initContainer }}
{{- $waits := add (include "market-migrator.milliseconds" $own.wait) (include "market-migrator.milliseconds" $own.lockWait) }}
{{- if ge $waits (include "market-migrator.milliseconds" $own.timeout | int64) }}
{{- fail (printf "initContainer.wait (%s) and initContainer.lockWait (%s) leave no time to migrate within initContainer.timeout (%s): set that to more than %ds, or let them be shorter."
      $own.wait $own.lockWait $own.timeout (div (add $waits 999) 1000)) }}
{{- end }}
{{- $own.timeout }}
{{- end }}

{{/* The deadline of the gate, a minute after its own time: what await says at its end names what it waited for. At most what the program reads. */}}
{{- define "market-migrator.awaitDeadline" -}}
{{- min 2147483 (add 60 (div (add (include "market-migrator.milliseconds" .values.awaitContainer.timeout) 999) 1000)) }}s
{{- end }}
