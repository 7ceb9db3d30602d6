package rewrite

import (
	"strings"
	"unicode"
)

// keyWords are what openssl, PuTTY and keytool write beside the parts of a private key, in lower case. A text with one of
// them is left out as a whole: its numbers may stand on any line.
func keyWords() []string {
	return []string{"private key", "private-key", "privatekey", "private exponent", "privateexponent", "private-lines", "prime1:", "prime2:",
		"exponent1:", "exponent2:", "priv:", "coefficient:", "password", "passphrase", "pass phrase", "proc-type", "dek-info"}
}

// looksLikeKey tells texts that may hold key material. It would rather leave out a harmless comment than let a key
// through: whatever it leaves out is named, and certificates are no texts.
func looksLikeKey(s string) bool {
	low := strings.ToLower(s)
	for _, word := range keyWords() {
		if strings.Contains(low, word) {
			return true
		}
	}
	short := 0
	for line := range strings.SplitSeq(s, "\n") {
		if encoded(line) {
			return true
		}
		if isBase64Line(line) {
			short++
		}
	}
	return short >= 3
}

// longRun is how many characters without a break are too many for a word: 40 of base64 are 30 octets.
const longRun = 40

// longPairs is how many hexadecimal digits written in pairs are too many: a key identifier has 40, a key 64 or more.
const longPairs = 64

// encoded tells a line with a run of base64 or hexadecimal digits. A digest that is named as one is none.
func encoded(line string) bool {
	pairs := strings.ReplaceAll(line, ":", "")
	if (longest(line, isHexDigit) >= longRun || longest(pairs, isHexDigit) >= longPairs) && !namesDigest(line) {
		return true
	}
	return hasBase64(line)
}

// longest gives the length of the longest run of digits.
func longest(line string, digit func(rune) bool) int {
	n := 0
	for _, run := range strings.FieldsFunc(line, func(r rune) bool { return !digit(r) }) {
		n = max(n, len(run))
	}
	return n
}

// hasBase64 looks for a long run with letters of both cases, which words, paths and rules of signs do not have.
func hasBase64(line string) bool {
	for _, run := range strings.FieldsFunc(line, func(r rune) bool { return !isDigit64(r) }) {
		if len(run) >= longRun && strings.ContainsFunc(run, unicode.IsUpper) && strings.ContainsFunc(run, unicode.IsLower) {
			return true
		}
	}
	return false
}

// isBase64Line knows a line of nothing but base64, as a key has them that is wrapped narrowly.
func isBase64Line(line string) bool {
	line = strings.TrimSpace(line)
	other := func(r rune) bool { return !isDigit64(r) }
	return len(line) >= 16 && strings.IndexFunc(line, other) < 0 &&
		strings.ContainsFunc(line, unicode.IsUpper) && strings.ContainsFunc(line, unicode.IsLower) && strings.ContainsFunc(line, unicode.IsDigit)
}

func isDigit64(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '+' || r == '/' || r == '=' || r == '-' || r == '_'
}

func isHexDigit(r rune) bool {
	return 'a' <= r && r <= 'f' || 'A' <= r && r <= 'F' || '0' <= r && r <= '9'
}

func namesDigest(line string) bool {
	low := strings.ToLower(line)
	for _, word := range []string{"sha1", "sha-1", "sha256", "sha-256", "sha384", "sha-384", "sha512", "sha-512", "fingerprint", "thumbprint", "digest", "key id", "keyid"} {
		if strings.Contains(low, word) {
			return true
		}
	}
	return false
}
