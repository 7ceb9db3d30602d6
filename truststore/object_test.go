package truststore

import (
	"context"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestReadFaults(t *testing.T) {
	dir := t.TempDir()
	large := filepath.Join(dir, "large.pem")
	if err := os.WriteFile(large, make([]byte, 11), 0o600); err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		ref  string
		o    ReadOptions
		fact string
	}{
		"no file":          {filepath.Join(dir, "none.pem"), ReadOptions{}, "no such file"},
		"a directory":      {dir, ReadOptions{}, "is a directory"},
		"too large":        {large, ReadOptions{MaxSize: 10}, "the limit is 10 bytes, it has 11 bytes"},
		"no input":         {"-", ReadOptions{}, "standard input is not available"},
		"input too large":  {"-", ReadOptions{Stdin: strings.NewReader("12345678901"), MaxSize: 10}, "has more"},
		"input that fails": {"-", ReadOptions{Stdin: failing{}}, "broken"},
	}
	for name, c := range cases {
		_, err := Read(t.Context(), c.ref, c.o)
		var source *SourceError
		if !errors.As(err, &source) || !strings.Contains(source.Fact, c.fact) || source.Hint == "" || source.Remote {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("broken") }

func TestReadToTheLastByte(t *testing.T) {
	for _, limit := range []int64{10, math.MaxInt64} {
		o, err := ReadFrom(t.Context(), "-", strings.NewReader("1234567890"), limit)
		if err != nil || string(o.Data) != "1234567890" {
			t.Errorf("limit %d: got %v, %v", limit, o, err)
		}
	}
}

// TestReadEndsWithTheContext reads pipes that nobody writes to.
func TestReadEndsWithTheContext(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	pipe := filepath.Join(t.TempDir(), "pipe")
	refs := []string{"-"}
	if err := exec.CommandContext(t.Context(), "mkfifo", pipe).Run(); err == nil {
		refs = append(refs, pipe)
	}
	for _, ref := range refs {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		_, err := Read(ctx, ref, ReadOptions{Stdin: r})
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: got %v", ref, err)
		}
	}
	if len(refs) > 1 { // let the reader that waits for it go
		if f, err := os.OpenFile(pipe, os.O_RDWR, 0); err == nil {
			f.Close()
		}
	}
}
