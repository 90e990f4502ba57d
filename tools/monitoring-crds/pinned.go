// Package crds pins the release of the Prometheus Operator whose CustomResourceDefinitions the chart's tests install. Nothing is built of it:
// the import keeps the module in go.mod when that is tidied.
package crds

import _ "github.com/prometheus-operator/prometheus-operator/pkg/versionutil"
