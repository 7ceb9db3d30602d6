package keyfile

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"hash"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// pbeParams is PBEParameter (RFC 8018 appendix A.3) and pkcs-12PbeParams (RFC 7292 appendix C), which are alike.
type pbeParams struct {
	salt       []byte
	iterations int64
}

func readPBEParams(params cryptobyte.String) (pbeParams, error) {
	var body, salt cryptobyte.String
	var p pbeParams
	if !params.ReadASN1(&body, asn1.SEQUENCE) || !body.ReadASN1(&salt, asn1.OCTET_STRING) ||
		!body.ReadASN1Integer(&p.iterations) || p.iterations < 1 {
		return p, damaged("the salt and iteration count of the encryption cannot be read")
	}
	p.salt = salt
	return p, nil
}

// readPBES1 reads PBES1 (RFC 8018 section 6.1) with all but MD2, which openssl is built without.
func readPBES1(alg algorithm) (scheme, error) {
	p, err := readPBEParams(alg.params)
	if err != nil {
		return scheme{}, err
	}
	name, newHash, c := pbes1ByOID(alg.oid)
	return scheme{
		name:   "PBES1, " + name + ", " + c.name,
		work:   p.iterations,
		cipher: c,
		derive: func(phrase []byte) ([]byte, []byte, error) {
			dk := pbkdf1(newHash(), phrase, p)
			return dk[:8:8], dk[8:16], nil
		},
	}, nil
}

func pbes1ByOID(oid string) (name string, newHash func() hash.Hash, c keyCipher) {
	name, newHash = "MD5", md5.New
	if oid == oidSHA1DES || oid == oidSHA1RC2 {
		name, newHash = "SHA1", sha1.New
	}
	c, _ = cipherByName("DES-CBC")
	if oid == oidMD5RC2 || oid == oidSHA1RC2 {
		c, _ = cipherByName("RC2-64-CBC")
	}
	return name, newHash, c
}

// pbkdf1 is RFC 8018 section 5.1, with the whole of the last hash.
func pbkdf1(h hash.Hash, phrase []byte, p pbeParams) []byte {
	return hashAgain(h, append(bytes.Clone(phrase), p.salt...), p.iterations)
}

// hashAgain hashes a message, then the hash, and so on.
func hashAgain(h hash.Hash, message []byte, times int64) []byte {
	for range times {
		h.Reset()
		h.Write(message) // hash.Hash never returns an error
		message = h.Sum(nil)
	}
	return message
}
