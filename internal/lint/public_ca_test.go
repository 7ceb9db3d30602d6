package lint

import (
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mtlscheck/mtlscheck/truststore"
)

var update = flag.Bool("update", false, "rewrite generated files")

// mozilla is where Debian's package ca-certificates puts the roots of Mozilla's programme, a file each.
const mozilla = "/usr/share/ca-certificates/mozilla"

// TestPublicCAs holds the list to the package that it was made from, where that very version is installed. With -update
// it makes the list anew from the installed one.
func TestPublicCAs(t *testing.T) {
	version, err := exec.Command("dpkg-query", "-W", "-f", "${Version}", "ca-certificates").Output()
	if err != nil {
		t.Skip("the package ca-certificates is not installed: there is nothing to compare with")
	}
	first := fmt.Sprintf("# %s of Debian's package ca-certificates, from Mozilla's root programme\n", version)
	if !*update && !strings.HasPrefix(publicCAs, first) {
		t.Skipf("the list is of another version than the installed one: %s", version)
	}
	want := first + strings.Join(publicRoots(t), "")
	if *update {
		if err := os.WriteFile("public_cas.txt", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if publicCAs != want {
		t.Error("public_cas.txt is not what the package holds: go test ./internal/lint -run TestPublicCAs -update writes it anew")
	}
}

func publicRoots(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(mozilla, "*.crt"))
	if err != nil || len(files) < 100 {
		t.Fatalf("%d files in %s: %v", len(files), mozilla, err)
	}
	var lines []string
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		b, err := truststore.Load(&truststore.Object{Ref: path, Data: data})
		if err != nil || b.Ledger.Accepted != 1 {
			t.Fatalf("%s: %v, %+v", path, err, b.Ledger)
		}
		c := b.Certificates()[0].Certificate
		sum := c.PublicKey.SHA256()
		lines = append(lines, hex.EncodeToString(sum[:])+" "+c.Subject.String()+"\n")
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// TestPublicCAsAreWellFormed reads the list as the rules do.
func TestPublicCAsAreWellFormed(t *testing.T) {
	known := loadPublic()
	lines := strings.Count(publicCAs, "\n") - 1
	if len(known.keys) != lines || lines < 100 {
		t.Errorf("%d keys in %d lines", len(known.keys), lines)
	}
	for hash, name := range known.keys {
		if sum, err := hex.DecodeString(hash); err != nil || len(sum) != 32 || !strings.Contains(name, "=") {
			t.Errorf("%q %q", hash, name)
		}
	}
	if !known.names["CN=ISRG Root X1, O=Internet Security Research Group, C=US"] {
		t.Error("the root of Let's Encrypt is not known by name")
	}
}
