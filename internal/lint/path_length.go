package lint

import (
	"fmt"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

func pathLengthExceeded() *Rule {
	return &Rule{
		ID:       string(certcheck.PathLengthExceeded),
		Title:    "a CA stands deeper than a CA above it allows",
		Severity: Warning,
		Basis:    certcheck.Unknown,
		Source:   rfcBasic,
		Explanation: "RFC 5280 and openssl refuse clients below a path length constraint that is exceeded. AWS does not list path length " +
			"constraints among what API Gateway validates.",
		Fix:   "have the CA re-issued by one that allows it, or the one above without the constraint",
		check: checkPathLength,
	}
}

// checkPathLength walks up the shortest chain of every CA, and tells of each constraint once.
func checkPathLength(s *scene) []Finding {
	var list []Finding
	told := map[*truststore.Entry]bool{}
	for _, c := range s.certs {
		if !c.signs() {
			continue
		}
		below := 0
		for _, e := range c.Chain {
			most := e.Certificate.BasicConstraints
			if most != nil && most.MaxPath >= 0 && below > most.MaxPath && !told[e] {
				told[e] = true
				list = append(list, s.at(e, fmt.Sprintf("%s allows %d CA certificates below itself, and down to %s there are %d", e.Certificate.Subject, most.MaxPath, named(c.Entry), below)))
			}
			if !e.Certificate.SelfIssued() { // RFC 5280 section 6.1.4 (l)
				below++
			}
		}
	}
	return list
}
