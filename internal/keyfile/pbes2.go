package keyfile

import (
	"crypto/md5"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"hash"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
	"golang.org/x/crypto/scrypt"
)

// kdf is a key derivation function with its parameters.
type kdf struct {
	name   string
	work   int64 // in the coin of maxWork
	derive func(phrase []byte) ([]byte, error)
}

// readPBES2 reads PBES2-params (RFC 8018 appendix A.4): a key derivation function and a cipher.
func readPBES2(params cryptobyte.String) (scheme, error) {
	var body cryptobyte.String
	if !params.ReadASN1(&body, asn1.SEQUENCE) {
		return scheme{}, damaged("the PBES2 parameters cannot be read")
	}
	derivation, ok := readAlgorithm(&body)
	if !ok {
		return scheme{}, damaged("the PBES2 parameters cannot be read")
	}
	encryption, ok := readAlgorithm(&body)
	if !ok {
		return scheme{}, damaged("the PBES2 parameters cannot be read")
	}
	return pbes2(derivation, encryption)
}

func pbes2(derivation, encryption algorithm) (scheme, error) {
	c, iv, err := readCipher(encryption)
	if err != nil {
		return scheme{}, err
	}
	k, err := readKDF(derivation, c.keySize)
	if err != nil {
		return scheme{}, err
	}
	return scheme{
		name:   "PBES2, " + k.name + ", " + c.name,
		work:   k.work,
		cipher: c,
		derive: func(phrase []byte) ([]byte, []byte, error) {
			key, err := k.derive(phrase)
			return key, iv, err
		},
	}, nil
}

// readCipher reads a cipher and its initialization vector, which openssl writes empty where the mode has none.
func readCipher(alg algorithm) (c keyCipher, iv cryptobyte.String, err error) {
	if alg.oid == oidRC2 {
		return readRC2(alg.params)
	}
	c, ok := cipherByOID(alg.oid)
	if !ok {
		return c, nil, unsupportedCipher(named(alg.oid))
	}
	if c.unwrap != nil { // what openssl writes as its parameters is no DER, and not read
		return c, wrapIV(c.ivSize), nil
	}
	if !alg.params.ReadASN1(&iv, asn1.OCTET_STRING) || len(iv) != c.ivSize {
		return c, nil, damaged("the initialization vector of %s cannot be read", c.name)
	}
	return c, iv, nil
}

// readRC2 reads RC2-CBC-Parameter (RFC 8018 appendix B.2.3), whose version stands for the number of effective bits.
// Other numbers than these three openssl neither writes nor reads.
func readRC2(params cryptobyte.String) (c keyCipher, iv cryptobyte.String, err error) {
	var body cryptobyte.String
	var version int
	if !params.ReadASN1(&body, asn1.SEQUENCE) || !body.ReadASN1Integer(&version) ||
		!body.ReadASN1(&iv, asn1.OCTET_STRING) || len(iv) != 8 {
		return c, nil, damaged("the parameters of RC2 cannot be read")
	}
	switch version {
	case 160:
		c, _ = cipherByName("RC2-40-CBC")
	case 120:
		c, _ = cipherByName("RC2-64-CBC")
	case 58:
		c, _ = cipherByName("RC2-CBC")
	default:
		return c, nil, unsupportedCipher("RC2-CBC of an unusual number of bits")
	}
	return c, iv, nil
}

func readKDF(alg algorithm, keySize int) (kdf, error) {
	switch alg.oid {
	case oidPBKDF2:
		return readPBKDF2(alg.params, keySize)
	case oidScrypt:
		return readScrypt(alg.params, keySize)
	}
	return kdf{}, unsupported(hintReencrypt, "the key is derived with %s, which cannot be read here", named(alg.oid))
}

// readPBKDF2 reads PBKDF2-params (RFC 8018 appendix A.2).
func readPBKDF2(params cryptobyte.String, keySize int) (kdf, error) {
	var body, salt cryptobyte.String
	var iterations int64
	if !params.ReadASN1(&body, asn1.SEQUENCE) || !body.ReadASN1(&salt, asn1.OCTET_STRING) ||
		!body.ReadASN1Integer(&iterations) || iterations < 1 || !readKeyLength(&body, keySize) {
		return kdf{}, damaged("the PBKDF2 parameters cannot be read or are out of range")
	}
	p, err := readPRF(body)
	if err != nil {
		return kdf{}, err
	}
	return kdf{
		name: "PBKDF2-HMAC-" + p.name,
		work: rounds(iterations, keySize, p.new().Size()) * p.cost,
		derive: func(phrase []byte) ([]byte, error) {
			return usable(pbkdf2.Key(p.new, string(phrase), salt, int(iterations), keySize))
		},
	}, nil
}

