package report

import (
	"strings"
	"testing"
	"time"
)

// TestTheObjectReadIsNamed: a ticket that says only "the latest" says nothing a day later.
func TestTheObjectReadIsNamed(t *testing.T) {
	const state = ": version 3HL4k\\x1b[2J, etag 0cc1, region eu-west-1, last modified 2026-11-20T10:00:00Z\n"
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	for name, r := range map[string]*Report{
		"verify":  {Head: Head{Command: "verify", Truststore: &Bundle{Ref: "s3://b/k"}}},
		"inspect": {Head: Head{Command: "inspect"}, Tail: Tail{Files: []Bundle{{Ref: "s3://b/k"}}}},
		"match":   {Head: Head{Command: "match"}, Tail: Tail{KeyMatch: &KeyMatch{Sentence: "one key"}}},
		"lint":    {Head: Head{Command: "lint", Truststore: &Bundle{Ref: "s3://b/k"}}},
		"diff":    {Head: Head{Command: "diff"}, Tail: Tail{Diff: &Diff{Old: "s3://b/k", New: "new.pem"}}},
	} {
		read := Input{Role: RoleTruststore, VersionID: "3HL4k\x1b[2J", ETag: "0cc1", Region: "eu-west-1", LastModified: &at}
		store, client := read, read
		store.Ref, client.Ref, client.Role = "s3://b/k", "s3://b/acme.pem", RoleClient
		r.Inputs = []Input{store, client, {Ref: "key.pem", Role: RoleKey}}
		got := written(t, r, Output{Format: FormatText})
		if !strings.Contains(got, "s3://b/k"+state) || !strings.Contains(got, "s3://b/acme.pem"+state) || strings.Contains(got, "key.pem:") {
			t.Errorf("%s: got\n%s", name, got)
		}
		var b strings.Builder
		s := NewStream(Output{W: &b, Format: FormatText})
		s.Redact()
		write(t, s, r)
		if got := b.String(); !strings.Contains(got, "s3://b/k"+state) || !strings.Contains(got, "client-file-1"+state) || strings.Contains(got, "acme") {
			t.Errorf("%s, redacted: got\n%s", name, got)
		}
	}
}

func TestTheHeadOfADocumentNamesTheObjectRead(t *testing.T) {
	for _, format := range []string{FormatMarkdown, FormatHTML} {
		r := &Report{Head: Head{Command: "verify", Truststore: &Bundle{Ref: "s3://b/k"}},
			Tail: Tail{Inputs: []Input{{Ref: "s3://b/k", Role: RoleTruststore, VersionID: "3HL4k<b>"}}}}
		got := written(t, r, Output{Format: format})
		_, head, _ := strings.Cut(got, "truststore")
		head, _, _ = strings.Cut(head, "Inputs")
		if !strings.Contains(head, "object read") || !strings.Contains(head, "3HL4k") || strings.Contains(head, "3HL4k<b>") {
			t.Errorf("%s: got\n%s", format, head)
		}
	}
}
