package truststore

import (
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Scheme is a family of signatures.
type Scheme string

// The schemes that the reader knows by name. An unknown one is empty.
const (
	SchemeRSA     Scheme = "RSA"
	SchemeRSAPSS  Scheme = "RSASSA-PSS"
	SchemeECDSA   Scheme = "ECDSA"
	SchemeDSA     Scheme = "DSA"
	SchemeEd25519 Scheme = "Ed25519"
	SchemeEd448   Scheme = "Ed448"
	SchemeMLDSA   Scheme = "ML-DSA"
)

// SignatureAlgorithm is how a certificate is signed.
type SignatureAlgorithm struct {
	OID    string
	Name   string // as openssl prints it: sha256WithRSAEncryption; the OID when it has no name here
	Scheme Scheme // empty when unknown
	Hash   string // "SHA-256"; empty when the scheme has none of its own or it is unknown
	PSS    *PSSParameters
}

// PSSParameters are those of RSASSA-PSS (RFC 4055 section 3.1), with their defaults filled in.
type PSSParameters struct {
	Hash       string
	MGFHash    string
	SaltLength int
}

// String gives the algorithm's name, and for RSASSA-PSS its hash.
func (a SignatureAlgorithm) String() string {
	if a.Scheme == SchemeRSAPSS && a.Hash != "" {
		return a.Name + " with " + a.Hash
	}
	return a.Name
}

// readSignatureAlgorithm reads the content of an AlgorithmIdentifier (RFC 5280 section 4.1.1.2). ok is false only
// when there is no algorithm in it at all.
func readSignatureAlgorithm(seq cryptobyte.String) (alg SignatureAlgorithm, ok bool) {
	var oid cryptobyte.String
	if !seq.ReadASN1(&oid, cbasn1.OBJECT_IDENTIFIER) {
		return alg, false
	}
	alg = signatureAlgorithm(oidText(oid))
	if alg.Scheme == SchemeRSAPSS {
		alg.PSS = readPSS(seq)
		if alg.PSS != nil {
			alg.Hash = alg.PSS.Hash
		}
	}
	return alg, true
}

// signatureAlgorithm names an algorithm (RFC 3279, 4055, 5758, 8410, 9881; openssl crypto/objects).
func signatureAlgorithm(oid string) SignatureAlgorithm {
	named := func(name string, scheme Scheme, hash string) SignatureAlgorithm {
		return SignatureAlgorithm{OID: oid, Name: name, Scheme: scheme, Hash: hash}
	}
	switch oid {
	case "1.2.840.113549.1.1.2":
		return named("md2WithRSAEncryption", SchemeRSA, "MD2")
	case "1.2.840.113549.1.1.3":
		return named("md4WithRSAEncryption", SchemeRSA, "MD4")
	case "1.2.840.113549.1.1.4":
		return named("md5WithRSAEncryption", SchemeRSA, "MD5")
	case "1.2.840.113549.1.1.5":
		return named("sha1WithRSAEncryption", SchemeRSA, "SHA-1")
	case "1.3.14.3.2.29": // an older identifier of the same algorithm
		return named("sha1WithRSA", SchemeRSA, "SHA-1")
	case "1.2.840.113549.1.1.14":
		return named("sha224WithRSAEncryption", SchemeRSA, "SHA-224")
	case "1.2.840.113549.1.1.11":
		return named("sha256WithRSAEncryption", SchemeRSA, "SHA-256")
	case "1.2.840.113549.1.1.12":
		return named("sha384WithRSAEncryption", SchemeRSA, "SHA-384")
	case "1.2.840.113549.1.1.13":
		return named("sha512WithRSAEncryption", SchemeRSA, "SHA-512")
	case "1.2.840.113549.1.1.15":
		return named("sha512-224WithRSAEncryption", SchemeRSA, "SHA-512/224")
	case "1.2.840.113549.1.1.16":
		return named("sha512-256WithRSAEncryption", SchemeRSA, "SHA-512/256")
	case oidRSAPSS:
		return named("rsassaPss", SchemeRSAPSS, "")
	case "1.2.840.10045.4.1":
		return named("ecdsa-with-SHA1", SchemeECDSA, "SHA-1")
	case "1.2.840.10045.4.3.1":
		return named("ecdsa-with-SHA224", SchemeECDSA, "SHA-224")
	case "1.2.840.10045.4.3.2":
		return named("ecdsa-with-SHA256", SchemeECDSA, "SHA-256")
	case "1.2.840.10045.4.3.3":
		return named("ecdsa-with-SHA384", SchemeECDSA, "SHA-384")
	case "1.2.840.10045.4.3.4":
		return named("ecdsa-with-SHA512", SchemeECDSA, "SHA-512")
	case "1.3.36.3.3.1.2":
		return named("ripemd160WithRSA", SchemeRSA, "RIPEMD-160")
	case "2.16.840.1.101.3.4.3.9":
		return named("ecdsa_with_SHA3-224", SchemeECDSA, "SHA3-224")
	case "2.16.840.1.101.3.4.3.10":
		return named("ecdsa_with_SHA3-256", SchemeECDSA, "SHA3-256")
	case "2.16.840.1.101.3.4.3.11":
		return named("ecdsa_with_SHA3-384", SchemeECDSA, "SHA3-384")
	case "2.16.840.1.101.3.4.3.12":
		return named("ecdsa_with_SHA3-512", SchemeECDSA, "SHA3-512")
	case "2.16.840.1.101.3.4.3.13":
		return named("RSA-SHA3-224", SchemeRSA, "SHA3-224")
	case "2.16.840.1.101.3.4.3.14":
		return named("RSA-SHA3-256", SchemeRSA, "SHA3-256")
	case "2.16.840.1.101.3.4.3.15":
		return named("RSA-SHA3-384", SchemeRSA, "SHA3-384")
	case "2.16.840.1.101.3.4.3.16":
		return named("RSA-SHA3-512", SchemeRSA, "SHA3-512")
	case "1.2.840.10040.4.3":
		return named("dsaWithSHA1", SchemeDSA, "SHA-1")
	case "2.16.840.1.101.3.4.3.1":
		return named("dsa_with_SHA224", SchemeDSA, "SHA-224")
	case "2.16.840.1.101.3.4.3.2":
		return named("dsa_with_SHA256", SchemeDSA, "SHA-256")
	case "1.3.101.112":
		return named("ED25519", SchemeEd25519, "")
	case "1.3.101.113":
		return named("ED448", SchemeEd448, "")
	case "2.16.840.1.101.3.4.3.17", "2.16.840.1.101.3.4.3.18", "2.16.840.1.101.3.4.3.19":
		return named(mldsaName(oid), SchemeMLDSA, "")
	}
	return named(oid, "", "")
}

func mldsaName(oid string) string {
	switch oid {
	case "2.16.840.1.101.3.4.3.17":
		return "ML-DSA-44"
	case "2.16.840.1.101.3.4.3.18":
		return "ML-DSA-65"
	}
	return "ML-DSA-87"
}

const (
	oidRSA    = "1.2.840.113549.1.1.1"
	oidRSAPSS = "1.2.840.113549.1.1.10"
	oidEC     = "1.2.840.10045.2.1"
	oidMGF1   = "1.2.840.113549.1.1.8"
)

// readPSS reads RSASSA-PSS-params; nil when they are absent or not of that form.
func readPSS(params cryptobyte.String) *PSSParameters {
	p := &PSSParameters{Hash: "SHA-1", MGFHash: "SHA-1", SaltLength: 20}
	var seq cryptobyte.String
	if !params.ReadASN1(&seq, cbasn1.SEQUENCE) {
		return nil
	}
	var field cryptobyte.String
	var present bool
	if !seq.ReadOptionalASN1(&field, &present, explicitTag(0)) || present && !readHash(field, &p.Hash) {
		return nil
	}
	if !seq.ReadOptionalASN1(&field, &present, explicitTag(1)) || present && !readMGF(field, &p.MGFHash) {
		return nil
	}
	if !seq.ReadOptionalASN1Integer(&p.SaltLength, explicitTag(2), 20) || p.SaltLength < 0 {
		return nil
	}
	return p
}

func readMGF(s cryptobyte.String, hash *string) bool {
	var seq, oid cryptobyte.String
	return s.ReadASN1(&seq, cbasn1.SEQUENCE) && seq.ReadASN1(&oid, cbasn1.OBJECT_IDENTIFIER) &&
		oidText(oid) == oidMGF1 && readHash(seq, hash)
}

func readHash(s cryptobyte.String, hash *string) bool {
	var seq, oid cryptobyte.String
	if !s.ReadASN1(&seq, cbasn1.SEQUENCE) || !seq.ReadASN1(&oid, cbasn1.OBJECT_IDENTIFIER) {
		return false
	}
	*hash = hashName(oidText(oid))
	return true
}

func hashName(oid string) string {
	switch oid {
	case "1.2.840.113549.2.5":
		return "MD5"
	case "1.3.14.3.2.26":
		return "SHA-1"
	case "2.16.840.1.101.3.4.2.4":
		return "SHA-224"
	case "2.16.840.1.101.3.4.2.1":
		return "SHA-256"
	case "2.16.840.1.101.3.4.2.2":
		return "SHA-384"
	case "2.16.840.1.101.3.4.2.3":
		return "SHA-512"
	case "2.16.840.1.101.3.4.2.5":
		return "SHA-512/224"
	case "2.16.840.1.101.3.4.2.6":
		return "SHA-512/256"
	case "2.16.840.1.101.3.4.2.7":
		return "SHA3-224"
	case "2.16.840.1.101.3.4.2.8":
		return "SHA3-256"
	case "2.16.840.1.101.3.4.2.9":
		return "SHA3-384"
	case "2.16.840.1.101.3.4.2.10":
		return "SHA3-512"
	}
	return oid
}

func explicitTag(n uint8) cbasn1.Tag { return cbasn1.Tag(n).ContextSpecific().Constructed() }
