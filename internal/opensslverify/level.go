package opensslverify

import "math"

// securityBits are what -auth_level 1 to 5 demand (crypto/x509/x509_vfy.c, minbits_table).
func (o Options) securityBits() int {
	bits := [...]int{0, 80, 112, 128, 192, 256}
	return bits[min(max(o.AuthLevel, 0), len(bits)-1)]
}

func (r *run) checkLeafKey() bool {
	return r.failIf(r.keyTooWeak(r.chain[0]), codeLeafKeyWeak, 0)
}

// checkLevels asks the keys of all issuers and the signature hashes of all but the last certificate
// (crypto/x509/x509_vfy.c, check_auth_level).
func (r *run) checkLevels() bool {
	for i, x := range r.chain {
		if !r.failIf(i > 0 && r.keyTooWeak(x), codeCAKeyWeak, i) ||
			!r.failIf(i < len(r.chain)-1 && r.digestTooWeak(x), codeDigestWeak, i) {
			return false
		}
	}
	return true
}

func (r *run) keyTooWeak(x *cert) bool {
	return r.AuthLevel > 0 && x.key.securityBits() < r.securityBits()
}

func (r *run) digestTooWeak(x *cert) bool {
	return r.AuthLevel > 0 && x.signatureBits() < r.securityBits()
}

// securityBits is the strength of a key; 0 when it cannot be decoded (EVP_PKEY_get_security_bits).
func (k *publicKey) securityBits() int {
	switch k.kind {
	case keyRSA, keyPSS:
		return factoringBits(k.is.Bits)
	case keyDSA:
		return min(factoringBits(k.parameters[0].BitLen()), k.parameters[1].BitLen()/2)
	case keyEC, keySM2:
		return curveBits(max(k.is.Bits, fieldBits(k.curveOID), k.explicitBits))
	case keyEd25519:
		return 128
	case keyEd448:
		return 224
	case keyOther:
		return 16 * (len(k.is.Point) / 4) // X25519 has 128 bits and X448 has 224
	}
	return 0
}

// curveBits is half the order of the curve in steps (crypto/ec/ec_ameth.c, ec_security_bits).
func curveBits(order int) int {
	for _, step := range []int{512, 384, 256, 224, 160} {
		if order >= step {
			return step / 2
		}
	}
	return order / 2
}

// factoringBits estimates the strength of a modulus: the sizes of SP 800-56B have fixed answers, the others the formula
// of SP 800-56B appendix D (crypto/rsa/rsa_lib.c, ossl_ifc_ffc_compute_security_bits).
func factoringBits(bits int) int {
	fixed := map[int]int{2048: 112, 3072: 128, 4096: 152, 6144: 176, 7680: 192, 8192: 200, 15360: 256}
	if strength, ok := fixed[bits]; ok {
		return strength
	}
	most := 1200
	switch {
	case bits < 8:
		return 0
	case bits >= 687737:
		return most
	case bits <= 7680:
		most = 192
	case bits <= 15360:
		most = 256
	}
	x := float64(bits) * math.Ln2
	strength := (1.923*math.Cbrt(x*math.Log(x)*math.Log(x)) - 4.69) / math.Ln2
	return min((int(strength)+4)&^7, most)
}

// signatureBits is the strength of the signature on x, by its outer algorithm: half the hash, and less for the two that
// are broken (crypto/x509/x509_set.c, x509_sig_info_init).
func (x *cert) signatureBits() int {
	scheme := schemeOf(x.outerAlgorithm)
	hash := scheme.hash
	if scheme.kind == keyPSS && x.SignatureAlgorithm.PSS != nil {
		hash = x.SignatureAlgorithm.PSS.Hash
	}
	switch {
	case scheme.kind == keyEd25519:
		return 128
	case scheme.kind == keyEd448:
		return 224
	case scheme.impliedHash:
		return 0
	case hash == "MD5":
		return 39
	case hash == "SHA-1":
		return 63
	}
	return hashBits(hash) / 2
}

func hashBits(hash string) int {
	switch hash {
	case "RIPEMD-160":
		return 160
	case "SHA-224", "SHA3-224":
		return 224
	case "SHA-256", "SHA3-256", "SM3":
		return 256
	case "SHA-384", "SHA3-384":
		return 384
	case "SHA-512", "SHA3-512":
		return 512
	}
	return 0
}
