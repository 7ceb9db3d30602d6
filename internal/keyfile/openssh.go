package keyfile

import (
	"bytes"
	encoding "encoding/asn1"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
)

// parseOpenSSH reads the openssh-key-v1 format (PROTOCOL.key in the sources of OpenSSH). Its public half stands in the
// clear even when the private half is encrypted, so no pass phrase is needed, and no private byte is looked at.
func parseOpenSSH(data []byte) (*Key, error) {
	rest, ok := bytes.CutPrefix(data, []byte("openssh-key-v1\x00"))
	if !ok {
		return nil, damaged("the block is labelled an OpenSSH key but does not begin like one")
	}
	in := cryptobyte.String(rest)
	var cipher, kdf, options, public []byte
	var count uint32
	if !readString(&in, &cipher) || !readString(&in, &kdf) || !readString(&in, &options) || !in.ReadUint32(&count) {
		return nil, damaged("the OpenSSH key is cut short")
	}
	if count != 1 {
		return nil, damaged("the OpenSSH block holds %d keys; ssh-keygen writes one", count)
	}
	if !readString(&in, &public) {
		return nil, damaged("the OpenSSH key is cut short")
	}
	return openSSHKey(public, string(cipher) != "none")
}

func openSSHKey(public []byte, encrypted bool) (*Key, error) {
	spki, err := openSSHPublic(public)
	if err != nil {
		return nil, err
	}
	format := "OpenSSH"
	if encrypted {
		format = "OpenSSH encrypted"
	}
	return &Key{Format: format, SPKI: spki}, nil
}

// openSSHPublic turns a public key blob (RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709 section 4) into a
// SubjectPublicKeyInfo.
func openSSHPublic(blob []byte) ([]byte, error) {
	in := cryptobyte.String(blob)
	var kind []byte
	if !readString(&in, &kind) {
		return nil, damaged("the public half of the OpenSSH key is cut short")
	}
	switch string(kind) {
	case "ssh-rsa":
		return openSSHRSA(in)
	case "ssh-ed25519":
		return openSSHEd25519(in)
	case "ecdsa-sha2-nistp256":
		return openSSHECDSA(in, encoding.ObjectIdentifier{1, 2, 840, 10045, 3, 1, 7})
	case "ecdsa-sha2-nistp384":
		return openSSHECDSA(in, encoding.ObjectIdentifier{1, 3, 132, 0, 34})
	case "ecdsa-sha2-nistp521":
		return openSSHECDSA(in, encoding.ObjectIdentifier{1, 3, 132, 0, 35})
	}
	return nil, unsupportedKey(openSSHKindName(string(kind)))
}

// openSSHKindName does not repeat a name it does not know, because that is text out of somebody's file.
func openSSHKindName(kind string) string {
	switch kind {
	case "ssh-dss":
		return "a DSA key in OpenSSH format"
	case "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com":
		return "an OpenSSH key that lives in a security key"
	}
	return "an OpenSSH key of another kind than RSA, ECDSA and Ed25519"
}

func openSSHRSA(in cryptobyte.String) ([]byte, error) {
	var e, n []byte
	if !readString(&in, &e) || !readString(&in, &n) {
		return nil, damaged("the public half of the OpenSSH key is cut short")
	}
	if len(n) > maxRSABits/8+1 || len(e) > maxRSABits/8+1 {
		return nil, overLimit(hintSmallerKey, "the RSA key has numbers of %d bytes; the limit is %d",
			max(len(n), len(e)), maxRSABits/8)
	}
	alg, err := newAlgorithm(encoding.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}, encoding.NullBytes)
	if err != nil {
		return nil, err
	}
	return rsaSPKI(alg, new(big.Int).SetBytes(n), new(big.Int).SetBytes(e))
}

func openSSHECDSA(in cryptobyte.String, curve encoding.ObjectIdentifier) ([]byte, error) {
	var name, point []byte
	if !readString(&in, &name) || !readString(&in, &point) || len(point) < 2 {
		return nil, damaged("the public half of the OpenSSH key is cut short")
	}
	var b cryptobyte.Builder
	b.AddASN1ObjectIdentifier(curve)
	params, err := built(&b)
	if err != nil {
		return nil, err
	}
	alg, err := newAlgorithm(encoding.ObjectIdentifier{1, 2, 840, 10045, 2, 1}, params)
	if err != nil {
		return nil, err
	}
	return newSPKI(alg, point)
}

func openSSHEd25519(in cryptobyte.String) ([]byte, error) {
	var public []byte
	if !readString(&in, &public) || len(public) != 32 {
		return nil, damaged("the Ed25519 public key is not 32 bytes long")
	}
	alg, err := newAlgorithm(encoding.ObjectIdentifier{1, 3, 101, 112}, nil)
	if err != nil {
		return nil, err
	}
	return newSPKI(alg, public)
}

// readString reads a string of RFC 4251 section 5: a length of four bytes and as many bytes.
func readString(in *cryptobyte.String, out *[]byte) bool {
	var length uint32
	if !in.ReadUint32(&length) || uint64(length) > uint64(len(*in)) {
		return false
	}
	return in.ReadBytes(out, int(length))
}
