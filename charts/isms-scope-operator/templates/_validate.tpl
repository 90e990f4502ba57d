{{/* What values.schema.json cannot say: each refusal is a sentence that says what to mend. */}}
{{- define "isms-scope-operator.validate" -}}
{{- include "isms-scope-operator.validateEach" . -}}
{{- include "isms-scope-operator.validateOnlyRelease" . -}}
{{- include "isms-scope-operator.validateLabels" (list . "podLabels" .Values.podLabels) -}}
{{- include "isms-scope-operator.validateLabels" (list . "service.labels" .Values.service.labels) -}}
{{- if and .Values.serviceMonitor.enabled .Values.podMonitor.enabled -}}
{{- fail "serviceMonitor.enabled and podMonitor.enabled are both true, and every metric would be scraped twice: enable one of them." -}}
{{- end -}}
{{- if and .Values.rbac.create (not .Values.serviceAccount.create) (not .Values.serviceAccount.name) -}}
{{- fail "serviceAccount.create is false and serviceAccount.name is empty, and the account \"default\" of the namespace would get the operator's rights: write the name of an existing ServiceAccount." -}}
{{- end -}}
{{- $plainScrape := "or scrape the Service without it, as job isms-scope-operator, port \"metrics\", path /metrics, with honor_labels: true" -}}
{{- $prometheusOperator := "install the Prometheus Operator's CustomResourceDefinitions first" -}}
{{- include "isms-scope-operator.validateServed" (list . .Values.serviceMonitor.enabled "serviceMonitor.enabled" "monitoring.coreos.com/v1/ServiceMonitor" $prometheusOperator $plainScrape) -}}
{{- include "isms-scope-operator.validateServed" (list . .Values.podMonitor.enabled "podMonitor.enabled" "monitoring.coreos.com/v1/PodMonitor" $prometheusOperator $plainScrape) -}}
{{- include "isms-scope-operator.validateServed" (list . .Values.prometheusRule.enabled "prometheusRule.enabled" "monitoring.coreos.com/v1/PrometheusRule" $prometheusOperator "or load the alerts from the plain rules file k8s/prometheus/alerts.yaml") -}}
{{- include "isms-scope-operator.validateServed" (list . .Values.dashboards.grafanaOperator.enabled "dashboards.grafanaOperator.enabled" "grafana.integreatly.org/v1beta1/GrafanaDashboard" "install the Grafana Operator's CustomResourceDefinitions first" "or set dashboards.enabled=true alone, for the ConfigMap that Grafana's sidecar loads") -}}
{{- end -}}

{{/*
Refuses an object whose kind the cluster does not serve. Only a real cluster says which kinds it serves ("v1/Namespace"); offline,
for `helm template`, Helm knows groups and versions alone, and nothing is refused.
*/}}
{{- define "isms-scope-operator.validateServed" -}}
{{- $capabilities := (index . 0).Capabilities.APIVersions -}}
{{- $kind := index . 3 -}}
{{- if and (index . 1) ($capabilities.Has "v1/Namespace") (not ($capabilities.Has $kind)) -}}
{{- fail (printf "%s is true, but this cluster does not serve %s: %s, %s." (index . 2) $kind (index . 4) (index . 5)) -}}
{{- end -}}
{{- end -}}

{{/* What the code says of each value: it is there (Helm takes away what is null, its default included), and it has its form. */}}
{{- define "isms-scope-operator.validateEach" -}}
{{- range $rule := (.Files.Get "files/install.yaml" | fromYaml).values -}}
{{- $value := $.Values -}}
{{- range $name := splitList "." $rule.path -}}
{{- if not (hasKey $value $name) -}}
{{- fail (printf "%s is null: leave it out to have its default, or write a value. (With --reuse-values a new value has no default: upgrade with --reset-then-reuse-values.)" $rule.path) -}}
{{- end -}}
{{- $value = get $value $name -}}
{{- end -}}
{{- if $rule.form -}}
{{- range $text := kindIs "slice" $value | ternary $value (list $value) -}}
{{- if not (regexMatch $rule.form $text) -}}
{{- fail (printf "%s is %q: %s." $rule.path $text $rule.mend) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* With other values of these labels the Service would not find the pods, or the ServiceMonitor the Service, and nobody would be told. */}}
{{- define "isms-scope-operator.validateLabels" -}}
{{- $own := include "isms-scope-operator.selectorLabels" (index . 0) | fromYaml -}}
{{- $path := index . 1 -}}
{{- range $label, $_ := index . 2 -}}
{{- if hasKey $own $label -}}
{{- fail (printf "%s sets %s, by which the chart finds its own objects: leave it out." $path $label) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* One release serves a whole cluster: two would label the same namespaces. Who may not create ClusterRoles may be forbidden to look for one. */}}
{{- define "isms-scope-operator.validateOnlyRelease" -}}
{{- if .Values.rbac.create -}}
{{- $role := lookup "rbac.authorization.k8s.io/v1" "ClusterRole" "" .Chart.Name | default dict -}}
{{- $owner := dig "metadata" "annotations" dict $role -}}
{{- $name := get $owner "meta.helm.sh/release-name" -}}
{{- $namespace := get $owner "meta.helm.sh/release-namespace" -}}
{{- if and $name (or (ne $name .Release.Name) (ne $namespace .Release.Namespace)) -}}
{{- fail (printf "the release %q in namespace %q serves this cluster already, and one release serves a whole cluster: upgrade that one, or uninstall it first." $name $namespace) -}}
{{- end -}}
{{- end -}}
{{- end -}}
