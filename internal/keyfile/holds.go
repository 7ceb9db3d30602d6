package keyfile

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/mtlscheck/mtlscheck/internal/takeout"
)

// withoutKey says what a file holds that has no PEM block and is no private key in DER.
func withoutKey(data []byte) error {
	for _, known := range []func([]byte) error{emptyFile, container, foreignText, brokenPEM, otherDER} {
		if err := known(data); err != nil {
			return err
		}
	}
	return noKey("the file holds neither PEM nor DER, and no private key", hintGiveKey)
}

func noKey(fact, hint string) error { return &Error{Fact: fact, Hint: hint, Err: ErrNoKey} }

func emptyFile(data []byte) error {
	if len(bytes.TrimSpace(data)) > 0 {
		return nil
	}
	return noKey("the file is empty, so it holds no private key", hintGiveKey)
}

// container knows the stores that keep a key inside. Their key could be had, but only with the tool that made them.
func container(data []byte) error {
	const extract = "`" + takeout.PKCS12Key + "`"
	switch {
	case sniff(data) == kindPKCS12:
		return noKey("the file is a PKCS#12 container, not a private key file", "take the key out with "+extract)
	case bytes.HasPrefix(data, []byte("\xfe\xed\xfe\xed")), bytes.HasPrefix(data, []byte("\xce\xce\xce\xce")):
		return noKey("the file is a Java keystore (JKS), not a private key file",
			"turn it into PKCS#12 with `"+takeout.JKSToPKCS12+"`, then take the key out of NEW.p12 with "+extract)
	}
	return nil
}

// foreignText knows texts that people take for a PEM private key.
func foreignText(data []byte) error {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return noKey("the file is UTF-16 text, which no TLS program reads as PEM", "save it as UTF-8 or ASCII text")
	case bytes.HasPrefix(data, []byte("PuTTY-User-Key-File-")):
		return unsupported("convert it with `puttygen KEY -O private-openssh -o NEW`", "the file is a PuTTY private key")
	case bytes.HasPrefix(data, []byte("ssh-")), bytes.HasPrefix(data, []byte("ecdsa-sha2-")):
		return noKey("the file holds an OpenSSH public key, and no private key", hintGiveKey)
	}
	return nil
}

// brokenPEM knows the text of a variable that lost its line breaks.
func brokenPEM(data []byte) error {
	before, _, found := strings.Cut(unixLines(string(data)), "-----BEGIN ")
	if !found {
		return nil
	}
	return &Error{
		Line: 1 + strings.Count(before, "\n"),
		Fact: "the BEGIN line of the PEM block is not on a line of its own",
		Hint: "put BEGIN, base64 and END on lines of their own; a shell variable printed without quotes loses its line breaks",
		Err:  ErrDamaged,
	}
}

func otherDER(data []byte) error {
	if k := sniff(data); k != kindUnknown {
		return noKey(fmt.Sprintf("the file holds %s, and no private key", k.noun()), hintGiveKey)
	}
	// 0x30 alone is the digit zero; with a long length after it, it is the head of a DER SEQUENCE.
	if len(data) > 1 && data[0] == 0x30 && data[1] >= 0x81 && data[1] <= 0x84 {
		return damaged("the file is a DER structure that is cut short or damaged")
	}
	return nil
}

// blocksWithoutKey counts what the PEM blocks of a file hold, in the order in which they come.
func blocksWithoutKey(blocks []block) error {
	var order []string
	count := map[string]int{}
	for _, b := range blocks {
		what := labelNoun(b.label)
		if count[what]++; count[what] == 1 {
			order = append(order, what)
		}
	}
	for i, what := range order {
		order[i] = fmt.Sprintf("%d × %s", count[what], what)
	}
	return noKey("the file holds no private key, only "+strings.Join(order, ", "), hintGiveKey)
}

// labelNoun does not repeat a label it does not know, because that is text out of somebody's file.
func labelNoun(label string) string {
	switch label {
	case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE":
		return "certificate"
	case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST":
		return "certificate signing request"
	case "PUBLIC KEY", "RSA PUBLIC KEY":
		return "public key"
	case "X509 CRL":
		return "certificate revocation list"
	case "PKCS7", "CMS":
		return "PKCS#7 message"
	case "EC PARAMETERS", "DH PARAMETERS", "DSA PARAMETERS":
		return "key parameters"
	}
	return "other PEM block"
}
