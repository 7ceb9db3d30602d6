package certcheck_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

const fixtures = "../testdata/certs"

// fixtureTime is when every fixture is judged: certificates expire, tests must not.
func fixtureTime() time.Time { return time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC) }

func load(t testing.TB, path string) *truststore.Bundle {
	t.Helper()
	object, err := truststore.Read(context.Background(), path, truststore.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := truststore.Load(object)
	if err != nil {
		t.Fatal(err)
	}
	return bundle
}

// TestFixtures holds the verdict and the reason of every committed certificate to testdata/certs/expected.tsv.
func TestFixtures(t *testing.T) {
	table, err := os.ReadFile(filepath.Join(fixtures, "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(table)), "\n")[1:] {
		columns := strings.Split(line, "\t")
		scenario, client, verdict, reason := columns[0], columns[1], columns[2], columns[3]
		t.Run(scenario+"/"+client, func(t *testing.T) {
			d := diagnoseFixture(t, scenario, client)
			got := ""
			if d.Reason != nil {
				got = string(d.Reason.Condition)
			}
			if string(d.Verdict) != verdict || got != reason {
				t.Errorf("got %s %q, want %s %q", d.Verdict, got, verdict, reason)
				for _, f := range d.Findings {
					t.Logf("%s %s: %s", f.Verdict, f.Condition, f.Message)
				}
			}
		})
	}
}

func diagnoseFixture(t testing.TB, scenario, client string) *certcheck.Diagnosis {
	t.Helper()
	store := load(t, filepath.Join(fixtures, scenario, "truststore.pem"))
	leaf := load(t, filepath.Join(fixtures, scenario, client)).Certificates()[0]
	checker := certcheck.New(store, certcheck.APIGateway())
	return explained(t, checker, certcheck.Client{Ref: client, Entry: leaf}, fixtureTime())
}
