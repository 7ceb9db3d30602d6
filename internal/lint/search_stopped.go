package lint

import (
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
		Explanation: "Too many keys might have signed these certificates: checking all of them would take longer than mtlscheck's " +
			"bounds allow. Whether their chains are complete is not known. No truststore that a gateway takes needs that.",
		Fix:   "take certificates that share one name out of the truststore",
		check: checkStopped,
	}
}

func checkStopped(s *scene) []Finding {
	var list []Finding
	count := 0
	for _, c := range s.certs {
		if !c.Stopped {
			continue
		}
		if count++; count == 1 {
			list = append(list, s.at(c.Entry, ""))
		}
	}
	if count > 0 {
		list[0].Message = fmt.Sprintf("the issuers of %d certificates were not all looked for, from %s on: too many keys have their issuer's name", count, list[0].Where.Subject)
	}
	return list
}
