package report

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// TestManyKeysAreToldInTime compares a key with a truststore of forty thousand others: what looks through all of them
// for each takes seconds.
func TestManyKeysAreToldInTime(t *testing.T) {
	const keys = 40_000
	holders := []KeyHolder{{Kind: "private_key", Group: 1, Where: Where{Ref: "client.key"}}}
	for i := range keys {
		holders = append(holders, KeyHolder{Kind: "truststore_certificate", Group: i + 2, Where: Where{Ref: "t.pem", Index: i + 1}})
	}
	r := &Report{Head: Head{Command: "match"}, Tail: Tail{KeyMatch: &KeyMatch{Agree: true, Holders: holders}}}
	for _, format := range []string{FormatText, FormatMarkdown, FormatHTML} {
		var out strings.Builder
		start := time.Now()
		write(t, NewStream(Output{W: &out, Format: format}), r)
		if took := time.Since(start); took > time.Second {
			t.Errorf("%s: %s", format, took)
		}
		if want := fmt.Sprint(keys, " certificates"); !strings.Contains(out.String(), want) {
			t.Errorf("%s does not say %q", format, want)
		}
	}
}

func TestManyOddKeysAreMarkedInTime(t *testing.T) {
	holders := make([]certcheck.KeyHolder, 50_000)
	odd := make([]int, len(holders)-1)
	for i := range odd {
		odd[i] = i + 1
	}
	start := time.Now()
	m := NewKeyMatch(certcheck.KeyMatch{Holders: holders, Odd: odd})
	if took := time.Since(start); took > time.Second {
		t.Error(took)
	}
	if m.Holders[0].Odd || !m.Holders[1].Odd || !m.Holders[len(holders)-1].Odd {
		t.Error("not the odd ones are marked")
	}
}

func TestAStoredGroupThatNoComparisonGivesIsLeftOut(t *testing.T) {
	groups := keyGroups(&KeyMatch{Holders: []KeyHolder{{Group: -1}, {Group: 0}, {Group: 2, Format: "here"}, {Group: 5}}})
	if len(groups) != 4 || len(groups[1]) != 1 || groups[1][0].Format != "here" || len(groups[0])+len(groups[2])+len(groups[3]) > 0 {
		t.Errorf("got %v", groups)
	}
}

func TestTheEndOfTheContextEndsAReport(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := NewStream(Output{W: io.Discard, Format: FormatJSON}).End(ctx, &Report{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestDSAKeysAreNotSaidToLookAlike: of these, openssl prints the public value as the modulus.
func TestDSAKeysAreNotSaidToLookAlike(t *testing.T) {
	for name, notes := range map[string]int{"DSA": 0, "EC": 1, "Ed25519": 1} {
		holders := []certcheck.KeyHolder{{Key: truststore.PublicKey{Type: name}}, {Key: truststore.PublicKey{Type: name}}}
		if m := NewKeyMatch(certcheck.KeyMatch{Holders: holders}); len(m.Notes) != notes {
			t.Errorf("%s: %q", name, m.Notes)
		}
	}
}
