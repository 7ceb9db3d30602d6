//go:build tools

package formattest

// The schema of JUnit's XML lies in this module; nothing of its code is used.
import _ "github.com/yannh/kubeconform/pkg/cache"