// rounds counts the iterations for all blocks of a derived key, which has one for each length of the hash it needs.
func rounds(iterations int64, keySize, hashSize int) int64 {
	const farOver = 1 << 56 // so that the product fits, and is over the limit still
	blocks := (keySize + hashSize - 1) / hashSize
	return min(iterations, farOver) * int64(blocks)
}

// readKeyLength reads the optional length of the derived key, which says nothing new with a cipher of fixed key size.
func readKeyLength(body *cryptobyte.String, want int) bool {
	if !body.PeekASN1Tag(asn1.INTEGER) {
		return true
	}
	var length int
	return body.ReadASN1Integer(&length) && length == want
}

// usable reports parameters that the library refuses, such as an N for scrypt that is no power of two.
func usable(key []byte, err error) ([]byte, error) {
	if err != nil {
		return nil, damaged("the parameters of the key derivation are out of range")
	}
	return key, nil
}

// prf is the hash of the HMAC that PBKDF2 runs.
type prf struct {
	name string
	cost int64 // of one call, in the coin of maxWork
	new  func() hash.Hash
}

// readPRF takes HMAC-SHA1 when none is named, which is the DEFAULT of RFC 8018 appendix A.2.
func readPRF(rest cryptobyte.String) (prf, error) {
	if rest.Empty() {
		return prf{"SHA1", 1, sha1.New}, nil
	}
	alg, ok := readAlgorithm(&rest)
	if !ok {
		return prf{}, damaged("the hash of PBKDF2 cannot be read")
	}
	if p, ok := prfByOID(alg.oid); ok {
		return p, nil
	}
	return prf{}, unsupported(hintReencrypt, "the key is derived with PBKDF2 and the hash %s, which cannot be read here",
		alg.oid)
}

// prfByOID knows RFC 8018 appendix B.1 and, with openssl, HMAC-MD5.
func prfByOID(oid string) (prf, bool) {
	switch oid {
	case "1.2.840.113549.2.6":
		return prf{"MD5", 1, md5.New}, true
	case "1.2.840.113549.2.7":
		return prf{"SHA1", 1, sha1.New}, true
	case "1.2.840.113549.2.8":
		return prf{"SHA224", 1, sha256.New224}, true
	case "1.2.840.113549.2.9":
		return prf{"SHA256", 1, sha256.New}, true
	case "1.2.840.113549.2.10":
		return prf{"SHA384", sha512Work, sha512.New384}, true
	case "1.2.840.113549.2.11":
		return prf{"SHA512", sha512Work, sha512.New}, true
	case "1.2.840.113549.2.12":
		return prf{"SHA512-224", sha512Work, sha512.New512_224}, true
	case "1.2.840.113549.2.13":
		return prf{"SHA512-256", sha512Work, sha512.New512_256}, true
	}
	return prf{}, false
}

// readScrypt reads scrypt-params (RFC 7914 section 7.1).
func readScrypt(params cryptobyte.String, keySize int) (kdf, error) {
	var body, salt cryptobyte.String
	var n, r, p int64
	if !params.ReadASN1(&body, asn1.SEQUENCE) || !body.ReadASN1(&salt, asn1.OCTET_STRING) ||
		!body.ReadASN1Integer(&n) || !body.ReadASN1Integer(&r) || !body.ReadASN1Integer(&p) ||
		min(n, r, p) < 1 || !readKeyLength(&body, keySize) {
		return kdf{}, damaged("the scrypt parameters cannot be read or are out of range")
	}
	if err := scryptInBounds(n, r, p, len(salt)); err != nil {
		return kdf{}, err
	}
	return kdf{
		name: "scrypt",
		work: scryptWork * n * r * p,
		derive: func(phrase []byte) ([]byte, error) {
			return usable(scrypt.Key(phrase, salt, int(n), int(r), int(p), keySize))
		},
	}, nil
}

// scryptInBounds measures the larger of the two buffers of RFC 7914 section 6, which have N and p blocks of 128·r bytes.
func scryptInBounds(n, r, p int64, salt int) error {
	if max(n, r, p) > maxScryptParameter {
		return overLimit(hintFewerRounds, "opening the key would take scrypt with N=%d, r=%d, p=%d; the limit for each is %d",
			n, r, p, maxScryptParameter)
	}
	if memory := 128 * r * max(n, p); memory > maxScryptMemory {
		return overLimit(hintFewerRounds, "opening the key would take %d MiB of memory; the limit is %d MiB",
			memory>>20, maxScryptMemory>>20)
	}
	if salt > maxSalt {
		return overLimit(hintReencrypt, "the scrypt salt has %d bytes; the limit is %d", salt, maxSalt)
	}
	return nil
}
