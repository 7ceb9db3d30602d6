package lint

import (
	"github.com/mtlscheck/mtlscheck/certcheck"
)

func subjectEqualsIssuer() *Rule {
	return &Rule{
		ID:       string(certcheck.SubjectEqualsIssuer),
		Title:    "a certificate looks like a root and is none",
		Severity: Warning,
		Basis:    certcheck.Inferred,
		Source:   page403,
		Explanation: "Its subject equals its issuer, and yet another key signed it. openssl takes such a certificate for self-signed " +
			"when nothing in it says otherwise, and API Gateway's third reason is word for word openssl's. It comes from a CA's change " +
			"of keys (RFC 4210), or from answering every prompt of openssl req with Enter.",
		Fix:   "list the self-signed certificate of this key instead, or have it re-issued with a subject of its own",
		check: each(saysSubjectEqualsIssuer),
	}
}

func saysSubjectEqualsIssuer(_ *scene, c *cert) string {
	if c.Standing.Issuer == nil || !c.selfIssued() {
		return ""
	}
	return c.String() + " names itself as issuer, but the key of " + place(c.Standing.Issuer) + ", of the same name, signed it"
}

// selfIssued tells of a certificate that carries its own name as issuer, and not its own signature.
func (c *cert) selfIssued() bool { return !c.SelfSigned && c.Certificate.SelfIssued() }

func rootSignature() *Rule {
	return &Rule{
		ID:       string(certcheck.RootSignature),
		Title:    "a root's signature over itself is not good",
		Severity: Warning,
		Basis:    certcheck.Unknown,
		Source:   pageREST,
		Explanation: "AWS documents an integrity check, not whether it includes a root's signature over itself. openssl and Go do not check " +
			"it; a copy with such a signature was changed or damaged after it was made.",
		Upload: likelyWarning,
		Fix:    "take the root from its CA again",
		check:  each(saysRootSignature),
	}
}

func saysRootSignature(_ *scene, c *cert) string {
	if !c.RootSignature {
		return ""
	}
	return c.String() + " names itself as issuer, but its signature is not its own"
}
