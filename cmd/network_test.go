package cmd_test

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestNoCodeForTheNetwork holds what the README promises and what the start-up rests on: code that is linked is initialised,
// used or not. mtlscheck-s3 shows that the search would find it.
func TestNoCodeForTheNetwork(t *testing.T) {
	calls := regexp.MustCompile(`(?m) (net\.\(\*Dialer\)\.DialContext|net\.Dial|syscall\.connect|syscall\.socket)$`)
	for pkg, speaks := range map[string]bool{".": false, "./cmd/mtlscheck-s3": true} {
		binary := filepath.Join(t.TempDir(), "program")
		goTool(t, "build", "-o", binary, pkg)
		if got := calls.FindAllString(goTool(t, "tool", "nm", binary), -1); len(got) > 0 != speaks {
			t.Errorf("%s has %q", pkg, got)
		}
		if strings.Contains(goTool(t, "list", "-deps", pkg), "github.com/aws/") != speaks {
			t.Errorf("%s links the AWS SDK: %v", pkg, !speaks)
		}
	}
}

func goTool(t *testing.T, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), "go", args...)
	c.Dir = ".."
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("go %v: %v\n%s", args, err, out)
	}
	return string(out)
}
