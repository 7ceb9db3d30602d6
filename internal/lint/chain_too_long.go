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
		Source:   pageREST,
		Explanation: "\"Certificates can have a maximum chain length of four.\" That this counts CA certificates, the root included and " +
			"the client's not, is observed: clients of a fourth CA are let in, those of a fifth are refused. Clients of the CAs nearer " +
			"to the root are not affected.",
		Fix:   "have these clients issued by a CA nearer to the root; if none are issued by this CA, take it out",
		check: each(saysTooLong),
	}
}

func saysTooLong(s *scene, c *cert) string {
	if s.Policy.MaxCAs == 0 || c.Length <= s.Policy.MaxCAs || !c.signs() {
		return ""
	}
	var names []string
	for _, e := range c.Chain {
		names = append(names, "#"+fmt.Sprint(e.Index))
	}
	if len(names) < c.Length {
		names = append(names, "…")
	}
	return fmt.Sprintf("the shortest chain from %s to its root has %d CA certificates (%s); the most is %d", c, c.Length, strings.Join(names, " ← "), s.Policy.MaxCAs)
}
