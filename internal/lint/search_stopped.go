package lint

import (
	"cmp"
	"fmt"

	"github.com/mtlscheck/mtlscheck/certcheck"
)

func searchStopped() *Rule {
	return &Rule{
		ID:       string(certcheck.SearchStopped),
		Title:    "not every chain was looked for",
		Severity: Warning,
		Basis:    certcheck.Unknown,
		Source:   pageREST,
		Explanation: "Too many certificates, or too many keys that might have signed them: checking all would take longer than mtlscheck's " +
			"bounds allow. Whether their chains are complete is not known. No truststore that a gateway takes needs that.",
		Fix:   "take certificates that share one name out of the truststore, and lint it in parts if it is larger than a gateway takes",
		check: checkStopped,
	}
}

func checkStopped(s *scene) []Finding {
	var first *cert
	count := 0
	for _, c := range s.certs {
		if c.Stopped {
			first = cmp.Or(first, c)
			count++
		}
	}
	if count == 0 {
		return nil
	}
	return []Finding{s.at(first.Entry, fmt.Sprintf("the issuers of %d certificates were not all looked for, from %s on: that takes more signature checks than mtlscheck's bounds allow", count, first))}
}
