{{/* Name of the objects in the release's namespace. */}}
{{- define "isms-scope-operator.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 53 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 53 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "isms-scope-operator.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "isms-scope-operator.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{/* By which labels Services and Deployments find the pods. */}}
{{- define "isms-scope-operator.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* What Helm notes of itself, on every object. */}}
{{- define "isms-scope-operator.helmLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "isms-scope-operator.labels" -}}
{{ include "isms-scope-operator.helmLabels" . }}
{{ include "isms-scope-operator.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: {{ .Chart.Name }}
{{- end -}}

{{/* The labels with further ones, which decide where both name one: a key that stands twice is no YAML. Give `root` and `further`. */}}
{{- define "isms-scope-operator.labelsWith" -}}
{{- toYaml (merge (deepCopy .further) (include "isms-scope-operator.labels" .root | fromYaml)) -}}
{{- end -}}

{{- define "isms-scope-operator.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{- printf "%s@%s" .repository .digest -}}
{{- else -}}
{{- printf "%s:%s" .repository (.tag | default $.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Metadata of an object that may be in another namespace and may have labels and annotations of its own: give `root`, and its values as `own`. */}}
{{- define "isms-scope-operator.metadata" -}}
name: {{ include "isms-scope-operator.fullname" .root }}
namespace: {{ .own.namespace | default .root.Release.Namespace }}
labels:
  {{- include "isms-scope-operator.labelsWith" (dict "root" .root "further" .own.labels) | nindent 2 }}
{{- with .own.annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The times of a probe, and where it asks: give `path` and `times`. */}}
{{- define "isms-scope-operator.probe" -}}
httpGet:
  path: {{ .path }}
  port: metrics
{{ toYaml .times }}
{{- end -}}

{{/* The part that ServiceMonitor and PodMonitor have in common: give `root`, and its values as `own`. */}}
{{- define "isms-scope-operator.monitorEndpoint" -}}
- port: metrics
  path: /metrics
  honorLabels: true
  {{- with .own.interval }}
  interval: {{ . }}
  {{- end }}
  {{- with .own.scrapeTimeout }}
  scrapeTimeout: {{ . }}
  {{- end }}
  {{- if or .root.Values.clusterName .own.relabelings }}
  relabelings:
    {{- with .root.Values.clusterName }}
    - targetLabel: cluster
      replacement: {{ . | quote }}
    {{- end }}
    {{- with .own.relabelings }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
  {{- with .own.metricRelabelings }}
  metricRelabelings:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
