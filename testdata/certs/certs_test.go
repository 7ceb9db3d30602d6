package certs

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// at is 2026-06-01T00:00:00Z, the moment at which every fixture is judged.
const at = "1780272000"

// expectation is one line of expected.tsv.
type expectation struct {
	scenario, client, verdict, reason, openssl string
}

func (e expectation) name() string { return e.scenario + "/" + e.client }

// TestEveryFileIsThere runs the script's own check: each file it names exists,
// nothing else does, and each file of pem/ still has the fault it is named after.
func TestEveryFileIsThere(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("on Windows the command bash may belong to another system and not see these files")
	}
	needs(t, "bash")
	out, err := exec.CommandContext(t.Context(), "bash", "../../scripts/gen-certs.sh", "--check").CombinedOutput()
	if err != nil {
		t.Fatalf("gen-certs.sh --check: %v\n%s", err, out)
	}
}

// TestOpenSSLColumn lets OpenSSL judge every client certificate again. The
// column is the yardstick for the program's own imitation of `openssl verify`,
// so it has to be measured, never written by hand.
func TestOpenSSLColumn(t *testing.T) {
	needs(t, "openssl")
	version, err := exec.CommandContext(t.Context(), "openssl", "version").Output()
	if err != nil {
		t.Fatalf("openssl version: %v", err)
	}
	if !strings.HasPrefix(string(version), "OpenSSL 3.") {
		cannot(t, "the openssl column is that of OpenSSL 3, and this is "+strings.TrimSpace(string(version)))
	}
	for _, e := range expectations(t) {
		t.Run(e.name(), func(t *testing.T) {
			t.Parallel()
			got, err := opensslError(t.Context(), filepath.Join(e.scenario, "truststore.pem"), filepath.Join(e.scenario, e.client))
			if err != nil {
				t.Fatal(err)
			}
			if got != e.openssl {
				t.Errorf("openssl verify: first error %s, expected.tsv says %s", got, e.openssl)
			}
		})
	}
}

// TestREADMEAgrees keeps the table for people and the table for tests alike.
func TestREADMEAgrees(t *testing.T) {
	rows := readmeRows(t)
	for _, e := range expectations(t) {
		row, ok := rows[e.name()]
		if !ok {
			row, ok = rows[e.scenario]
		}
		if !ok {
			t.Errorf("README.md has no row for %s", e.name())
			continue
		}
		if row.verdict != e.verdict || row.reason != e.reason {
			t.Errorf("%s: README.md says %q %q, expected.tsv says %q %q",
				e.name(), row.verdict, row.reason, e.verdict, e.reason)
		}
	}
}

// TestREADMENamesEveryPEMFile: each file of pem/ has its row.
func TestREADMENamesEveryPEMFile(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir("pem")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !bytes.Contains(text, []byte("| `"+f.Name()+"` |")) {
			t.Errorf("README.md has no row for pem/%s", f.Name())
		}
	}
}

// TestVerdictsAndReasonsArePaired: an accepted client has no reason, and every
// other has one.
func TestVerdictsAndReasonsArePaired(t *testing.T) {
	seen := make(map[string]bool)
	for _, e := range expectations(t) {
		if seen[e.name()] {
			t.Errorf("%s: listed twice", e.name())
		}
		seen[e.name()] = true
		switch e.verdict {
		case "accepted":
			if e.reason != "" {
				t.Errorf("%s: accepted, yet for the reason %s", e.name(), e.reason)
			}
		case "denied", "unclear":
			if e.reason == "" {
				t.Errorf("%s: %s without a reason", e.name(), e.verdict)
			}
		default:
			t.Errorf("%s: no such verdict: %q", e.name(), e.verdict)
		}
	}
}

// TestDemoIsEmbedded: the binary carries what `mtlscheck demo` shows, and no
// more than it should weigh.
func TestDemoIsEmbedded(t *testing.T) {
	const limit = 20_000
	size, files := 0, 0
	err := fs.WalkDir(Demo, "demo", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := Demo.ReadFile(path)
		size += len(data)
		files++
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if files != 8 || size > limit {
		t.Errorf("demo holds %d files of %d bytes together, want 8 files of at most %d bytes", files, size, limit)
	}
}

// needs skips the test when the tool is missing. A build server has it, so
// there its absence is a failure, lest nobody notice that nothing was checked.
func needs(t *testing.T, tool string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		cannot(t, tool+" is not installed, so nothing was checked here")
	}
}

// cannot skips the test, or fails it on a build server.
func cannot(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}

func expectations(t *testing.T) []expectation {
	t.Helper()
	f, err := os.Open("expected.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = '\t'
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(lines[0], " "), "scenario client verdict reason openssl"; got != want {
		t.Fatalf("expected.tsv has the columns %q, want %q", got, want)
	}
	var list []expectation
	for _, l := range lines[1:] {
		list = append(list, expectation{scenario: l[0], client: l[1], verdict: l[2], reason: l[3], openssl: l[4]})
	}
	return list
}

// row matches a line such as
//
//	| `accepted` | shows … | rule … | accepted | |
//	| `demo/merchant-3.pem` | shows … | rule … | denied | `client_expired` |
var row = regexp.MustCompile("(?m)^\\| `([^`]+)` \\|.*\\| (accepted|denied|unclear) \\|(?: `([a-z0-9_]+)`)? \\|$")

// readmeRows maps "scenario" or "scenario/client" to what README.md expects.
func readmeRows(t *testing.T) map[string]expectation {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := make(map[string]expectation)
	for _, m := range row.FindAllStringSubmatch(string(text), -1) {
		rows[m[1]] = expectation{verdict: m[2], reason: m[3]}
	}
	return rows
}

var errorLine = regexp.MustCompile(`(?m)^error (\d+) at \d+ depth lookup`)

// opensslError gives the number of the first error that openssl verify prints,
// or "0" when it accepts the client.
func opensslError(ctx context.Context, truststore, client string) (string, error) {
	cmd := exec.CommandContext(ctx, "openssl", "verify", "-no-CApath", "-no-CAstore",
		"-attime", at, "-purpose", "sslclient", "-CAfile", truststore, client)
	// A system may forbid SHA-1 in its own configuration; this is not about it.
	cmd.Env = append(os.Environ(), "OPENSSL_CONF="+os.DevNull)
	out, err := cmd.CombinedOutput()
	if m := errorLine.FindSubmatch(out); m != nil {
		return string(m[1]), nil
	}
	if err != nil {
		return "", fmt.Errorf("openssl verify gave no verdict on %s: %w\n%s", client, err, out)
	}
	return "0", nil
}
