package certcheck

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// judgeCA looks at one CA certificate where it stands in a chain.
func (s *search) judgeCA(at *step) {
	c := at.node.cert
	if s.policy.MaxCAs > 0 && at.depth == s.policy.MaxCAs+1 {
		s.fault(at, ChainTooLong, at.depth, at.node, "")
	}
	if s.policy.MaxCAs > 0 && at.depth == s.policy.MaxCAs && at.isRoot {
		s.fault(at, ChainAtLimit, at.depth, at.node, "")
	}
	if at.node.sent && s.policy.ClientIntermediates && !at.isRoot {
		s.fault(at, IntermediateSent, at.depth, at.node, "")
	}
	s.judgeCADates(at)
	if !mayIssue(at) {
		s.fault(at, NotACA, at.depth, at.node, "")
	} else if !c.KeyUsage.Allows(truststore.UsageCertSign) {
		s.fault(at, KeyCertSignMissing, at.depth, at.node, "")
	}
	if n := intermediatesBelow(at); c.BasicConstraints != nil && c.BasicConstraints.MaxPath >= 0 && n > c.BasicConstraints.MaxPath {
		s.fault(at, PathLengthExceeded, at.depth, at.node, fmt.Sprintf("it allows %d CA certificates below itself, and this chain has %d", c.BasicConstraints.MaxPath, n))
	}
	if why := s.violatedConstraint(at); why != "" {
		s.fault(at, NameConstraintViolated, at.depth, at.node, why)
	}
	s.judgeCAForm(at)
}

func (s *search) judgeCADates(at *step) {
	c := at.node.cert
	switch {
	case s.at.Before(c.NotBefore):
		s.fault(at, CANotYetValid, at.depth, at.node, "")
	case c.NotAfter.IsZero() || !s.at.After(c.NotAfter):
	case at.isRoot:
		s.fault(at, RootExpired, at.depth, at.node, "")
	default:
		s.fault(at, IntermediateExpired, at.depth, at.node, "")
	}
}

// judgeCAForm looks at how a CA certificate is made and written.
func (s *search) judgeCAForm(at *step) {
	c := at.node.cert
	for _, why := range []string{s.policy.SignatureDoubt(c), s.policy.KeyDoubt(c)} {
		if why != "" {
			s.fault(at, CAAlgorithm, at.depth, at.node, why)
		}
	}
	if !allowsClients(c) {
		s.fault(at, ExtendedKeyUsage, at.depth, at.node, "")
	}
	s.judgeSyntax(at)
	s.judgeEntry(at, at.node)
}

// judgeSyntax looks for what another reader might refuse.
func (s *search) judgeSyntax(at *step) {
	if oids := at.node.cert.UnhandledCritical(); len(oids) > 0 {
		s.fault(at, CriticalExtension, at.depth, at.node, few(oids, 3))
	}
	if why := brokenSyntax(at.node); why != "" {
		s.fault(at, X509Syntax, at.depth, at.node, why)
	}
}

// few lists what may be many, up to a number of them.
func few(list []string, shown int) string {
	text := strings.Join(list[:min(len(list), shown)], " and ")
	if more := len(list) - shown; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// trailingData is what Go says of bytes behind a certificate; how many there are is known better.
const trailingData = "x509: trailing data"

// brokenSyntax says what is wrong with the form of a certificate. That Go does not know a curve is no fault of form.
func brokenSyntax(n *node) string {
	c := n.cert
	foreign := c.PublicKey.Type == "EC" && c.PublicKey.NISTCurve() == nil
	refused, problems := n.readBy().goRefuses, c.Problems
	if certificatesFollow(n.entries[0]) {
		problems = problems[1:] // what follows is the first thing met
		if refused == trailingData {
			refused = ""
		}
	}
	switch {
	case refused != "" && len(problems) > 0 && (c.BER() || refused == trailingData):
		return problems[0] + "; Go's parser refuses it: " + refused
	case refused != "" && !foreign:
		return "Go's parser refuses it: " + refused
	}
	if len(problems) > 0 {
		return problems[0]
	}
	return n.readBy().openssl.Refused
}

// certificatesFollow tells that nothing but further certificates follow a certificate in its block: that is a fault of the
// file, see looseForm, and not of this one.
func certificatesFollow(e *truststore.Entry) bool {
	return slices.Contains(e.Forms, truststore.FormTrailingData) && e.Trailing() == 0 && len(e.Certificate.Problems) > 0
}

// judgeEntry looks at how the truststore holds a certificate.
func (s *search) judgeEntry(at *step, n *node) {
	if form := looseForm(n); n.lost || form != "" {
		s.fault(at, PEMForm, at.depth, n, string(form))
	}
	if n.group != nil && !n.sent && len(n.group.nodes) > 1 {
		s.fault(at, DuplicateSubject, at.depth, n, "")
	}
	if len(n.entries) > 1 && !n.sent {
		s.fault(at, DuplicateCertificate, at.depth, n, "")
	}
}

// mayIssue is openssl's idea of a CA (crypto/x509/v3_purp.c, check_ca): basic constraints that say so, or a root from
// the time before there were basic constraints, of version 1 or with a key usage.
func mayIssue(at *step) bool {
	c := at.node.cert
	return c.IsCA() || at.isRoot && c.BasicConstraints == nil && (c.Version == 1 || c.KeyUsage != nil)
}

// allowsClients asks for clientAuth by name, as openssl does for every certificate of a chain (crypto/x509/v3_purp.c,
// check_purpose_ssl_client); to openssl anyExtendedKeyUsage alone is not enough.
func allowsClients(c *truststore.Certificate) bool {
	return c.ExtKeyUsage == nil || slices.Contains(c.ExtKeyUsage, "clientAuth")
}

// intermediatesBelow counts the CA certificates between at and the client's, without self-issued ones
// (RFC 5280 section 6.1.4 (l)).
func intermediatesBelow(at *step) int {
	n := 0
	for below := at.child; below != nil && below.depth > 0; below = below.child {
		if !below.node.selfIssued {
			n++
		}
	}
	return n
}

// looseForm gives the oddity of form that a strict reader would lose the certificate for; a certificate that stands
// elsewhere in sound form has none.
func looseForm(n *node) truststore.Form {
	var loose truststore.Form
	for _, e := range n.entries {
		if e.Strict() {
			return ""
		}
		for _, f := range e.Forms {
			if openssl, golang := f.LosesIn(); openssl || golang {
				loose = f
				break
			}
		}
	}
	return loose
}

// SignatureDoubt says that a certificate's signature is not of a kind on the vendor's list; "" when it is.
func (p *Policy) SignatureDoubt(c *truststore.Certificate) string {
	alg := c.SignatureAlgorithm
	if slices.Contains(p.Schemes, string(alg.Scheme)) && slices.Contains(p.Hashes, alg.Hash) {
		return ""
	}
	return "its signature is of the kind " + alg.String()
}

// KeyDoubt says that a certificate's key is not of a kind on the vendor's list; "" when it is.
func (p *Policy) KeyDoubt(c *truststore.Certificate) string {
	key := c.PublicKey
	switch {
	case key.Type == "RSA" && key.Bits >= p.MinRSABits && (p.MaxRSABits == 0 || key.Bits <= p.MaxRSABits):
		return ""
	case key.Type == "EC" && slices.Contains(p.Curves, key.Curve):
		return ""
	}
	return "its key is " + key.String()
}
