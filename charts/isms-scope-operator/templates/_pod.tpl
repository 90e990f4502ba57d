{{/* Labels of the pods. Without helm.sh/chart: a new version of the chart alone is no reason for new pods. */}}
{{- define "isms-scope-operator.podLabels" -}}
{{ include "isms-scope-operator.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: {{ .Chart.Name }}
{{- end -}}

{{/* The standard variables of OpenTelemetry; none without an endpoint. */}}
{{- define "isms-scope-operator.otlpEnv" -}}
{{- with .Values.otlp.endpoint -}}
{{- $attributes := dict "k8s.pod.name" "$(POD_NAME)" "k8s.namespace.name" "$(POD_NAMESPACE)" -}}
{{- with $.Values.clusterName -}}
{{- $_ := set $attributes "k8s.cluster.name" . -}}
{{- end -}}
{{- $pairs := list -}}
{{- range $key, $value := merge (deepCopy $.Values.otlp.resourceAttributes) $attributes -}}
{{- $pairs = append $pairs (printf "%s=%s" $key $value) -}}
{{- end -}}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
- name: OTEL_EXPORTER_OTLP_PROTOCOL
  value: {{ $.Values.otlp.protocol | quote }}
- name: OTEL_SERVICE_NAME
  value: {{ $.Chart.Name }}
- name: OTEL_RESOURCE_ATTRIBUTES
  value: {{ join "," $pairs | quote }}
{{- end -}}
{{- end -}}

{{/* Several replicas shall not go with one node or one zone. */}}
{{- define "isms-scope-operator.topologySpread" -}}
{{- if .Values.topologySpreadConstraints -}}
{{- toYaml .Values.topologySpreadConstraints -}}
{{- else if gt (int .Values.replicas) 1 -}}
{{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
- topologyKey: {{ . }}
  maxSkew: 1
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "isms-scope-operator.selectorLabels" $ | nindent 6 }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Port of the OTLP endpoint: the one that it names, or that of its scheme. */}}
{{- define "isms-scope-operator.otlpPort" -}}
{{- $url := urlParse .Values.otlp.endpoint -}}
{{- regexFind ":[0-9]+$" $url.host | trimPrefix ":" | default (ternary "443" "80" (eq $url.scheme "https")) -}}
{{- end -}}
