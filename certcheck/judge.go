package certcheck

import (
	"fmt"
	"slices"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// judgeCA looks at one CA certificate where it stands in a chain.
func (s *search) judgeCA(at *step) {
	c := at.node.cert
	if s.policy.MaxCAs > 0 && at.depth == s.policy.MaxCAs+1 {
		s.fault(at, ChainTooLong, at.depth, at.node, "")
	}
	s.judgeCADates(at)
	if !mayIssue(at) {
		s.fault(at, NotACA, at.depth, at.node, "")
	} else if !c.KeyUsage.Allows(truststore.UsageCertSign) {
		s.fault(at, KeyCertSignMissing, at.depth, at.node, "")
	}
	if n := intermediatesBelow(at); c.BasicConstraints != nil && c.BasicConstraints.MaxPath >= 0 && n > c.BasicConstraints.MaxPath {
		s.fault(at, PathLengthExceeded, at.depth, at.node, fmt.Sprintf("it allows %d CA certificates below itself, and there are %d", c.BasicConstraints.MaxPath, n))
	}
	if why := violatedConstraint(at); why != "" {
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
	why := s.policy.algorithmDoubt(c)
	if why != "" {
		s.fault(at, CAAlgorithm, at.depth, at.node, why)
	}
	if oids := c.UnhandledCritical(); len(oids) > 0 {
		s.fault(at, CriticalExtension, at.depth, at.node, oids[0])
	}
	if refused := at.node.refused(); refused != "" && why == "" {
		s.fault(at, X509Syntax, at.depth, at.node, refused)
	}
	if form := looseForm(at.node); form != "" {
		s.fault(at, PEMForm, at.depth, at.node, string(form))
	}
	if others := len(s.graph.byFolded[c.Subject.Canonical()]); others > 1 && !at.node.sent {
		s.fault(at, DuplicateSubject, at.depth, at.node, fmt.Sprint(others))
	}
}

// mayIssue is openssl's idea of a CA (crypto/x509/v3_purp.c, check_ca): basic constraints that say so, or a
// self-signed certificate of version 1, from the time before there were extensions.
func mayIssue(at *step) bool {
	c := at.node.cert
	return c.IsCA() || c.BasicConstraints == nil && c.Version == 1 && at.isRoot
}

// intermediatesBelow counts the CA certificates between at and the client's, without self-issued ones
// (RFC 5280 section 6.1.4 (l)).
func intermediatesBelow(at *step) int {
	n := 0
	for below := at.child; below != nil && below.depth > 0; below = below.child {
		if !below.node.cert.SelfIssued() {
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
			if f.LostBy() != "" {
				loose = f
				break
			}
		}
	}
	return loose
}

// judgeClient looks at the client's certificate by itself.
func (s *search) judgeClient(leaf *node, selfSigned, listed bool) []fault {
	at := &step{node: leaf}
	c := leaf.cert
	switch {
	case selfSigned && !listed:
		s.fault(at, SelfSigned, 0, leaf, "")
	case !selfSigned && c.SelfIssued():
		s.fault(at, subjectEqualsIssuer(c), 0, leaf, "")
	case selfSigned && !c.IsCA():
		s.fault(at, SelfSignedNotCA, 0, leaf, "")
	case c.IsCA() && !selfSigned:
		s.fault(at, ClientIsCA, 0, leaf, "")
	}
	s.judgeClientAlgorithm(at)
	s.judgeClientDates(at)
	s.judgeClientUse(at)
	return at.faults
}

// subjectEqualsIssuer asks what openssl asks before it takes such a certificate for self-signed: whether the authority
// key identifier, if there is one, could be its own (crypto/x509/v3_purp.c, ossl_x509v3_cache_extensions).
func subjectEqualsIssuer(c *truststore.Certificate) Condition {
	if len(c.AuthorityKeyID) > 0 && matchKeyID(c, c) == keyIDOther {
		return SubjectEqualsIssuerAKI
	}
	return SubjectEqualsIssuer
}

func (s *search) judgeClientAlgorithm(at *step) {
	c, p := at.node.cert, s.policy
	weak := slices.Contains(p.WeakHashes, c.SignatureAlgorithm.Hash)
	short := c.PublicKey.IsRSA() && c.PublicKey.Bits < p.MinRSABits
	if weak {
		s.fault(at, InsecureSignature, 0, at.node, "")
	}
	if short {
		s.fault(at, WeakKey, 0, at.node, "")
	}
	why := p.algorithmDoubt(c)
	if why != "" && !weak && !short {
		s.fault(at, AlgorithmNotListed, 0, at.node, why)
	}
	if refused := at.node.refused(); refused != "" && why == "" {
		s.fault(at, X509Syntax, 0, at.node, refused)
	}
}

func (s *search) judgeClientDates(at *step) {
	c := at.node.cert
	switch {
	case s.at.Before(c.NotBefore):
		s.fault(at, ClientNotYetValid, 0, at.node, "")
	case !c.NotAfter.IsZero() && s.at.After(c.NotAfter):
		s.fault(at, ClientExpired, 0, at.node, "")
	}
}

func (s *search) judgeClientUse(at *step) {
	c := at.node.cert
	if c.ExtKeyUsage != nil && !slices.Contains(c.ExtKeyUsage, "clientAuth") && !slices.Contains(c.ExtKeyUsage, "anyExtendedKeyUsage") {
		s.fault(at, ExtendedKeyUsage, 0, at.node, "")
	}
	if !c.KeyUsage.Allows(truststore.UsageDigitalSignature) && !c.KeyUsage.Allows(truststore.UsageKeyAgreement) {
		s.fault(at, KeyUsage, 0, at.node, "")
	}
	if oids := c.UnhandledCritical(); len(oids) > 0 {
		s.fault(at, CriticalExtension, 0, at.node, oids[0])
	}
	if c.Version == 1 {
		s.fault(at, ClientVersion1, 0, at.node, "")
	}
}

// algorithmDoubt says which of a certificate's algorithms is not on the vendor's list; "" when all are.
func (p *Policy) algorithmDoubt(c *truststore.Certificate) string {
	alg, key := c.SignatureAlgorithm, c.PublicKey
	switch {
	case !slices.Contains(p.Schemes, string(alg.Scheme)):
		return "its signature is of the kind " + alg.String()
	case !slices.Contains(p.Hashes, alg.Hash):
		return "its signature is of the kind " + alg.String() + ", with the hash " + alg.Hash
	case key.Type == "RSA" && key.Bits < p.MinRSABits, key.Type == "RSA" && p.MaxRSABits > 0 && key.Bits > p.MaxRSABits:
		return "its key is " + key.String()
	case key.Type == "RSA", key.Type == "EC" && slices.Contains(p.Curves, key.Curve):
		return ""
	}
	return "its key is " + key.String()
}
