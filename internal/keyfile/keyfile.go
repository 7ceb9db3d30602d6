// Package keyfile reads a private key file and tells the public key that belongs to it, so that a client key can be
// compared with a client certificate. It opens the containers that openssl 3 and ssh-keygen write.
//
// It never tells more than the public half: no error, format or damage text holds key bytes or the pass phrase. It
// reads no files and no environment and asks nobody; the caller hands over the bytes and a [Passphrase]. It does not
// judge whether a key is strong, and it cannot sign.
package keyfile

import "github.com/mtlscheck/mtlscheck/truststore"

// Key is what may be told of a private key: its container and its public half.
type Key struct {
	Format string // such as "PKCS#1", "SEC1", "PKCS#8" or "PKCS#8 encrypted (PBES2, PBKDF2-HMAC-SHA256, AES-256-CBC)"
	Line   int    // 1-based first line of the PEM block, 0 for DER
	SPKI   []byte // the public key as DER SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7)

	// Damage is empty, or why the private half does not belong to the public half stored beside it. Empty means
	// that no contradiction was found: an OpenSSH key, and an EC key on a curve that is not known here, are not checked.
	Damage string
}

// Passphrase gives the pass phrase of an encrypted key; it is asked at most once and only when needed. nil means none
// was given.
type Passphrase func() ([]byte, error)

// Parse reads the one private key in data, which is PEM with any text and other blocks around it, or bare DER. Several
// private keys are accepted only when they have the same public key; then the first is told. Every error is an *Error.
//
// An EC point keeps the form in which the file stores it, as `openssl pkey -pubout` does, so a compressed point gives
// a compressed SPKI.
func Parse(data []byte, pass Passphrase) (*Key, error) {
	if len(data) > maxInput {
		return nil, overLimit(hintGiveKey, "the file has %d bytes; the limit for a private key file is %d", len(data), maxInput)
	}
	u := &unlocker{ask: pass, left: maxWork}
	if blocks := scanPEM(string(data)); len(blocks) > 0 {
		return u.parsePEM(blocks)
	}
	if sniff(data).private() {
		return u.parseDER(data)
	}
	return nil, withoutKey(data)
}

// parsePEM reads every private key block, because only then it is known whether they are one key or several.
func (u *unlocker) parsePEM(blocks []block) (*Key, error) {
	keys := privateBlocks(blocks)
	if len(keys) == 0 {
		return nil, blocksWithoutKey(blocks)
	}
	if len(keys) > maxKeys {
		return nil, severalKeys(keys)
	}
	return u.onlyKey(keys)
}

// onlyKey returns the first key if all have its public key.
func (u *unlocker) onlyKey(blocks []block) (*Key, error) {
	var first *Key
	for _, b := range blocks {
		k, err := u.parseBlock(b)
		if err != nil {
			return nil, atLine(b.line, err)
		}
		if first == nil {
			first = k
			first.Line = b.line
		}
		if !k.same(first) {
			return nil, severalKeys(blocks)
		}
	}
	return first, nil
}

// same compares the keys, not the way in which each is written.
func (k *Key) same(o *Key) bool {
	public, err := truststore.ParsePublicKey(k.SPKI)
	other, errToo := truststore.ParsePublicKey(o.SPKI)
	return err == nil && errToo == nil && public.Same(other)
}

// parseBlock goes by the label only where the label decides; what is inside decides the rest, because openssl reads a
// PKCS#1 key labelled PRIVATE KEY too.
func (u *unlocker) parseBlock(b block) (*Key, error) {
	if b.problem != "" {
		return nil, damaged("%s", b.problem)
	}
	defer clear(b.der)
	switch b.label {
	case "OPENSSH PRIVATE KEY":
		return parseOpenSSH(b.der)
	case "RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "ANY PRIVATE KEY":
		return u.parseContent(b)
	case "DSA PRIVATE KEY":
		return nil, unsupportedKey("a DSA key")
	case "TSS2 PRIVATE KEY":
		return nil, unsupported(hintPublicOnly, "the key is wrapped by a TPM 2.0 chip")
	}
	return nil, unsupported(hintConvert, "the PEM label is not one of a private key that openssl or ssh-keygen writes")
}

func (u *unlocker) parseContent(b block) (*Key, error) {
	if b.legacyEncrypted() {
		return u.parseDEKInfo(b)
	}
	return u.parseDER(b.der)
}

// parseDER reads one private key of any kind that is written in DER. Bytes after it are ignored, as openssl does.
func (u *unlocker) parseDER(der []byte) (*Key, error) {
	switch k := sniff(der); k {
	case kindPKCS1:
		return parsePKCS1(der)
	case kindSEC1:
		return parseSEC1(der)
	case kindPKCS8:
		return parsePKCS8(der)
	case kindEncrypted:
		return u.parseEncrypted(der)
	case kindDSA:
		return nil, unsupportedKey("a DSA key")
	case kindUnknown:
		return nil, damaged("what is inside the block is not a private key, or it is cut short")
	default:
		return nil, damaged("the block is labelled a private key but holds %s", k.noun())
	}
}
