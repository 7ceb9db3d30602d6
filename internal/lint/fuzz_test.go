package lint_test

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/internal/lint"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// FuzzLint feeds truststores as they come from strangers. Whatever they hold, the answer comes soon, is the same twice,
// is bounded, leaves out no block that is lost, and holds nothing that acts on a terminal.
func FuzzLint(f *testing.F) {
	for _, pattern := range []string{"lint/*/*", "pem/*", "*/truststore.pem"} {
		files, err := filepath.Glob(filepath.Join(fixtures, pattern))
		if err != nil || len(files) == 0 {
			f.Fatal(pattern, err)
		}
		for _, path := range files {
			data, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<20 {
			t.Skip("larger than what the other tests bound")
		}
		b, err := truststore.Load(&truststore.Object{Ref: "truststore.pem", Data: data})
		if err != nil {
			t.Skip("not a truststore")
		}
		start := time.Now()
		found := run(t, b)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("took %s", took)
		}
		if !reflect.DeepEqual(bare(found), bare(run(t, b))) {
			t.Error("asked twice, it answers twice")
		}
		holdsTogether(t, b, found)
	})
}

// bare takes the rules out of findings: functions cannot be compared.
func bare(found []lint.Finding) []lint.Finding {
	list := slices.Clone(found)
	for i := range list {
		list[i].Message += list[i].ID
		list[i].Rule = nil
	}
	return list
}

func holdsTogether(t *testing.T, b *truststore.Bundle, found []lint.Finding) {
	t.Helper()
	for _, f := range found {
		if f.Message == "" || f.Fix == "" || f.Severity == "" || strings.ContainsAny(f.Message+f.Fix+f.Note, "\n\r\x1b") {
			t.Errorf("%s: %q, %q", f.ID, f.Message, f.Fix)
		}
	}
	for _, r := range lint.Rules() {
		if n := count(found, r.ID); n > lint.MaxFindings+1 {
			t.Errorf("%d findings of %s", n, r.ID)
		}
	}
	about := func(index int) bool {
		return slices.ContainsFunc(found, func(f lint.Finding) bool { return f.Where.Index == index })
	}
	whole := slices.ContainsFunc(found, func(f lint.Finding) bool { return f.Where.Index == 0 && f.Severity != lint.Note })
	for i := range b.Entries {
		e := &b.Entries[i]
		if e.Reject != "" && !about(e.Index) && !(e.Label == "" && whole) && count(found, "block_rejected")+count(found, "private_key_in_truststore") <= lint.MaxFindings {
			t.Errorf("#%d is lost without a word: %s", e.Index, e.Reject)
		}
	}
	serious := slices.ContainsFunc(found, func(f lint.Finding) bool { return f.Severity != lint.Note })
	if missed := b.OpenSSLMisses(); missed != "" && !serious {
		t.Errorf("openssl loses something, and no word of it: %s", missed)
	}
	if b.Ledger.Accepted == 0 && !serious {
		t.Errorf("no certificate, and %v", ids(found))
	}
}
