package certcheck

import (
	"slices"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// judgeClient looks at the client's certificate by itself. listed is its entry in the truststore, if it has one.
func (s *search) judgeClient(leaf, listed *node, selfSigned bool) []fault {
	at := &step{node: leaf}
	switch {
	case selfSigned:
		s.judgeSelfSigned(at, listed)
	case trustedAsRoot(leaf, listed):
		s.fault(at, RootSignature, 0, leaf, listed.place().String())
		s.judgeEntry(at, listed)
	case leaf.selfIssued && takenForSelfSigned(leaf):
		s.fault(at, SubjectEqualsIssuer, 0, leaf, "")
	case leaf.selfIssued:
		s.fault(at, SubjectEqualsIssuerAKI, 0, leaf, "")
	case leaf.cert.IsCA():
		s.fault(at, ClientIsCA, 0, leaf, "")
	}
	s.judgeClientAlgorithm(at)
	s.judgeClientDates(at)
	s.judgeClientUse(at)
	return at.faults
}

// trustedAsRoot tells whether openssl trusts a client as its own root: it passes for self-signed and stands in the
// truststore. Whether the signature is its own, openssl does not ask then.
func trustedAsRoot(leaf, listed *node) bool { return listed != nil && takenForSelfSigned(leaf) }

// judgeSelfSigned looks at a client that is its own CA: it has to stand in the truststore itself.
func (s *search) judgeSelfSigned(at *step, listed *node) {
	if pointsAway(at.node.cert, at.node.cert) {
		s.fault(at, KeyIDMismatch, 0, at.node, "its own")
	}
	if listed == nil {
		s.fault(at, SelfSigned, 0, at.node, "")
		return
	}
	if !at.node.cert.IsCA() {
		s.fault(at, SelfSignedNotCA, 0, at.node, "")
	}
	s.judgeEntry(at, listed)
}

func (s *search) judgeClientAlgorithm(at *step) {
	c, p := at.node.cert, s.policy
	if slices.Contains(p.WeakHashes, c.SignatureAlgorithm.Hash) {
		s.fault(at, InsecureSignature, 0, at.node, "")
	} else if why := p.SignatureDoubt(c); why != "" {
		s.fault(at, AlgorithmNotListed, 0, at.node, why)
	}
	if c.PublicKey.IsRSA() && c.PublicKey.Bits < p.MinRSABits {
		s.fault(at, WeakKey, 0, at.node, "")
	} else if why := p.KeyDoubt(c); why != "" {
		s.fault(at, AlgorithmNotListed, 0, at.node, why)
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

// netscapeType is the detail of a KeyUsage that an extension from before the key usages leaves out.
const netscapeType = "a Netscape certificate type without SSL client"

func (s *search) judgeClientUse(at *step) {
	c := at.node.cert
	if !allowsClients(c) {
		s.fault(at, ExtendedKeyUsage, 0, at.node, "")
	}
	if !c.KeyUsage.Allows(truststore.UsageDigitalSignature) && !c.KeyUsage.Allows(truststore.UsageKeyAgreement) {
		s.fault(at, KeyUsage, 0, at.node, "")
	}
	if at.node.readBy().openssl.NoClientType {
		s.fault(at, KeyUsage, 0, at.node, netscapeType)
	}
	s.judgeSyntax(at)
	if c.Version == 1 {
		s.fault(at, ClientVersion1, 0, at.node, "")
	}
}
