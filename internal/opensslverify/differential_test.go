package opensslverify

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/mtlscheck/mtlscheck/internal/ber"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// TestDifferential makes random small PKIs and holds each answer, verdict and every line, against the installed
// openssl. A seed gives the same PKI in every run, but for the salts of RSA-PSS. MTLSCHECK_DIFF_N sets the number of
// PKIs, MTLSCHECK_DIFF_SEED the first seed.
func TestDifferential(t *testing.T) {
	needOpenSSL(t)
	worlds := number(t, "MTLSCHECK_DIFF_N", usualWorlds())
	seed := number(t, "MTLSCHECK_DIFF_SEED", 1)
	keys := testKeys()
	tally := &tally{codes: map[int]int{}}
	var workers sync.WaitGroup
	next := make(chan uint64)
	for range 3 {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for s := range next {
				tally.compare(t, s, newMaker(s, keys).world())
			}
		}()
	}
	for s := range worlds {
		next <- uint64(seed + s)
	}
	close(next)
	workers.Wait()
	t.Logf("%d chains from seed %d: %d accepted, %d not loaded by openssl, %d not parsed here, %d differ; codes %v",
		tally.chains, seed, tally.accepted, tally.unloaded, tally.unparsed, tally.different, tally.codes)
}

// usualWorlds is what takes some ten seconds on a build server, and one elsewhere: 4,000 chains and 300.
func usualWorlds() int {
	if os.Getenv("CI") == "true" && raceFactor == 1 {
		return 1150
	}
	return 90
}

func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// needOpenSSL skips without openssl 3.0, except in continuous integration, where its absence is a fault.
func needOpenSSL(t *testing.T) {
	t.Helper()
	out, err := exec.Command("openssl", "version").Output()
	switch {
	case err != nil && os.Getenv("CI") == "true":
		t.Fatalf("openssl is missing: %v", err)
	case err != nil:
		t.Skip("openssl is not installed")
	case !bytes.HasPrefix(out, []byte("OpenSSL 3.0.")):
		t.Skipf("this is held against OpenSSL 3.0, and here is %s", bytes.TrimSpace(out))
	}
}

type tally struct {
	mu                          sync.Mutex
	chains, accepted, different int
	unloaded, unparsed          int // damaged leaves that openssl or this program's reader does not take
	codes                       map[int]int
}

func (c *tally) compare(t *testing.T, seed uint64, w *world) {
	dir, err := os.MkdirTemp(t.TempDir(), "world")
	if err != nil {
		t.Error(err)
		return
	}
	want := runOpenSSL(t, dir, w)
	store, pool := NewStore(parsed(t, w.trusted)), parsed(t, w.untrusted)
	if !w.withUntrusted {
		pool = nil
	}
	for _, der := range w.crls {
		crl, err := ParseCRL(der)
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
			return
		}
		w.o.CRLs = append(w.o.CRLs, crl)
	}
	keep := false
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, der := range w.leaves {
		c.chains++
		if want[i] == nil {
			c.unloaded++
			continue
		}
		leaf, err := truststore.ParseCertificate(der)
		// only where a flipped bit has broken its frame, or made a tag of more than one octet
		if _, _, _, ok := ber.ToDER(der); err != nil || !ok {
			c.unparsed++
			continue
		}
		got := store.Verify(leaf, pool, w.o)
		for _, e := range got.Errors {
			c.codes[e.Code]++
		}
		if got.OK {
			c.accepted++
		}
		if !slices.Equal(lines(got), want[i].lines) || got.OK != want[i].ok || len(got.Unchecked) > 0 {
			c.different++
			keep = true
			t.Errorf("seed %d leaf %d, openssl verify %s:\n got %v %q\nwant %v %q", seed, i, strings.Join(w.flags, " "), got.OK, lines(got), want[i].ok, want[i].lines)
		}
	}
	if to := os.Getenv("MTLSCHECK_DIFF_KEEP"); keep && to != "" {
		if err := os.CopyFS(filepath.Join(to, fmt.Sprint(seed)), os.DirFS(dir)); err != nil {
			t.Log(err)
		}
	}
	os.RemoveAll(dir)
}

func parsed(t *testing.T, ders [][]byte) []*truststore.Certificate {
	all := make([]*truststore.Certificate, len(ders))
	for i, der := range ders {
		c, err := truststore.ParseCertificate(der)
		if err != nil {
			t.Errorf("certificate %d: %v", i, err)
			return nil
		}
		all[i] = c
	}
	return all
}

type opensslAnswer struct {
	ok    bool
	lines []string
}

// runOpenSSL gives the answer about each leaf, nil where openssl could not load it or the truststore.
func runOpenSSL(t *testing.T, dir string, w *world) []*opensslAnswer {
	args := append([]string{"verify", "-no-CApath", "-no-CAstore", "-CAfile", writePEM(t, dir, "truststore.pem", "CERTIFICATE", w.trusted)}, w.flags...)
	if w.withUntrusted {
		args = append(args, "-untrusted", writePEM(t, dir, "untrusted.pem", "CERTIFICATE", w.untrusted))
	}
	if len(w.crls) > 0 {
		args = append(args, "-CRLfile", writePEM(t, dir, "crls.pem", "X509 CRL", w.crls))
	}
	names := map[string]int{}
	for i, leaf := range w.leaves {
		name := writePEM(t, dir, fmt.Sprintf("leaf%d.pem", i), "CERTIFICATE", [][]byte{leaf})
		names[name] = i
		args = append(args, name)
	}
	cmd := exec.Command("openssl", args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Error(err)
	}
	return readAnswers(names, stdout.String(), stderr.String())
}

func writePEM(t *testing.T, dir, name, label string, ders [][]byte) string {
	var b bytes.Buffer
	for _, der := range ders {
		pem.Encode(&b, &pem.Block{Type: label, Bytes: der})
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Error(err)
	}
	return path
}

// readAnswers takes the lines up to "error FILE: verification failed" as those about that file.
func readAnswers(names map[string]int, stdout, stderr string) []*opensslAnswer {
	answers := make([]*opensslAnswer, len(names))
	for line := range strings.Lines(stdout) {
		if name, ok := strings.CutSuffix(strings.TrimSpace(line), ": OK"); ok {
			answers[names[name]] = &opensslAnswer{ok: true}
		}
	}
	atDepth := regexp.MustCompile(`^(error -?\d+ at \d+ depth lookup:.*)$`)
	failed := regexp.MustCompile(`^error (.*): verification failed$`)
	var lines []string
	for line := range strings.Lines(stderr) {
		line = strings.TrimRight(line, "\n")
		if m := atDepth.FindStringSubmatch(line); m != nil {
			lines = append(lines, m[1])
		} else if m := failed.FindStringSubmatch(line); m != nil {
			answers[names[m[1]]] = &opensslAnswer{lines: lines}
			lines = nil
		}
	}
	return answers
}
