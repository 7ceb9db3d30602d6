package certcheck

import (
	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// SplitClients tells the client certificates of a client's file from the CA certificates that came along, as in a
// file for a web server's chain. A certificate came along when it issued another one of the file, or says CA while
// others do not. When that leaves no client, the first certificate is it, as TLS has it (RFC 8446 section 4.4.2).
func SplitClients(entries []*truststore.Entry) (clients, sent []*truststore.Entry) {
	issued := map[string][]*truststore.Entry{}
	ends := 0
	for _, e := range entries {
		name := e.Certificate.Issuer.Canonical()
		issued[name] = append(issued[name], e)
		if !e.Certificate.IsCA() {
			ends++
		}
	}
	spent := 0
	var room [256]byte // for the names of nearly all
	for _, e := range entries {
		subject := e.Certificate.Subject.AppendCanonical(room[:0])
		if e.Certificate.IsCA() && ends > 0 || issuedOne(e, issued[string(subject)], &spent) {
			sent = append(sent, e)
		} else {
			clients = append(clients, e)
		}
	}
	if len(clients) == 0 && len(entries) > 0 {
		return entries[:1], entries[1:]
	}
	return clients, sent
}

// The bounds of the signatures checked to sort a client's file: for one certificate, and in estimated microseconds for
// all. What they leave open is taken for a client and judged as one, so nothing is lost by them.
const (
	maxIssued = 8
	maxSplit  = 500_000
)

func issuedOne(e *truststore.Entry, children []*truststore.Entry, spent *int) bool {
	key := sigcheck.NewKey(&e.Certificate.PublicKey, nil)
	for _, child := range children[:min(len(children), maxIssued)] {
		if child.Certificate.SHA256 == e.Certificate.SHA256 {
			continue
		}
		if *spent += sigcheck.Cost(child.Certificate, &e.Certificate.PublicKey); *spent > maxSplit {
			return false
		}
		if result, _ := key.Check(child.Certificate); result != sigcheck.Bad {
			return true
		}
	}
	return false
}
