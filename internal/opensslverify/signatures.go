package opensslverify

import "github.com/mtlscheck/mtlscheck/internal/sigcheck"

// checkSignatures goes from the root down to the leaf and asks of each certificate whether its issuer may sign,
// whether it did, and whether the certificate is valid now. The root's own signature is not asked
// (crypto/x509/x509_vfy.c, internal_verify).
func (r *run) checkSignatures() bool {
	n := len(r.chain) - 1
	issuer, subject := r.chain[n], r.chain[n]
	if !issuer.likelyIssued(issuer) && !r.PartialChain {
		if n == 0 {
			if !r.report(codeLeafUnverifiable, 0) {
				return false
			}
		} else {
			n--
			subject = r.chain[n]
		}
	}
	for ; n >= 0; n-- {
		if subject != issuer || r.CheckSelfSigned && issuer.selfSigned {
			if !r.checkSignature(n, subject, issuer) {
				return false
			}
		}
		if !r.checkTimes(n) {
			return false
		}
		if n > 0 {
			issuer, subject = subject, r.chain[n-1]
		}
	}
	return true
}

func (r *run) checkSignature(depth int, subject, issuer *cert) bool {
	issuerDepth := depth + 1
	if subject == issuer {
		issuerDepth = depth
	}
	if subject != issuer || issuer.isCA {
		if code := issuer.mayNotSign(subject); !r.failIf(code != codeOK, code, issuerDepth) {
			return false
		}
	}
	if !issuer.key.decodes() {
		return r.report(codeIssuerKeyUndecodable, issuerDepth)
	}
	if !r.spend(subject.cost(&issuer.key)) {
		return false
	}
	verdict := r.signatureOf(depth, subject, issuer)
	if verdict == signatureUnchecked {
		r.unchecked = append(r.unchecked, depth)
	}
	return r.failIf(verdict == signatureBad, codeSignature, depth)
}

// mayNotSign looks at the key usage of the issuer (crypto/x509/v3_purp.c, ossl_x509_signing_allowed).
func (x *cert) mayNotSign(subject *cert) int {
	switch {
	case subject.isProxy && x.lacksUsage(usageDigitalSignature):
		return codeNoDigitalSignature
	case !subject.isProxy && x.lacksUsage(usageCertSign):
		return codeNoCertSign
	}
	return codeOK
}

func (r *run) signatureOf(depth int, subject, issuer *cert) verdict {
	if subject.plain() && r.Known != nil {
		if result, ok := r.Known(subject.Certificate, issuer.Certificate); ok && result != sigcheck.Unchecked {
			return goodIf(result == sigcheck.Good)
		}
	}
	if depth < r.untrustedCount {
		return subject.signature(&issuer.key)
	}
	if known, ok := r.store.checked.Load(edge{subject, issuer}); ok {
		return known.(verdict)
	}
	result := subject.signature(&issuer.key)
	r.store.checked.Store(edge{subject, issuer}, result)
	return result
}

// validNow tells whether a certificate is valid at the time, without a word (crypto/x509/x509_vfy.c,
// ossl_x509_check_cert_time with a negative depth).
func (r *run) validNow(x *cert) bool {
	return r.NoCheckTime || x.notBefore.order(r.At) < 0 && x.notAfter.order(r.At) > 0
}

func (r *run) checkTimes(depth int) bool {
	if r.NoCheckTime {
		return true
	}
	x := r.chain[depth]
	from, to := x.notBefore.order(r.At), x.notAfter.order(r.At)
	return r.failIf(from == 0, codeNotBeforeMalformed, depth) && r.failIf(from > 0, codeNotYetValid, depth) &&
		r.failIf(to == 0, codeNotAfterMalformed, depth) && r.failIf(to < 0, codeExpired, depth)
}
