// Package crds pins the releases of other projects whose CustomResourceDefinitions tests install. Nothing is built of them: the imports keep
// the modules in go.mod when that is tidied.
package crds

import (
	_ "github.com/prometheus-operator/prometheus-operator/pkg/versionutil"
	_ "sigs.k8s.io/gateway-api/pkg/consts"
)
