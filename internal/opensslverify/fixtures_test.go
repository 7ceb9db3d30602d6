package opensslverify

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/mtlscheck/mtlscheck/truststore"
)

const fixtureDir = "../../testdata/certs"

// TestFixtures holds every committed scenario against the error number that openssl printed first when the fixtures
// were made.
func TestFixtures(t *testing.T) {
	at := testTime()
	for _, row := range fixtureRows(t) {
		scenario, client, want := row[0], row[1], row[4]
		t.Run(scenario+"/"+client, func(t *testing.T) {
			var trusted []*truststore.Certificate
			for _, p := range fixture(t, scenario, "truststore.pem") {
				trusted = append(trusted, p.Certificate)
			}
			leaf := fixture(t, scenario, client)[0].Certificate
			got := NewStore(trusted).Verify(leaf, nil, Options{At: at})
			first := 0
			if len(got.Errors) > 0 {
				first = got.Errors[0].Code
			}
			if strconv.Itoa(first) != want || got.OK != (want == "0") {
				t.Errorf("got %v %q, want %s first", got.OK, lines(got), want)
			}
		})
	}
}

func fixtureRows(t *testing.T) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join(fixtureDir, "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = '\t'
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 2 || rows[0][4] != "openssl" {
		t.Fatalf("expected.tsv: %v", err)
	}
	return rows[1:]
}

func fixture(t *testing.T, scenario, name string) []Trusted {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(fixtureDir, scenario, name))
	if err != nil {
		t.Fatal(err)
	}
	all := parsePEM(t, data)
	if len(all) == 0 {
		t.Fatalf("no certificate in %s/%s", scenario, name)
	}
	return all
}
