package cmd_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestFormats runs the tests of the nested module internal/formattest, which hold what is written to the schemas that
// others have published and read it with their readers, so that one `go test ./...` covers them too.
func TestFormats(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and runs it over all fixtures")
	}
	dir := filepath.Join("..", "internal", "formattest")
	if out, err := exec.CommandContext(t.Context(), "go", "-C", dir, "mod", "download").CombinedOutput(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the modules of the published schemas cannot be downloaded: %v\n%s", err, out)
		}
		t.Skipf("the modules of the published schemas cannot be downloaded: %v\n%s", err, out)
	}
	lookAtModule(t)
	out, err := exec.CommandContext(t.Context(), "go", "-C", dir, "test", "-count=1", "./...").CombinedOutput()
	t.Logf("go -C %s test -count=1 ./...\n%s", dir, out)
	if err != nil {
		t.Errorf("internal/formattest: %v", err)
	}
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
