package lint

import (
	"fmt"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

func chainIncomplete() *Rule {
	return &Rule{
		ID:       string(certcheck.ChainIncomplete),
		Title:    "the issuer of a CA, or every CA, is missing",
		Severity: Error,
		Basis:    certcheck.Documented,
		Source:   pageREST,
		Explanation: "API Gateway wants \"the complete chain of trust up to the root CA certificate\" in the truststore. No client " +
			"below a CA whose issuer is missing has one, and without a CA or a self-signed certificate nobody has. Whether the issuer " +
			"is there is decided by signatures: a CA of the right name with another key is not it.",
		Fix:   "append the certificate of the missing issuer, and every CA above it that is missing",
		check: checkIncomplete,
	}
}

func checkIncomplete(s *scene) []Finding {
	stranded := strandedBelow(s)
	var list []Finding
	for _, c := range s.certs {
		switch {
		case c.End == c.Entry && c.signs():
			list = append(list, s.missing(c, stranded[c.Entry]))
		case c.Circle == c.Entry && c.signs():
			list = append(list, s.circle(c, stranded[c.Entry]))
		case c.Elsewhere != nil && c.signs() && !s.isOver(c) && !s.isEarly(c) && !s.living[c.Holder]:
			list = append(list, s.elsewhere(c))
		}
	}
	if s.nobodysChain() {
		list = append(list, s.onlyClients())
	}
	return list
}

// nobodysChain tells whether no certificate is a CA's and each lacks its issuer, so that no chain can begin or end here.
func (s *scene) nobodysChain() bool {
	for _, c := range s.certs {
		if c.signs() || c.End != c.Entry {
			return false
		}
	}
	return len(s.certs) > 0
}

// onlyClients tells of a truststore of clients' own certificates; it names the first of them and its issuer.
func (s *scene) onlyClients() Finding {
	c := s.certs[0]
	f := s.at(c.Entry, fmt.Sprintf("%s was issued by %s, which is not in the truststore, and no certificate in it is a CA's or "+
		"self-signed: no chain can end here, and nobody is let in", c, c.Issuer()))
	f.Fix = "put the CA certificates there, not those of clients: " + certcheck.MissingIssuer(c.Certificate)
	return f
}

// strandedBelow lists the CAs that have no chain, by the certificate at which their way up ends.
func strandedBelow(s *scene) map[*truststore.Entry][]*truststore.Entry {
	below := map[*truststore.Entry][]*truststore.Entry{}
	for _, c := range s.certs {
		for _, end := range []*truststore.Entry{c.End, c.Circle} {
			if end != nil && end != c.Entry && c.signs() {
				below[end] = append(below[end], c.Entry)
			}
		}
	}
	return below
}

func (s *scene) missing(c *cert, below []*truststore.Entry) Finding {
	if lost, isLost := s.Checker.LostIssuer(c.Certificate); isLost {
		return s.issuerLost(c, lost, below)
	}
	message := fmt.Sprintf("%s was issued by %s, which is not in the truststore", c, c.Issuer())
	if c.Rival != nil {
		message = fmt.Sprintf("%s was issued by %s: the truststore holds that name (%s), but not the key that signed", c, c.Issuer(), place(c.Rival))
	}
	f := s.at(c.Entry, message+": no client below it has a complete chain"+strandedToo(below))
	f.Fix = "append " + certcheck.MissingIssuer(c.Certificate)
	if c.Rival != nil {
		f.Fix += "; it and " + named(c.Rival) + " then have one subject: see duplicate_subject, or replace that one if no client needs it"
	}
	return f
}

// issuerLost tells of an issuer that is there, for those who look where readers of PEM do not.
func (s *scene) issuerLost(c *cert, lost certcheck.Place, below []*truststore.Entry) Finding {
	f := s.at(c.Entry, fmt.Sprintf("%s was issued by %s, which stands in block %s, where not every reader of PEM finds it: to such a one no client below it has "+
		"a complete chain%s", c, c.Issuer(), placeOf(lost.Index, lost.Line), strandedToo(below)))
	f.Fix, f.Note = fixLost, undocumentedForm
	return f
}

func (s *scene) circle(c *cert, below []*truststore.Entry) Finding {
	f := s.at(c.Entry, c.String()+" and CAs above it have signed each other in a circle, and none of them is self-signed: "+
		"no client below it has a complete chain"+strandedToo(below))
	f.Fix = "append the self-signed root of these CAs" + certcheck.GetFromOwner
	return f
}

// elsewhere tells of a CA whose chain stands above another certificate of the same name and key, and is out of date.
func (s *scene) elsewhere(c *cert) Finding {
	f := s.at(c.Entry, c.String()+" has no complete chain above it, and the one of its other certificate, "+place(c.Elsewhere)+
		", is not valid now: no client below it gets in")
	f.Fix = "append " + certcheck.MissingIssuer(c.Certificate)
	return f
}

func strandedToo(below []*truststore.Entry) string {
	if len(below) == 0 {
		return ""
	}
	return "; stranded with it: " + listed(below)
}

// Issuer names the certificate's issuer.
func (c *cert) Issuer() string { return c.Certificate.Issuer.String() }
