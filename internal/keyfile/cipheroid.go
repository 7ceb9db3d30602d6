package keyfile

// oidRC2 is rc2-cbc (RFC 8018 appendix B.2.3), which has its own parameters.
const oidRC2 = "1.2.840.113549.3.2"

// cipherByOID knows the ciphers of PBES2, by the object identifiers that openssl has for them.
func cipherByOID(oid string) (keyCipher, bool) {
	for _, name := range []func(string) string{aesOID, ariaOID, camelliaOID, otherOID} {
		if n := name(oid); n != "" {
			return cipherByName(n)
		}
	}
	return keyCipher{}, false
}

// aesOID knows NIST's arcs (Computer Security Objects Register).
func aesOID(oid string) string {
	switch oid {
	case "2.16.840.1.101.3.4.1.1":
		return "AES-128-ECB"
	case "2.16.840.1.101.3.4.1.2":
		return "AES-128-CBC"
	case "2.16.840.1.101.3.4.1.3":
		return "AES-128-OFB"
	case "2.16.840.1.101.3.4.1.4":
		return "AES-128-CFB"
	case "2.16.840.1.101.3.4.1.5":
		return "AES-128-WRAP"
	case "2.16.840.1.101.3.4.1.8":
		return "AES-128-WRAP-PAD"
	case "2.16.840.1.101.3.4.1.21":
		return "AES-192-ECB"
	case "2.16.840.1.101.3.4.1.22":
		return "AES-192-CBC"
	case "2.16.840.1.101.3.4.1.23":
		return "AES-192-OFB"
	case "2.16.840.1.101.3.4.1.24":
		return "AES-192-CFB"
	case "2.16.840.1.101.3.4.1.25":
		return "AES-192-WRAP"
	case "2.16.840.1.101.3.4.1.28":
		return "AES-192-WRAP-PAD"
	case "2.16.840.1.101.3.4.1.41":
		return "AES-256-ECB"
	case "2.16.840.1.101.3.4.1.42":
		return "AES-256-CBC"
	case "2.16.840.1.101.3.4.1.43":
		return "AES-256-OFB"
	case "2.16.840.1.101.3.4.1.44":
		return "AES-256-CFB"
	case "2.16.840.1.101.3.4.1.45":
		return "AES-256-WRAP"
	case "2.16.840.1.101.3.4.1.48":
		return "AES-256-WRAP-PAD"
	}
	return ""
}

// ariaOID knows RFC 5794 appendix B.
func ariaOID(oid string) string {
	switch oid {
	case "1.2.410.200046.1.1.1":
		return "ARIA-128-ECB"
	case "1.2.410.200046.1.1.2":
		return "ARIA-128-CBC"
	case "1.2.410.200046.1.1.3":
		return "ARIA-128-CFB"
	case "1.2.410.200046.1.1.4":
		return "ARIA-128-OFB"
	case "1.2.410.200046.1.1.5":
		return "ARIA-128-CTR"
	case "1.2.410.200046.1.1.6":
		return "ARIA-192-ECB"
	case "1.2.410.200046.1.1.7":
		return "ARIA-192-CBC"
	case "1.2.410.200046.1.1.8":
		return "ARIA-192-CFB"
	case "1.2.410.200046.1.1.9":
		return "ARIA-192-OFB"
	case "1.2.410.200046.1.1.10":
		return "ARIA-192-CTR"
	case "1.2.410.200046.1.1.11":
		return "ARIA-256-ECB"
	case "1.2.410.200046.1.1.12":
		return "ARIA-256-CBC"
	case "1.2.410.200046.1.1.13":
		return "ARIA-256-CFB"
	case "1.2.410.200046.1.1.14":
		return "ARIA-256-OFB"
	case "1.2.410.200046.1.1.15":
		return "ARIA-256-CTR"
	}
	return ""
}

// camelliaOID knows RFC 3657 section 3.1 and, for the modes other than CBC, NTT's own arcs.
func camelliaOID(oid string) string {
	switch oid {
	case "1.2.392.200011.61.1.1.1.2":
		return "CAMELLIA-128-CBC"
	case "1.2.392.200011.61.1.1.1.3":
		return "CAMELLIA-192-CBC"
	case "1.2.392.200011.61.1.1.1.4":
		return "CAMELLIA-256-CBC"
	case "0.3.4401.5.3.1.9.1":
		return "CAMELLIA-128-ECB"
	case "0.3.4401.5.3.1.9.3":
		return "CAMELLIA-128-OFB"
	case "0.3.4401.5.3.1.9.4":
		return "CAMELLIA-128-CFB"
	case "0.3.4401.5.3.1.9.9":
		return "CAMELLIA-128-CTR"
	case "0.3.4401.5.3.1.9.21":
		return "CAMELLIA-192-ECB"
	case "0.3.4401.5.3.1.9.23":
		return "CAMELLIA-192-OFB"
	case "0.3.4401.5.3.1.9.24":
		return "CAMELLIA-192-CFB"
	case "0.3.4401.5.3.1.9.29":
		return "CAMELLIA-192-CTR"
	case "0.3.4401.5.3.1.9.41":
		return "CAMELLIA-256-ECB"
	case "0.3.4401.5.3.1.9.43":
		return "CAMELLIA-256-OFB"
	case "0.3.4401.5.3.1.9.44":
		return "CAMELLIA-256-CFB"
	case "0.3.4401.5.3.1.9.49":
		return "CAMELLIA-256-CTR"
	}
	return ""
}

// otherOID knows those with keys of one size: DES from the OIW's arcs and RSA's, SM4 from GM/T 0006, SEED from RFC 4269.
func otherOID(oid string) string {
	switch oid {
	case "1.3.14.3.2.6":
		return "DES-ECB"
	case "1.3.14.3.2.7":
		return "DES-CBC"
	case "1.3.14.3.2.8":
		return "DES-OFB"
	case "1.3.14.3.2.9":
		return "DES-CFB"
	case "1.3.14.3.2.17":
		return "DES-EDE-ECB"
	case "1.2.840.113549.3.7":
		return "DES-EDE3-CBC"
	case "1.2.840.113549.3.4":
		return "RC4"
	case "1.3.6.1.4.1.3029.1.2":
		return "BF-CBC"
	case "1.2.840.113533.7.66.10":
		return "CAST5-CBC"
	case "1.2.156.10197.1.104.1":
		return "SM4-ECB"
	case "1.2.156.10197.1.104.2":
		return "SM4-CBC"
	case "1.2.156.10197.1.104.3":
		return "SM4-OFB"
	case "1.2.156.10197.1.104.4":
		return "SM4-CFB"
	case "1.2.156.10197.1.104.7":
		return "SM4-CTR"
	case "1.2.410.200004.1.3":
		return "SEED-ECB"
	case "1.2.410.200004.1.4":
		return "SEED-CBC"
	case "1.2.410.200004.1.5":
		return "SEED-CFB"
	case "1.2.410.200004.1.6":
		return "SEED-OFB"
	}
	return ""
}
