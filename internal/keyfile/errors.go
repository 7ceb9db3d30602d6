package keyfile

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// What can be wrong, for errors.Is.
var (
	ErrNoKey            = errors.New("no private key")
	ErrSeveralKeys      = errors.New("several private keys")
	ErrPassphraseNeeded = errors.New("pass phrase needed")
	ErrPassphraseWrong  = errors.New("wrong pass phrase")
	ErrPassphraseSource = errors.New("pass phrase cannot be had")
	ErrUnsupported      = errors.New("unsupported private key")
	ErrLimit            = errors.New("private key over a limit")
	ErrDamaged          = errors.New("damaged private key")
)

// Error says what is wrong with a private key file, where, and what to do about it.
type Error struct {
	Line int    // 1-based first line of the PEM block, 0 if there is none
	Fact string // what was found
	Hint string // the next step, may be empty
	Err  error  // one of the sentinels above, perhaps with a cause
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Fact
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Fact)
}

func (e *Error) Unwrap() error { return e.Err }

// Hints that more than one error gives.
const (
	hintGiveKey     = "give the file with the client's private key; its first line is BEGIN PRIVATE KEY or like that, between hyphens"
	hintExportAgain = "export the key again from where it was made, or restore it from a copy"
	hintConvert     = "convert the key: `openssl pkey -in KEY -out NEW -aes256`"
	hintReencrypt   = "encrypt the key anew: `openssl pkey -in KEY -out NEW -aes256`; " +
		"for IDEA, RC5 and MD2 it must be an openssl that has them, with `-provider legacy -provider default`"
	hintFewerRounds  = "encrypt the key anew with fewer rounds: `openssl pkcs8 -topk8 -in KEY -out NEW -iter 600000`"
	hintSmallerKey   = "no TLS program takes such a key; make one of 2048 to 4096 bits"
	hintPublicOnly   = "compare the public keys instead: give the certificate or its public key"
	hintGivePhrase   = "give the pass phrase with `--passin env:NAME` or `--passin file:PATH`"
	hintCheckPhrase  = "check the pass phrase; of a file only the first line counts"
	hintEmptyPhrase  = "the pass phrase that was given is empty; check the variable or the first line of the file"
	hintPlainPhrase  = ", as PowerShell writes files, and openssl too takes it as it is; save the file as UTF-8 without a byte order mark"
	hintOtherKeyType = "give the RSA, EC or Ed25519 key that belongs to the client certificate"
)

// atLine adds the place to an error of a reader that knows only the bytes of one block.
func atLine(line int, err error) error {
	var e *Error
	if !errors.As(err, &e) || e.Line != 0 {
		return err
	}
	placed := *e
	placed.Line = line
	return &placed
}

func damaged(format string, args ...any) error {
	return &Error{Fact: fmt.Sprintf(format, args...), Hint: hintExportAgain, Err: ErrDamaged}
}

func unsupported(hint, format string, args ...any) error {
	return &Error{Fact: fmt.Sprintf(format, args...), Hint: hint, Err: ErrUnsupported}
}

func unsupportedKey(what string) error {
	return unsupported(hintOtherKeyType, "%s cannot be read here", what)
}

func unsupportedCipher(what string) error {
	return unsupported(hintReencrypt, "the key is encrypted with %s, which cannot be read here", what)
}

func overLimit(hint, format string, args ...any) error {
	return &Error{Fact: fmt.Sprintf(format, args...), Hint: hint, Err: ErrLimit}
}

func neededPassphrase() error {
	return &Error{
		Fact: "the key is encrypted, and no pass phrase was given",
		Hint: hintGivePhrase,
		Err:  ErrPassphraseNeeded,
	}
}

func wrongPassphrase(phrase []byte) error {
	hint := hintCheckPhrase
	if len(phrase) == 0 {
		hint = hintEmptyPhrase
	}
	if what := phraseEncoding(phrase); what != "" {
		hint = "the pass phrase that was given " + what + hintPlainPhrase
	}
	return &Error{Fact: "wrong pass phrase, or a damaged key", Hint: hint, Err: ErrPassphraseWrong}
}

// phraseEncoding names an encoding that a pass phrase was hardly meant to have; "" when it has none. The zero bytes are
// what UTF-16 makes of ASCII.
func phraseEncoding(phrase []byte) string {
	switch {
	case bytes.HasPrefix(phrase, []byte("\xef\xbb\xbf")):
		return "begins with the byte order mark of UTF-8"
	case bytes.HasPrefix(phrase, []byte("\xff\xfe")), bytes.HasPrefix(phrase, []byte("\xfe\xff")):
		return "is UTF-16"
	case bytes.IndexByte(phrase, 0) >= 0:
		return "has zero bytes, as UTF-16 has"
	}
	return ""
}

func severalKeys(blocks []block) error {
	var lines []string
	for _, b := range blocks[:min(len(blocks), maxKeys)] {
		lines = append(lines, strconv.Itoa(b.line))
	}
	if len(blocks) > maxKeys {
		lines = append(lines, "…")
	}
	return &Error{
		Fact: fmt.Sprintf("the file holds %d private keys, at lines %s", len(blocks), strings.Join(lines, ", ")),
		Hint: "leave in the file only the key that belongs to the client certificate",
		Err:  ErrSeveralKeys,
	}
}
