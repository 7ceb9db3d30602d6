package cmd_test

import (
	"bytes"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mtlscheck/mtlscheck/cmd"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
)

// store writes a truststore with CR LF, which fix would change, into a new directory.
func store(t *testing.T) (path string, data []byte) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "truststore.pem")
	data = bytes.ReplaceAll(testpki.Root(t, "root").PEM(), []byte("\n"), []byte("\r\n"))
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path, data
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

// The scripts try other spellings and symbolic links; a hard link and a redirected standard input take Go.

func TestFixDoesNotWriteThroughAHardLink(t *testing.T) {
	path, data := store(t)
	link := filepath.Join(filepath.Dir(path), "link.pem")
	if err := os.Link(path, link); err != nil {
		t.Skipf("no hard links here: %v", err)
	}
	var out, messages bytes.Buffer
	if code := cmd.Main([]string{"fix", path, "--to", link, "--force"}, strings.NewReader(""), &out, &messages); code != 2 {
		t.Errorf("exit code %d, want 2: %s", code, messages.String())
	}
	for _, name := range []string{path, link} {
		if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, data) {
			t.Errorf("%s was changed: %v", name, err)
		}
	}
}

func TestFixDoesNotWriteOverRedirectedInput(t *testing.T) {
	path, data := store(t)
	in, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var out, messages bytes.Buffer
	if code := cmd.Main([]string{"fix", "-", "--to", path, "--force"}, in, &out, &messages); code != 2 {
		t.Errorf("exit code %d, want 2: %s", code, messages.String())
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, data) {
		t.Errorf("the input was changed: %v", err)
	}
}

func TestFixLeavesNothingElseBehind(t *testing.T) {
	path, _ := store(t)
	dir := filepath.Dir(path)
	for _, test := range []struct {
		name string
		args []string
		want []string
	}{
		{"when nothing is left to write", []string{"--to", filepath.Join(dir, "a.pem"), "--drop-expired", "--at", "2100-01-01"}, []string{"truststore.pem"}},
		{"when it writes", []string{"--to", filepath.Join(dir, "a.pem")}, []string{"a.pem", "truststore.pem"}},
		{"when it may not replace", []string{"--to", filepath.Join(dir, "a.pem")}, []string{"a.pem", "truststore.pem"}},
		{"when it replaces", []string{"--to", filepath.Join(dir, "a.pem"), "--force"}, []string{"a.pem", "truststore.pem"}},
	} {
		var out, messages bytes.Buffer
		cmd.Main(append([]string{"fix", path}, test.args...), strings.NewReader(""), &out, &messages)
		if got := names(t, dir); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// TestFixWritesCertificatesThatReadersLose, even when the file holds no others.
func TestFixWritesCertificatesThatReadersLose(t *testing.T) {
	a, b := testpki.Root(t, "a"), testpki.Root(t, "b")
	crl := pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: append(bytes.Clone(a.DER), b.DER...)})
	path := filepath.Join(t.TempDir(), "truststore.pem")
	if err := os.WriteFile(path, crl, 0o644); err != nil {
		t.Fatal(err)
	}
	var out, messages bytes.Buffer
	if code := cmd.Main([]string{"fix", path, "--to", "-"}, strings.NewReader(""), &out, &messages); code != 0 || !bytes.Equal(out.Bytes(), testpki.PEM(a, b)) {
		t.Errorf("exit code %d: %s\nwrote %s", code, messages.String(), out.String())
	}
	out.Reset()
	if code := cmd.Main([]string{"inspect", path}, strings.NewReader(""), &out, &messages); code == 0 || !strings.Contains(messages.String(), " --to NEW writes the certificates in it") {
		t.Errorf("exit code %d: %s", code, messages.String())
	}
}

// TestFixSaysThatItsOwnFlagsLeaveNothing: certificates under a label that readers pass over were read, and then left out.
func TestFixSaysThatItsOwnFlagsLeaveNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "crl.pem")
	ended := testpki.PEM(testpki.Root(t, "one", testpki.Expired), testpki.Root(t, "two", testpki.Expired))
	if err := os.WriteFile(path, bytes.ReplaceAll(ended, []byte("CERTIFICATE"), []byte("X509 CRL")), 0o644); err != nil {
		t.Fatal(err)
	}
	var out, messages bytes.Buffer
	args := []string{"fix", path, "--to", filepath.Join(filepath.Dir(path), "new.pem"), "--drop-expired", "--at", "2026-06-01"}
	if code := cmd.Main(args, strings.NewReader(""), &out, &messages); code != 3 {
		t.Errorf("exit code %d, want 3", code)
	}
	if got := messages.String(); !strings.Contains(got, "nothing would be left of it") || strings.Contains(got, "mtlscheck fix") {
		t.Errorf("want the flags to be told as the cause:\n%s", got)
	}
}
