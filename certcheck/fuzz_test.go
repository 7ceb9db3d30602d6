package certcheck_test

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// FuzzDiagnose feeds a truststore and a client's file as they come from strangers. Whatever they hold, the answer comes
// soon, is the same twice, and holds together.
func FuzzDiagnose(f *testing.F) {
	for _, scenario := range seeds(f) {
		f.Add(scenario[0], scenario[1])
	}
	f.Fuzz(func(t *testing.T, store, clients []byte) {
		if len(store)+len(clients) > 1<<20 {
			t.Skip("larger than what the other tests bound")
		}
		b, err := truststore.Load(&truststore.Object{Ref: "truststore.pem", Data: store})
		if err != nil {
			t.Skip("not a truststore")
		}
		file, err := truststore.Load(&truststore.Object{Ref: "client.pem", Data: clients})
		if err != nil {
			t.Skip("not a client's file")
		}
		leaves, chain := certcheck.SplitClients(file.Certificates())
		if len(leaves)+len(chain) != len(file.Certificates()) {
			t.Fatal("a certificate was lost")
		}
		var sent []certcheck.SentCertificate
		for _, e := range chain {
			sent = append(sent, certcheck.SentCertificate{Ref: "client.pem", Entry: e})
		}
		for _, e := range leaves[:min(len(leaves), 4)] {
			holdsTogether(t, b, certcheck.Client{Ref: "client.pem", Entry: e, Sent: sent})
		}
	})
}

func seeds(f *testing.F) [][2][]byte {
	f.Helper()
	stores, err := filepath.Glob(filepath.Join(fixtures, "*", "truststore.pem"))
	if err != nil || len(stores) == 0 {
		f.Fatal("no fixtures", err)
	}
	var list [][2][]byte
	for _, path := range stores {
		clients, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*client*.pem"))
		for _, client := range clients {
			store, err := os.ReadFile(path)
			leaf, err2 := os.ReadFile(client)
			if err != nil || err2 != nil {
				f.Fatal(err, err2)
			}
			list = append(list, [2][]byte{store, leaf}, [2][]byte{store, slices.Concat(leaf, store)})
		}
	}
	return list
}

// holdsTogether judges a client and fails when the answer contradicts itself.
func holdsTogether(t *testing.T, b *truststore.Bundle, client certcheck.Client) {
	t.Helper()
	start := time.Now()
	d := explained(t, certcheck.New(b, certcheck.APIGateway()), client, fixtureTime())
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %s", took)
	}
	again := certcheck.New(b, certcheck.APIGateway()).Diagnose(client, fixtureTime())
	if d.Verdict != again.Verdict || !reflect.DeepEqual(d.Findings, again.Findings) || !reflect.DeepEqual(d.NearMisses, again.NearMisses) {
		t.Errorf("asked twice, it answers twice: %s and %s", d.Verdict, again.Verdict)
	}
	if (d.Reason == nil) != (d.Verdict == certcheck.Accepted) || d.Reason != nil && d.Reason.Verdict != d.Verdict {
		t.Errorf("%s for %v", d.Verdict, d.Reason)
	}
	if d.Verdict != certcheck.Accepted && d.Fix == "" || len(d.Chain) == 0 || len(d.Paths) == 0 {
		t.Errorf("%s %q: fix %q, %d links, %d chains", d.Verdict, reasonOf(d), d.Fix, len(d.Chain), len(d.Paths))
	}
	for _, f := range d.Findings {
		if f.Message == "" || strings.ContainsAny(f.Message+f.Fix, "\n\r\x1b") {
			t.Errorf("%s: %q, %q", f.Condition, f.Message, f.Fix)
		}
	}
	certcheck.New(b, certcheck.APIGateway()).List(d.Client)
}
