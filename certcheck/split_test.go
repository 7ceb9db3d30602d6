package certcheck_test

import (
	"strings"
	"testing"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// TestSplitClients tells who is a client in a client's file, by the names of the certificates.
func TestSplitClients(t *testing.T) {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid")
	one, two := mid.Leaf("one"), mid.Leaf("two")
	plainCA := root.Intermediate("unflagged", testpki.NotCA)
	tests := []struct {
		name          string
		file          []*testpki.Cert
		clients, sent string
	}{
		{"a full chain", []*testpki.Cert{one, mid, root}, "one", "mid root"},
		{"a full chain upside down", []*testpki.Cert{root, mid, one}, "one", "root mid"},
		{"many clients", []*testpki.Cert{one, two}, "one two", ""},
		{"many clients and their CA", []*testpki.Cert{one, mid, two}, "one two", "mid"},
		{"CA certificates only: the one that issued no other", []*testpki.Cert{root, mid}, "mid", "root"},
		{"a self-signed one", []*testpki.Cert{root.SelfSigned("alone")}, "alone", ""},
		{"one root", []*testpki.Cert{root}, "root", ""},
		{"an issuer without the CA flag", []*testpki.Cert{plainCA.Leaf("one"), plainCA}, "one", "unflagged"},
		{"a root and its renewal, which signed each other: the first", []*testpki.Cert{root, root.Root("root")}, "root", "root"},
		{"the same client twice", []*testpki.Cert{one, one}, "one one", ""},
		{"nothing", nil, "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var entries []*truststore.Entry
			if len(test.file) > 0 {
				entries = testpki.Bundle(t, test.file...).Certificates()
			}
			clients, sent := certcheck.SplitClients(entries)
			if names(clients) != test.clients || names(sent) != test.sent {
				t.Errorf("clients %q, sent %q", names(clients), names(sent))
			}
		})
	}
}

func names(entries []*truststore.Entry) string {
	var list []string
	for _, e := range entries {
		list = append(list, strings.TrimPrefix(e.Certificate.Subject.String(), "CN="))
	}
	return strings.Join(list, " ")
}
