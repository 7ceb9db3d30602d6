package cmd_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestForeignParsers runs the tests of the nested module internal/formattest, which hand calendars and metrics to
// parsers that others wrote, so that one `go test ./...` covers them too.
func TestForeignParsers(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the tests of another module")
	}
	dir := filepath.Join("..", "internal", "formattest")
	if out, err := goIn(t, dir, "mod", "download"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the parsers' modules cannot be downloaded: %v\n%s", err, out)
		}
		t.Skipf("the parsers' modules cannot be downloaded: %v\n%s", err, out)
	}
	lookAtModule(t)
	if out, err := goIn(t, dir, "test", "-count=1", "./..."); err != nil {
		t.Errorf("internal/formattest: %v\n%s", err, out)
	}
}

func goIn(t *testing.T, dir string, args ...string) ([]byte, error) {
	t.Helper()
	return exec.CommandContext(t.Context(), "go", append([]string{"-C", dir}, args...)...).CombinedOutput()
}

// lookAtModule looks at every directory of the main module: go test repeats a cached result only while what a test has
// looked at stays the same ("go help test"), and it does not see what the commands that a test runs look at.
func lookAtModule(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir("..", func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == ".git" {
			return fs.SkipDir
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
