package opensslverify

import (
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// signatureScheme is what openssl knows of a signature algorithm: the kind of key it needs, and its hash.
type signatureScheme struct {
	kind keyKind // empty for an algorithm that openssl has no entry for: nobody can have issued such a certificate
	hash string  // empty where the kind of key says it all, and where openssl 3.0 cannot compute it
	// impliedHash: the algorithm names no hash. openssl takes the default of its own, and calls it weak.
	impliedHash bool
}

// schemeOf reads an AlgorithmIdentifier (crypto/objects/obj_xref.txt of 3.0, OBJ_find_sigid_algs). MD2, MD4, MDC2 and
// SHA-0 are in the table without a hash: openssl finds the issuer and then fails at the signature, because its
// default provider has none of them.
func schemeOf(algorithm []byte) signatureScheme {
	input := cryptobyte.String(algorithm)
	var seq cryptobyte.String
	if !input.ReadASN1(&seq, cbasn1.SEQUENCE) {
		return signatureScheme{}
	}
	oid, _ := readOID(&seq, cbasn1.OBJECT_IDENTIFIER)
	for _, of := range []func(string) signatureScheme{pkcs1Scheme, ellipticScheme, otherScheme} {
		if s := of(oid); s.kind != "" {
			return s
		}
	}
	return signatureScheme{}
}

func pkcs1Scheme(oid string) signatureScheme {
	const pkcs1, oiw, nist = "\x2a\x86\x48\x86\xf7\x0d\x01\x01", "\x2b\x0e\x03\x02", "\x60\x86\x48\x01\x65\x03\x04\x03"
	switch oid {
	case pkcs1 + "\x02", pkcs1 + "\x03", oiw + "\x0f", "\x55\x08\x03\x64":
		return signatureScheme{kind: keyRSA}
	case pkcs1 + "\x04", oiw + "\x03":
		return signatureScheme{kind: keyRSA, hash: "MD5"}
	case pkcs1 + "\x05", oiw + "\x1d":
		return signatureScheme{kind: keyRSA, hash: "SHA-1"}
	case pkcs1 + "\x0a":
		return signatureScheme{kind: keyPSS}
	case pkcs1 + "\x0b":
		return signatureScheme{kind: keyRSA, hash: "SHA-256"}
	case pkcs1 + "\x0c":
		return signatureScheme{kind: keyRSA, hash: "SHA-384"}
	case pkcs1 + "\x0d":
		return signatureScheme{kind: keyRSA, hash: "SHA-512"}
	case pkcs1 + "\x0e":
		return signatureScheme{kind: keyRSA, hash: "SHA-224"}
	case nist + "\x0d":
		return signatureScheme{kind: keyRSA, hash: "SHA3-224"}
	case nist + "\x0e":
		return signatureScheme{kind: keyRSA, hash: "SHA3-256"}
	case nist + "\x0f":
		return signatureScheme{kind: keyRSA, hash: "SHA3-384"}
	case nist + "\x10":
		return signatureScheme{kind: keyRSA, hash: "SHA3-512"}
	case "\x2b\x24\x03\x03\x01\x02":
		return signatureScheme{kind: keyRSA, hash: "RIPEMD-160"}
	}
	return signatureScheme{}
}

func ellipticScheme(oid string) signatureScheme {
	const x962 = "\x2a\x86\x48\xce\x3d\x04"
	switch oid {
	case x962 + "\x01":
		return signatureScheme{kind: keyEC, hash: "SHA-1"}
	case x962 + "\x02", x962 + "\x03": // "recommended" and "specified"
		return signatureScheme{kind: keyEC, hash: "SHA-256", impliedHash: true}
	case x962 + "\x03\x01":
		return signatureScheme{kind: keyEC, hash: "SHA-224"}
	case x962 + "\x03\x02":
		return signatureScheme{kind: keyEC, hash: "SHA-256"}
	case x962 + "\x03\x03":
		return signatureScheme{kind: keyEC, hash: "SHA-384"}
	case x962 + "\x03\x04":
		return signatureScheme{kind: keyEC, hash: "SHA-512"}
	case oidKeyEd25519:
		return signatureScheme{kind: keyEd25519}
	case oidKeyEd448:
		return signatureScheme{kind: keyEd448}
	case "\x2a\x81\x1c\xcf\x55\x01\x83\x75":
		return signatureScheme{kind: keySM2, hash: "SM3"}
	}
	return signatureScheme{}
}

func otherScheme(oid string) signatureScheme {
	switch oid {
	case "\x2a\x86\x48\xce\x38\x04\x03":
		return signatureScheme{kind: keyDSA, hash: "SHA-1"}
	case "\x60\x86\x48\x01\x65\x03\x04\x03\x01":
		return signatureScheme{kind: keyDSA, hash: "SHA-224"}
	case "\x60\x86\x48\x01\x65\x03\x04\x03\x02":
		return signatureScheme{kind: keyDSA, hash: "SHA-256"}
	case "\x2b\x0e\x03\x02\x0d":
		return signatureScheme{kind: keyDSA}
	}
	return signatureScheme{}
}

// fits tells whether a key of this kind can have made such a signature. An RSA key may sign with RSASSA-PSS, an
// RSASSA-PSS key in no other way (crypto/x509/v3_purp.c, check_sig_alg_match).
func (s signatureScheme) fits(key *publicKey) bool {
	if s.kind == "" || !key.decodes() {
		return false
	}
	return key.kind == s.kind || key.kind == keyRSA && s.kind == keyPSS
}
