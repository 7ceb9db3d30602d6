package keyfile

import "fmt"

// Object identifiers that decide how a key is read.
const (
	oidRSA          = "1.2.840.113549.1.1.1"  // rsaEncryption, RFC 8017 appendix A.1
	oidRSAOAEP      = "1.2.840.113549.1.1.7"  // id-RSAES-OAEP, RFC 8017 appendix A.2.1
	oidRSAPSS       = "1.2.840.113549.1.1.10" // id-RSASSA-PSS, RFC 8017 appendix A.2.3
	oidEC           = "1.2.840.10045.2.1"     // id-ecPublicKey, RFC 5480 section 2.1.1
	oidDSA          = "1.2.840.10040.4.1"     // id-dsa, RFC 3279 section 2.3.2
	oidDH           = "1.2.840.113549.1.3.1"  // dhKeyAgreement, PKCS#3
	oidX942DH       = "1.2.840.10046.2.1"     // dhpublicnumber, RFC 3279 section 2.3.3
	oidX25519       = "1.3.101.110"           // RFC 8410 section 3, as the next three
	oidX448         = "1.3.101.111"
	oidEd25519      = "1.3.101.112"
	oidEd448        = "1.3.101.113"
	oidPBES2        = "1.2.840.113549.1.5.13"   // RFC 8018 appendix A.4
	oidPBKDF2       = "1.2.840.113549.1.5.12"   // RFC 8018 appendix A.2
	oidScrypt       = "1.3.6.1.4.1.11591.4.11"  // RFC 7914 section 7
	oidMD5DES       = "1.2.840.113549.1.5.3"    // pbeWithMD5AndDES-CBC, RFC 8018 appendix A.3
	oidSHA1DES      = "1.2.840.113549.1.5.10"   // pbeWithSHA1AndDES-CBC, RFC 8018 appendix A.3
	oidMD5RC2       = "1.2.840.113549.1.5.6"    // pbeWithMD5AndRC2-CBC, RFC 8018 appendix A.3
	oidSHA1RC2      = "1.2.840.113549.1.5.11"   // pbeWithSHA1AndRC2-CBC, RFC 8018 appendix A.3
	oidPKCS12RC4128 = "1.2.840.113549.1.12.1.1" // pbeWithSHAAnd128BitRC4, RFC 7292 appendix C
	oidPKCS12RC440  = "1.2.840.113549.1.12.1.2" // pbeWithSHAAnd40BitRC4, RFC 7292 appendix C
	oidPKCS12DES3   = "1.2.840.113549.1.12.1.3" // pbeWithSHAAnd3-KeyTripleDES-CBC, RFC 7292 appendix C
	oidPKCS12DES2   = "1.2.840.113549.1.12.1.4" // pbeWithSHAAnd2-KeyTripleDES-CBC, RFC 7292 appendix C
	oidPKCS12RC2128 = "1.2.840.113549.1.12.1.5" // pbeWithSHAAnd128BitRC2-CBC, RFC 7292 appendix C
	oidPKCS12RC240  = "1.2.840.113549.1.12.1.6" // pbeWithSHAAnd40BitRC2-CBC, RFC 7292 appendix C
)

// named gives an object identifier the name people know it by, where there is one.
func named(oid string) string {
	if name := oidName(oid); name != "" {
		return fmt.Sprintf("%s (%s)", name, oid)
	}
	return "the algorithm " + oid
}

// oidName names what keys are met with but is not read here.
func oidName(oid string) string {
	for _, name := range []func(string) string{keyName, cipherName, pbeName} {
		if n := name(oid); n != "" {
			return n
		}
	}
	return ""
}

func keyName(oid string) string {
	switch oid {
	case oidRSAOAEP:
		return "RSAES-OAEP"
	case oidDSA:
		return "DSA"
	case oidDH, oidX942DH:
		return "Diffie-Hellman"
	case oidX448:
		return "X448"
	case oidEd448:
		return "Ed448"
	case "2.16.840.1.101.3.4.3.17":
		return "ML-DSA-44"
	case "2.16.840.1.101.3.4.3.18":
		return "ML-DSA-65"
	case "2.16.840.1.101.3.4.3.19":
		return "ML-DSA-87"
	}
	return ""
}

func cipherName(oid string) string {
	switch oid {
	case "1.2.840.113549.3.9":
		return "RC5-CBC-Pad"
	case "1.3.6.1.4.1.188.7.1.1.2":
		return "IDEA-CBC"
	}
	return aesModeName(oid)
}

// aesModeName names what of AES is no cipher of PBES2 (NIST Computer Security Objects Register).
func aesModeName(oid string) string {
	switch oid {
	case "2.16.840.1.101.3.4.1.6", "2.16.840.1.101.3.4.1.26", "2.16.840.1.101.3.4.1.46":
		return "AES in GCM mode"
	}
	return ""
}

// pbeName names the password-based schemes that need MD2, and one that encrypts nothing (RFC 8018 appendix A).
func pbeName(oid string) string {
	switch oid {
	case "1.2.840.113549.1.5.1":
		return "PBE-MD2-DES"
	case "1.2.840.113549.1.5.4":
		return "PBE-MD2-RC2-64"
	case "1.2.840.113549.1.5.14":
		return "PBMAC1"
	}
	return ""
}
