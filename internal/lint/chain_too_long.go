package lint

import (
	"fmt"
	"strings"

	"github.com/mtlscheck/mtlscheck/certcheck"
)

func chainTooLong() *Rule {
	return &Rule{
		ID:       string(certcheck.ChainTooLong),
		Title:    "a CA is too far from its root",
		Severity: Error,
		Basis:    certcheck.Observed,
		Source:   pageDepth,
		Explanation: "AWS documents: \"Certificates can have a maximum chain length of four.\" That this counts CA certificates, the root included and " +
			"the client's not, is observed: clients of a fourth CA are let in, those of a fifth are refused. Clients of the CAs nearer " +
			"to the root are not affected.",
		Fix:   "have these clients issued by a CA nearer to the root; if none are issued by this CA, take it out",
		check: checkTooLong,
	}
}

// checkTooLong lets a cross-signed CA pass when one of its certificates is near enough: one chain is enough.
func checkTooLong(s *scene) []Finding {
	if s.Policy.MaxCAs == 0 {
		return nil
	}
	near := map[int]bool{}
	for _, c := range s.certs {
		near[c.Holder] = near[c.Holder] || c.Length > 0 && c.Length <= s.Policy.MaxCAs
	}
	return each(func(s *scene, c *cert) string {
		if c.Length == 0 || near[c.Holder] || !c.signs() {
			return ""
		}
		return saysTooLong(s, c)
	})(s)
}

func saysTooLong(s *scene, c *cert) string {
	var names []string
	for _, e := range c.Chain {
		names = append(names, "#"+fmt.Sprint(e.Index))
	}
	if len(names) < c.Length {
		names = append(names, "…")
	}
	return fmt.Sprintf("the shortest chain from %s to its root has %d CA certificates (%s); the most is %d", c, c.Length, strings.Join(names, " ← "), s.Policy.MaxCAs)
}
