package opensslverify

// The bits of Netscape's certificate type.
const (
	netscapeClient = 0x80
	netscapeServer = 0x40
	netscapeSSLCA  = 0x04
	netscapeAnyCA  = 0x07
)

// The answers of caKind: 0 is no CA and 1 a CA by its basic constraints. The others have none.
const (
	noCA         = 0
	properCA     = 1
	oldRootCA    = 3 // a self-signed certificate of version 1
	keyUsageCA   = 4 // a key usage with keyCertSign
	netscapeOnly = 5
)

// caKind tells what kind of CA a certificate is (crypto/x509/v3_purp.c, check_ca).
func (x *cert) caKind() int {
	switch {
	case x.lacksUsage(usageCertSign):
		return noCA
	case x.hasConstraints && x.isCA:
		return properCA
	case x.hasConstraints:
		return noCA
	case x.Version == 1 && x.selfSigned:
		return oldRootCA
	case x.hasKeyUsage:
		return keyUsageCA
	case x.hasNetscapeType && x.netscapeType&netscapeAnyCA != 0:
		return netscapeOnly
	}
	return noCA
}

// lacksUsage tells a key usage without any of the bits. No key usage lacks nothing.
func (x *cert) lacksUsage(bits uint16) bool { return x.hasKeyUsage && x.keyUsage&bits == 0 }

func (x *cert) lacksNetscapeType(bit byte) bool { return x.hasNetscapeType && x.netscapeType&bit == 0 }

// suits tells whether a certificate may serve the purpose, as a CA or as a leaf (crypto/x509/v3_purp.c,
// check_purpose_ssl_client and check_purpose_ssl_server). anyExtendedKeyUsage is not enough for either.
func (x *cert) suits(p Purpose, asCA bool) bool {
	usage := x.extKeyUsage
	if p == PurposeServer {
		return !(x.hasExtKeyUsage && !usage.server && !usage.gatedCrypto) &&
			x.suitsPlace(asCA, netscapeServer, usageDigitalSignature|usageKeyEncipherment|usageKeyAgreement)
	}
	return !(x.hasExtKeyUsage && !usage.client) &&
		x.suitsPlace(asCA, netscapeClient, usageDigitalSignature|usageKeyAgreement)
}

func (x *cert) suitsPlace(asCA bool, netscape byte, usage uint16) bool {
	if asCA {
		kind := x.caKind()
		return kind != noCA && (kind != netscapeOnly || x.netscapeType&netscapeSSLCA != 0)
	}
	return !x.lacksUsage(usage) && !x.lacksNetscapeType(netscape)
}

// checkPurpose asks whether the certificate at depth suits the purpose. The trust settings of a trusted certificate
// overrule what it says itself (crypto/x509/x509_vfy.c, check_purpose).
func (r *run) checkPurpose(depth int, asCA bool) bool {
	x := r.chain[depth]
	if r.parent != nil {
		return r.failIf(!x.invalid && !x.suitsCRLs(asCA), codePurpose, depth)
	}
	trust := untrusted
	if depth >= r.untrustedCount {
		trust = r.trustOf(x, false)
	}
	switch trust {
	case trusted:
		return true
	case rejected:
		return r.report(codePurpose, depth)
	}
	suits := x.suits(r.purpose, asCA)
	if x.invalid { // openssl cannot tell and minds it only when strict
		suits = !r.X509Strict
	}
	return r.failIf(!suits, codePurpose, depth)
}

// suitsCRLs is check_purpose_crl_sign, which the issuers of CRLs have to pass.
func (x *cert) suitsCRLs(asCA bool) bool {
	if asCA {
		return x.caKind() != noCA
	}
	return !x.lacksUsage(usageCRLSign)
}
