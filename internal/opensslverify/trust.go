package opensslverify

import (
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// auxTrust are the purposes that a TRUSTED CERTIFICATE allows and refuses, by object identifier.
type auxTrust struct {
	hasAllowed      bool // allowed is there, though it may be empty
	allowed, denied []string
}

// readAux reads X509_CERT_AUX (crypto/x509/x_x509a.c); nil when there is none or it cannot be read.
func readAux(der []byte) *auxTrust {
	input := cryptobyte.String(der)
	var seq cryptobyte.String
	if len(der) == 0 || !input.ReadASN1(&seq, cbasn1.SEQUENCE) {
		return nil
	}
	t := &auxTrust{hasAllowed: seq.PeekASN1Tag(cbasn1.SEQUENCE)}
	var list cryptobyte.String
	var present bool
	if t.hasAllowed && (!seq.ReadASN1(&list, cbasn1.SEQUENCE) || !readOIDs(list, &t.allowed)) {
		return nil
	}
	if !seq.ReadOptionalASN1(&list, &present, explicitTag(0)) || present && !readOIDs(list, &t.denied) {
		return nil
	}
	return t
}

func readOIDs(list cryptobyte.String, into *[]string) bool {
	for !list.Empty() {
		oid, ok := readOID(&list, cbasn1.OBJECT_IDENTIFIER)
		if !ok {
			return false
		}
		*into = append(*into, oid)
	}
	return true
}

// trustLevel is the outcome of asking whether a certificate is trusted.
type trustLevel int

const (
	untrusted trustLevel = iota
	trusted
	rejected
)

// trustOf asks the trust settings of x about the purpose. Without settings a self-signed certificate is trusted, when
// selfSignedCounts (crypto/x509/x509_trust.c, X509_check_trust and obj_trust).
func (r *run) trustOf(x *cert, selfSignedCounts bool) trustLevel {
	if x.trust != nil {
		if r.names(x.trust.denied) {
			return rejected
		}
		if r.names(x.trust.allowed) {
			return trusted
		}
		if x.trust.hasAllowed {
			return rejected
		}
	}
	if selfSignedCounts && x.selfSigned && !x.invalid {
		return trusted
	}
	return untrusted
}

// names tells whether trust settings name the purpose, or any purpose.
func (r *run) names(purposes []string) bool {
	wanted := oidAnyExtendedKeyUsage
	switch r.purpose {
	case PurposeClient:
		wanted = oidClientAuth
	case PurposeServer:
		wanted = oidServerAuth
	}
	for _, p := range purposes {
		if p == wanted || p == oidAnyExtendedKeyUsage {
			return true
		}
	}
	return false
}

// checkTrust asks about the certificates of the chain from depth first on, which came from the store, and with
// -partial_chain also whether the leaf itself is in the store (crypto/x509/x509_vfy.c, check_trust).
func (r *run) checkTrust(first int) trustLevel {
	for i := first; i < len(r.chain); i++ {
		switch r.trustOf(r.chain[i], true) {
		case trusted:
			return trusted
		case rejected:
			return r.reject(i)
		}
	}
	if first < len(r.chain) {
		return trustedIf(r.PartialChain)
	}
	if !r.PartialChain {
		return untrusted
	}
	return r.trustedLeaf()
}

func trustedIf(ok bool) trustLevel {
	if ok {
		return trusted
	}
	return untrusted
}

func (r *run) reject(depth int) trustLevel {
	r.report(codeRejected, depth)
	return rejected
}

func (r *run) trustedLeaf() trustLevel {
	for _, c := range r.named(r.chain[0].subject) {
		if !c.same(r.chain[0]) {
			continue
		}
		if r.trustOf(c, true) == rejected {
			return r.reject(0)
		}
		r.chain[0], r.untrustedCount = c, 0
		return trusted
	}
	return untrusted
}
