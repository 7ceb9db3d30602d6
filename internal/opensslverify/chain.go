package opensslverify

// mustBe says what a certificate has to be at its place in the chain.
type mustBe int

const (
	eitherKind mustBe = iota // the leaf, which may be a self-signed CA
	aLeaf                    // the issuer of a proxy certificate
	aCA
)

// checkExtensions asks each certificate, from the leaf up, whether its extensions allow its place
// (crypto/x509/x509_vfy.c, check_extensions).
func (r *run) checkExtensions() bool {
	place, below, proxies := eitherKind, 0, 0
	for i, x := range r.chain {
		ok := r.failIf(x.unhandled, codeUnhandledCritical, i) &&
			r.failIf(x.isProxy && (!r.AllowProxyCerts || r.parent != nil), codeProxyNotAllowed, i) &&
			r.checkPlace(i, place) && r.checkCurve(i) && r.checkStrictly(i) &&
			(r.purpose == PurposeAny && r.parent == nil || r.checkPurpose(i, place == aCA)) &&
			r.failIf(i > 1 && x.pathLength != -1 && below > x.pathLength+proxies, codePathLength, i)
		if !ok {
			return false
		}
		if i > 0 && !x.selfIssued {
			below++
		}
		if !x.isProxy {
			place = aCA
			continue
		}
		if place = aLeaf; x.proxyPathLength != -1 {
			if !r.failIf(proxies > x.proxyPathLength, codeProxyPathLength, i) {
				return false
			}
			proxies = x.proxyPathLength
		}
		proxies++
	}
	return true
}

func (r *run) checkPlace(depth int, place mustBe) bool {
	kind := r.chain[depth].caKind()
	if r.chain[depth].invalid {
		kind = noCA
	}
	switch place {
	case eitherKind:
		return r.failIf(r.X509Strict && kind != properCA && kind != noCA, codeInvalidCA, depth)
	case aLeaf:
		return r.failIf(kind != noCA, codeNonCA, depth)
	}
	// A root may be a CA in one of the old ways, an intermediate may not.
	asRoot := depth+1 == len(r.chain) && !r.X509Strict
	return r.failIf(kind == noCA || kind != properCA && !asRoot, codeInvalidCA, depth)
}

// checkCurve refuses keys that spell out their curve, which can hide a false generator (CVE-2020-0601).
func (r *run) checkCurve(depth int) bool {
	key := &r.chain[depth].key
	if len(r.chain) == 1 {
		return true
	}
	return r.failIf(!key.decodes(), codeUnspecified, depth) && r.failIf(key.kind == keyEC && key.explicit, codeExplicitCurve, depth)
}
