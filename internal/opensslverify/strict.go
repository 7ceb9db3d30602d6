package opensslverify

import "bytes"

// checkStrictly is what -x509_strict adds: the demands of RFC 5280 on the form of a certificate
// (crypto/x509/x509_vfy.c, check_extensions).
func (r *run) checkStrictly(depth int) bool {
	if !r.X509Strict || len(r.chain) == 1 {
		return true
	}
	for _, demand := range r.demands(depth) {
		if !r.failIf(demand.broken, demand.code, depth) {
			return false
		}
	}
	return true
}

type demand struct {
	broken bool
	code   int
}

func (r *run) demands(depth int) []demand {
	x := r.chain[depth]
	noSubject := len(x.entries) == 0
	certSign := x.keyUsage&usageCertSign != 0
	demands := []demand{
		{x.pathLength != -1 && !x.isCA, codePathLengthNonCA},
		{x.pathLength != -1 && !certSign, codePathLengthNoCertSign},
		{x.isCA && x.hasConstraints && !x.criticalConstraints, codeConstraintsNotCritical},
		{x.isCA && !x.hasKeyUsage, codeCANoKeyUsage},
		{!x.isCA && certSign, codeCertSignNonCA},
		{x.issuerEntries() == 0, codeIssuerEmpty},
		{noSubject && (x.isCA || x.keyUsage&usageCRLSign != 0 || !x.hasAltNames), codeSubjectEmpty},
		{noSubject && x.hasAltNames && !x.criticalAltNames, codeAltNameNotCritical},
		{x.hasAltNames && len(x.altNames) == 0, codeAltNameEmpty},
		{!bytes.Equal(x.innerAlgorithm, x.outerAlgorithm), codeAlgorithmsInconsistent},
		{x.authority != nil && x.criticalAuthority, codeAuthorityKeyIDCritical},
		{x.subjectKeyID != nil && x.criticalSubjectKeyID, codeSubjectKeyIDCritical},
	}
	if x.Version < 3 {
		return append(demands, demand{len(x.extensions) > 0, codeExtensionsNeedV3})
	}
	last := depth+1 == len(r.chain)
	return append(demands,
		demand{!last && (x.authority == nil || x.authority.keyID == nil), codeNoAuthorityKeyID},
		demand{x.isCA && x.subjectKeyID == nil, codeNoSubjectKeyID})
}
