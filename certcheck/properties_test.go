package certcheck_test

import (
	"crypto/sha256"
	"encoding/pem"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// fixture is a committed client before its truststore.
type fixture struct {
	name   string
	store  [][]byte // the DER of each certificate
	client certcheck.Client
}

func loadFixtures(t testing.TB) []fixture {
	t.Helper()
	table, err := os.ReadFile(filepath.Join(fixtures, "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var list []fixture
	for _, line := range strings.Split(strings.TrimSpace(string(table)), "\n")[1:] {
		columns := strings.Split(line, "\t")
		f := fixture{name: columns[0] + "/" + columns[1]}
		for _, e := range load(t, filepath.Join(fixtures, columns[0], "truststore.pem")).Certificates() {
			f.store = append(f.store, e.DER)
		}
		leaf := load(t, filepath.Join(fixtures, columns[0], columns[1])).Certificates()[0]
		f.client = certcheck.Client{Ref: columns[1], Entry: leaf}
		list = append(list, f)
	}
	return list
}

func (f fixture) diagnose(t testing.TB, store [][]byte) *certcheck.Diagnosis {
	t.Helper()
	var text []byte
	for _, der := range store {
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	b := testpki.Load(t, "truststore.pem", text)
	return explained(t, certcheck.New(b, certcheck.APIGateway()), f.client, fixtureTime())
}

func sameAnswer(t *testing.T, name string, got, want *certcheck.Diagnosis) {
	t.Helper()
	if got.Verdict != want.Verdict || reasonOf(got) != reasonOf(want) {
		t.Errorf("%s: got %s %q, before it was %s %q", name, got.Verdict, reasonOf(got), want.Verdict, reasonOf(want))
	}
}

// TestTheOrderOfTheFileDoesNotMatter, to no client whatever.
func TestTheOrderOfTheFileDoesNotMatter(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, f := range loadFixtures(t) {
		before := f.diagnose(t, f.store)
		for range 20 {
			shuffled := slices.Clone(f.store)
			random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			got := f.diagnose(t, shuffled)
			sameAnswer(t, f.name, got, before)
			if got.Confidence != before.Confidence || len(got.Paths) != len(before.Paths) || len(got.NearMisses) != len(before.NearMisses) {
				t.Errorf("%s: %s with %d chains and %d near misses, before %s with %d and %d", f.name, got.Confidence, len(got.Paths),
					len(got.NearMisses), before.Confidence, len(before.Paths), len(before.NearMisses))
			}
		}
	}
}

// TestDuplicatesDoNotMatter, though each certificate stands there three times.
func TestDuplicatesDoNotMatter(t *testing.T) {
	for _, f := range loadFixtures(t) {
		sameAnswer(t, f.name, f.diagnose(t, slices.Concat(f.store, f.store, f.store)), f.diagnose(t, f.store))
	}
}

// TestUnrelatedCAsDoNotMatter: a certificate whose name no link of a chain asks for can go.
func TestUnrelatedCAsDoNotMatter(t *testing.T) {
	removed := 0
	for _, f := range loadFixtures(t) {
		before := f.diagnose(t, f.store)
		for i, der := range f.store {
			if isRelated(t, before, der) {
				continue
			}
			removed++
			sameAnswer(t, f.name, f.diagnose(t, slices.Delete(slices.Clone(f.store), i, i+1)), before)
		}
	}
	if removed == 0 {
		t.Error("every certificate of every fixture is related")
	}
}

func isRelated(t *testing.T, d *certcheck.Diagnosis, der []byte) bool {
	t.Helper()
	c, err := truststore.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range d.Paths {
		for _, l := range p.Links {
			if l.Certificate != nil && (l.Certificate.SHA256 == c.SHA256 || l.Certificate.Issuer.Canonical() == c.Subject.Canonical()) {
				return true
			}
		}
	}
	return false
}

// TestAnotherCANeverShutsAnybodyOut: whatever is added, who was not denied before is not.
func TestAnotherCANeverShutsAnybodyOut(t *testing.T) {
	list := loadFixtures(t)
	pool := map[[sha256.Size]byte][]byte{}
	for _, f := range list {
		for _, der := range f.store {
			pool[sha256.Sum256(der)] = der
		}
	}
	for _, f := range list {
		if f.diagnose(t, f.store).Verdict == certcheck.Denied {
			continue
		}
		for _, der := range pool {
			if d := f.diagnose(t, append(slices.Clone(f.store), der)); d.Verdict == certcheck.Denied {
				t.Errorf("%s: %s by another CA", f.name, reasonOf(d))
			}
		}
	}
}

// TestOneCheckerServesMany goroutines, with the answers of one.
func TestOneCheckerServesMany(t *testing.T) {
	cas, certs := mesh(t, 8)
	root := testpki.Root(t, "root")
	checker := certcheck.New(testpki.Bundle(t, append(certs, root, root.CrossSign(cas[7]))...), certcheck.APIGateway())
	done := make(chan *certcheck.Diagnosis)
	for i := range 16 {
		client := certcheck.Client{Ref: "client.pem", Entry: cas[i%2].Leaf("client").Entry()}
		go func() { done <- checker.Diagnose(client, testpki.At()) }()
	}
	for range 16 {
		want(t, <-done, certcheck.Accepted, "")
	}
}
