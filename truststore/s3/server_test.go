package s3

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestServer runs the tests of the nested module internal/s3test, which start a real S3 server, so that one
// `go test ./...` covers them too.
func TestServer(t *testing.T) {
	if testing.Short() {
		t.Skip("starts an S3 server and builds the program")
	}
	dir := filepath.Join("..", "..", "internal", "s3test")
	if out, err := goCommand(t, dir, "mod", "download"); err != nil {
		missing(t, "the S3 server's modules cannot be downloaded: %v\n%s", err, out)
	}
	dependOnModule(t)
	out, err := goCommand(t, dir, "test", "-count=1", "./...")
	t.Logf("go -C %s test -count=1 ./...\n%s", dir, out)
	if err != nil {
		t.Errorf("internal/s3test: %v", err)
	}
}

func goCommand(t *testing.T, dir string, args ...string) ([]byte, error) {
	return exec.CommandContext(t.Context(), "go", append([]string{"-C", dir}, args...)...).CombinedOutput()
}

// missing skips on a machine without a network; CI is not allowed to be one.
func missing(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// dependOnModule looks at every directory of the main module: go test repeats a cached result only while what a test
// has looked at stays the same ("go help test"), and it does not see what the commands that a test runs look at.
func dependOnModule(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join("..", ".."), func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == ".git" {
			return fs.SkipDir
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
