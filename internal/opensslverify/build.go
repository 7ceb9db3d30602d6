package opensslverify

import "slices"

// defaultDepth is how many certificates may stand between leaf and root (crypto/x509/x509_vpm.c, default_table).
const defaultDepth = 100

func (o Options) depth() int {
	switch {
	case o.VerifyDepth == 0:
		return defaultDepth
	case o.VerifyDepth < 0:
		return 0
	}
	return o.VerifyDepth
}

// build extends the chain until it ends in a trusted certificate: at each step first from the store, and while none
// of the chain came from there also from the untrusted certificates. Nothing is taken back
// (crypto/x509/x509_vfy.c, build_chain, with X509_V_FLAG_TRUSTED_FIRST, which is the default).
func (r *run) build() bool {
	longest := r.depth() + 1
	found, ok := r.grow(longest)
	if !ok {
		return false
	}
	if found == untrusted && len(r.chain) <= longest && len(r.chain) == r.untrustedCount {
		found = r.checkTrust(len(r.chain))
	}
	switch found {
	case trusted:
		return true
	case rejected:
		return false
	}
	return r.reportUntrusted(longest)
}

// grow extends the chain as far as it goes; ok is false when openssl gives up without a line.
func (r *run) grow(longest int) (found trustLevel, ok bool) {
	pool := slices.Clone(r.pool)
	searchUntrusted := len(pool) > 0
	for {
		grown, trust, ok := r.growTrusted(longest)
		if !ok || trust != untrusted {
			return trust, ok
		}
		if grown {
			searchUntrusted = false
			if !r.last().soundSelfSigned() {
				continue
			}
		}
		if !searchUntrusted {
			return untrusted, true
		}
		searchUntrusted = r.growUntrusted(&pool, longest)
	}
}

func (r *run) last() *cert { return r.chain[len(r.chain)-1] }

// growTrusted looks for the issuer of the last certificate in the store. A self-signed certificate is replaced by
// itself, and by nothing that only looks like it. ok is false when openssl gives up without a line.
func (r *run) growTrusted(longest int) (grown bool, trust trustLevel, ok bool) {
	num := len(r.chain)
	if num > longest {
		return false, untrusted, true
	}
	current := r.last()
	issuer := r.issuer(current)
	if issuer == nil {
		return false, untrusted, true
	}
	if !current.key.decodes() { // X509_self_signed fails
		return false, untrusted, r.giveUp()
	}
	switch {
	case !current.soundSelfSigned():
		r.chain = append(r.chain, issuer)
	case !current.same(issuer):
		return false, untrusted, true
	default:
		num--
		r.untrustedCount = num
		r.chain[num] = issuer
	}
	return true, r.checkTrust(num), true
}

// growUntrusted takes the next issuer from the pool; false says that there is none, for good.
func (r *run) growUntrusted(pool *[]*cert, longest int) bool {
	current := r.last()
	if len(r.chain) > longest || current.soundSelfSigned() {
		return false
	}
	issuer := r.choose(current, *pool, r.chain)
	if issuer == nil {
		return false
	}
	i := slices.Index(*pool, issuer)
	*pool = slices.Delete(*pool, i, i+1)
	r.chain = append(r.chain, issuer)
	r.untrustedCount++
	return true
}

// reportUntrusted says why the chain does not end in trust. Of its errors openssl verify tolerates one, that of a
// self-signed leaf, and goes on with a chain of one.
func (r *run) reportUntrusted(longest int) bool {
	num := len(r.chain)
	switch {
	case num > longest:
		return r.report(codeChainTooLong, num-1)
	case r.last().soundSelfSigned() && num == 1:
		return r.report(codeLeafSelfSigned, 0)
	case r.last().soundSelfSigned():
		return r.report(codeSelfSignedInChain, num-1)
	case r.untrustedCount < num:
		return r.report(codeNoIssuer, num-1)
	}
	return r.report(codeNoLocalIssuer, num-1)
}
