package truststore

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mtlscheck/mtlscheck/internal/takeout"
)

// sniff says what an input without a single PEM boundary is. A DER certificate is accepted if it is one and alone.
func sniff(input []byte, t *text) (*Scan, error) {
	if len(bytes.TrimSpace(t.data)) == 0 {
		return notCertificates(input, KindOther, FormEmpty, emptyMessage(input)), nil
	}
	if input[0] == 0x30 {
		if scan, err := sniffDER(input); scan != nil || err != nil {
			return scan, err
		}
	}
	if kind, message := sniffMagic(input, t.data); message != "" {
		return notCertificates(input, kind, FormNotCertificates, message), nil
	}
	if kind, what := bareBase64(t.data); what != "" {
		return oneBlock(input, Block{Kind: kind, Reject: "base64 of " + what + " without its BEGIN and END lines"},
			FormBase64NoBoundary, "is base64 without BEGIN and END lines"), nil
	}
	if key := strayKey(t.data); key != "" {
		return notCertificates(input, KindPrivateKey, FormUnreadableContent, contentMessage(t.data)+", but a private key ("+key+")"), nil
	}
	return notCertificates(input, KindOther, FormUnreadableContent, contentMessage(t.data)), nil
}

// strayKey tells how a private key is written that stands in a file of something else; "" when there is none.
func strayKey(data []byte) (how string) {
	findUnframed(data, 0, func(u unframed) {
		if u.kind == KindPrivateKey {
			how = u.how
		}
	})
	return how
}

func emptyMessage(input []byte) string {
	if len(input) == 0 {
		return "is empty (0 bytes)"
	}
	return fmt.Sprintf("holds nothing but white space (%d bytes)", len(input))
}

func contentMessage(data []byte) string {
	if bytes.IndexByte(data, 0) >= 0 {
		return "is binary data of no known kind: no PEM block and no DER certificate in it"
	}
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte(pemInBase64)) {
		return "is base64 of a PEM file, as a Kubernetes secret holds it: decode it first, with base64 -d"
	}
	return "is text without a single PEM block: no line starts with -----BEGIN"
}

// pemInBase64 is what "-----BEGIN" comes out as.
const pemInBase64 = "LS0tLS1CRUdJTi"

func notCertificates(input []byte, kind Kind, form Form, message string) *Scan {
	if form == FormEmpty {
		return &Scan{Notes: []Note{{Form: form, Count: 1, Message: message}}}
	}
	return oneBlock(input, Block{Kind: kind, Reject: message}, form, message)
}

func oneBlock(input []byte, b Block, form Form, message string) *Scan {
	b.End = len(input)
	return &Scan{Blocks: []Block{b}, Notes: []Note{{Form: form, Count: 1, Message: message}}}
}

// archive names a file of files; "" when the input is none. What is in one may stand there as it is, boundaries and all,
// and yet no truststore is an archive.
func archive(input []byte) string {
	const tarMagic = 257
	switch {
	case bytes.HasPrefix(input, []byte("\x1f\x8b")):
		return "is compressed with gzip: unpack it first"
	case bytes.HasPrefix(input, []byte("PK\x03\x04")):
		return "is a zip archive: unpack it first"
	case len(input) > 512 && bytes.HasPrefix(input[tarMagic:], []byte("ustar")) && bytes.IndexByte(input[:tarMagic], 0) > 0:
		return "is a tar archive: unpack it first"
	}
	return ""
}

// sniffMagic knows containers by their first bytes, and pages and pointers by their first words.
func sniffMagic(input, utf8 []byte) (Kind, string) {
	start := bytes.ToLower(bytes.TrimSpace(utf8[:min(len(utf8), 2048)]))
	is := func(prefix string) bool { return bytes.HasPrefix(start, []byte(prefix)) }
	switch {
	case bytes.HasPrefix(input, []byte("\xfe\xed\xfe\xed")):
		return KindJKS, "is a Java keystore (JKS): print its certificates with " + takeout.JKSCertificates
	case bytes.HasPrefix(input, []byte("\xce\xce\xce\xce")):
		return KindJKS, "is a Java keystore (JCEKS): print its certificates with " + takeout.JKSCertificates
	case is("version https://git-lfs.github.com/"):
		return KindOther, "is a git-lfs pointer, not the file itself: run git lfs pull"
	case is("putty-user-key-file-"):
		return KindPrivateKey, "is a PuTTY private key (.ppk)"
	case (is("{") || is("[")) && json.Valid(utf8):
		return KindOther, "is JSON without a PEM block in it"
	case is("ssh-"), is("ecdsa-sha2-"):
		return KindPublicKey, "is an OpenSSH public key, not a certificate"
	}
	if message := pageMessage(firstContent(start), utf8); message != "" {
		return KindOther, message
	}
	return KindOther, escapedMessage(utf8)
}

// escapedMessage knows PEM as it stands in a URL or in a header of a proxy; "" when it is none.
func escapedMessage(utf8 []byte) string {
	if !bytes.Contains(utf8, []byte("BEGIN%20")) {
		return ""
	}
	return "is URL-encoded PEM, as proxies write it into headers: decode it with " +
		"python3 -c 'import sys,urllib.parse as u; print(u.unquote(sys.stdin.read()))' <FILE >NEW"
}

// pageMessage knows a page by the tag that it begins with: anywhere else the tag may be quoted, in the name of a
// certificate or in a comment. "" when it is none.
func pageMessage(content, utf8 []byte) string {
	is := func(prefix string) bool { return bytes.HasPrefix(content, []byte(prefix)) }
	switch {
	case is("<!doctype html"), is("<html"):
		return "is an HTML page, perhaps an error page saved instead of a download"
	case is("<?xml"):
		_, after, _ := bytes.Cut(content, []byte("?>"))
		return cmp.Or(pageMessage(firstContent(after), utf8), "is an XML document"+xmlCode(utf8))
	case is("<error>"):
		return "is an XML document" + xmlCode(utf8)
	}
	return ""
}

// firstContent passes over what may stand before a page: comments, and the header lines that curl -i writes.
func firstContent(start []byte) []byte {
	start = bytes.ReplaceAll(start, []byte("\r\n"), []byte("\n"))
	for {
		start = bytes.TrimSpace(start)
		end := ""
		switch {
		case bytes.HasPrefix(start, []byte("<!--")):
			end = "-->"
		case bytes.HasPrefix(start, []byte("#")):
			end = "\n"
		case bytes.HasPrefix(start, []byte("http/")):
			end = "\n\n"
		default:
			return start
		}
		_, start, _ = bytes.Cut(start, []byte(end))
	}
}

// xmlCode quotes the error code of an S3 error page.
func xmlCode(data []byte) string {
	_, rest, ok := strings.Cut(string(data[:min(len(data), 2048)]), "<Code>")
	code, _, closed := strings.Cut(rest, "</Code>")
	if !ok || !closed || len(code) > 64 {
		return ""
	}
	return fmt.Sprintf(": an error page that says %q, saved instead of a download", code)
}

// sniffDER tells the kinds of DER apart; nil when the input is none.
func sniffDER(input []byte) (*Scan, error) {
	rest := cryptobyte.String(input)
	var first cryptobyte.String
	if !rest.ReadASN1Element(&first, cbasn1.SEQUENCE) {
		return brokenDER(input), nil
	}
	if _, err := ParseCertificate(first); err == nil {
		return derCertificates(input)
	}
	kind, message := derKind(first)
	if message == "" {
		return nil, nil
	}
	return notCertificates(input, kind, FormNotCertificates, message), nil
}

// brokenDER names what begins like DER and is not whole; nil when that may be chance, for 0x30 is the digit 0 too.
func brokenDER(input []byte) *Scan {
	switch {
	case bytes.HasPrefix(input, []byte{0x30, 0x80}):
		return notCertificates(input, KindOther, FormNotCertificates, "is BER of indefinite length, perhaps a PKCS#12 or PKCS#7 container: take its certificates out with openssl")
	case bytes.HasPrefix(input, []byte{0x30, 0x82}), bytes.HasPrefix(input, []byte{0x30, 0x83}):
		return notCertificates(input, KindOther, FormUnreadableContent, "begins like DER and is cut short: its first bytes promise more than there is")
	}
	return nil
}

// derCertificates takes one DER certificate, and refuses several in a row: no reader takes those. Bytes after a
// certificate that are no DER, such as a line feed, do not make it two.
func derCertificates(input []byte) (*Scan, error) {
	scan := &Scan{Notes: []Note{{Form: FormDER, Count: 1, Message: "is one DER certificate, not PEM"}}}
	rest := cryptobyte.String(input)
	for offset := 0; len(rest) > 0; offset = len(input) - len(rest) {
		var one cryptobyte.String
		if !rest.ReadASN1Element(&one, cbasn1.SEQUENCE) {
			last := &scan.Blocks[len(scan.Blocks)-1]
			last.End, last.DER = len(input), input[last.Offset:]
			break
		}
		if len(scan.Blocks) == maxBlocks {
			return nil, ErrTooManyBlocks
		}
		kind := KindCertificate
		if k, _, _ := nameDER(one); k == KindPrivateKey {
			kind = k
		}
		scan.Blocks = append(scan.Blocks, Block{Kind: kind, Offset: offset, End: offset + len(one), DER: one, Forms: []Form{FormDER}})
	}
	if len(scan.Blocks) == 1 {
		return scan, nil
	}
	for i := range scan.Blocks {
		scan.Blocks[i].DER, scan.Blocks[i].Reject = nil, "DER certificates in a row, which no reader takes apart: convert each to PEM"
	}
	scan.Notes[0].Message = fmt.Sprintf("is %d pieces of DER in a row, not PEM", len(scan.Blocks))
	return scan, nil
}

// derKind names a DER structure that is no certificate, by its first fields.
func derKind(der []byte) (Kind, string) {
	input := cryptobyte.String(der)
	var seq cryptobyte.String
	if !input.ReadASN1(&seq, cbasn1.SEQUENCE) {
		return KindOther, ""
	}
	switch {
	case seq.PeekASN1Tag(cbasn1.OBJECT_IDENTIFIER):
		return derByOID(seq)
	case seq.PeekASN1Tag(cbasn1.INTEGER):
		return derByVersion(seq)
	case isRequest(der):
		return KindCSR, "is a certificate signing request, not a certificate"
	case isCRL(der):
		return KindCRL, "is a certificate revocation list (CRL), not a certificate"
	case isEncryptedKey(seq):
		return KindPrivateKey, "is an encrypted private key"
	}
	if _, err := ParsePublicKey(der); err == nil {
		return KindPublicKey, "is a public key, not a certificate"
	}
	return KindOther, ""
}

func derByOID(seq cryptobyte.String) (Kind, string) {
	var oid cryptobyte.String
	seq.ReadASN1(&oid, cbasn1.OBJECT_IDENTIFIER)
	if strings.HasPrefix(oidText(oid), "1.2.840.113549.1.7.") {
		return KindPKCS7, "is a PKCS#7 container (.p7b): take its certificates out with openssl pkcs7 -print_certs -inform DER"
	}
	return KindOther, ""
}

// derByVersion tells PKCS#12 (version 3) from private keys (PKCS#1, PKCS#8 and SEC1 start with versions 0 and 1).
func derByVersion(seq cryptobyte.String) (Kind, string) {
	var version int
	if !seq.ReadASN1Integer(&version) {
		return KindOther, ""
	}
	if version == 3 && seq.PeekASN1Tag(cbasn1.SEQUENCE) {
		return KindPKCS12, "is a PKCS#12 container (.p12, .pfx): take its certificates out with " + takeout.PKCS12Certificates
	}
	if isPrivateKey(version, seq) {
		return KindPrivateKey, "is a private key"
	}
	return KindOther, ""
}

// isPrivateKey knows what follows the version of a key: in PKCS#8 (RFC 5958 section 2) an algorithm and octets, in SEC 1
// (RFC 5915 section 3) the octets of a number, in PKCS#1 (RFC 8017 appendix A.1.2) and in a DSA key many numbers.
func isPrivateKey(version int, rest cryptobyte.String) bool {
	if version != 0 && version != 1 {
		return false
	}
	var field cryptobyte.String
	switch {
	case rest.PeekASN1Tag(cbasn1.SEQUENCE):
		return rest.ReadASN1(&field, cbasn1.SEQUENCE) && field.PeekASN1Tag(cbasn1.OBJECT_IDENTIFIER) && rest.PeekASN1Tag(cbasn1.OCTET_STRING)
	case rest.PeekASN1Tag(cbasn1.OCTET_STRING):
		return version == 1 && rest.ReadASN1(&field, cbasn1.OCTET_STRING) && 14 <= len(field) && len(field) <= 72 // the smallest and the largest curve
	}
	numbers := 0
	for rest.ReadASN1(&field, cbasn1.INTEGER) {
		numbers++
	}
	return numbers >= 5
}

// isEncryptedKey knows an EncryptedPrivateKeyInfo (RFC 5958 section 3) by its algorithm, one of PKCS#5 or PKCS#12: a digest
// has the same form.
func isEncryptedKey(seq cryptobyte.String) bool {
	var alg, oid, data cryptobyte.String
	if !seq.ReadASN1(&alg, cbasn1.SEQUENCE) || !alg.ReadASN1(&oid, cbasn1.OBJECT_IDENTIFIER) {
		return false
	}
	name := oidText(oid)
	return (strings.HasPrefix(name, "1.2.840.113549.1.5.") || strings.HasPrefix(name, "1.2.840.113549.1.12.1.")) &&
		seq.ReadASN1(&data, cbasn1.OCTET_STRING) && seq.Empty()
}

func isRequest(der []byte) bool {
	_, err := ParseRequest(der)
	return err == nil
}

// isCRL knows a TBSCertList (RFC 5280 section 5.1) by its third or fourth field, a time.
func isCRL(der []byte) bool {
	input := cryptobyte.String(der)
	var outer, tbs cryptobyte.String
	if !input.ReadASN1(&outer, cbasn1.SEQUENCE) || !outer.ReadASN1(&tbs, cbasn1.SEQUENCE) {
		return false
	}
	tbs.SkipOptionalASN1(cbasn1.INTEGER)
	var algorithm, issuer cryptobyte.String
	return tbs.ReadASN1(&algorithm, cbasn1.SEQUENCE) && tbs.ReadASN1(&issuer, cbasn1.SEQUENCE) &&
		(tbs.PeekASN1Tag(cbasn1.UTCTime) || tbs.PeekASN1Tag(cbasn1.GeneralizedTime))
}

// bareBase64 names what an input holds that is nothing but base64 of DER, the body of a PEM block without its
// boundaries; "" when it is something else.
func bareBase64(data []byte) (Kind, string) {
	const largest = 1 << 16
	if len(data) > largest || !bytes.HasPrefix(bytes.TrimSpace(data), []byte("M")) {
		return KindOther, ""
	}
	der, err := base64.StdEncoding.DecodeString(string(bytes.Join(bytes.Fields(data), nil)))
	if err != nil {
		return KindOther, ""
	}
	if _, err := ParseCertificate(der); err == nil {
		return KindCertificate, "a certificate"
	}
	kind, message := derKind(der)
	what, _, _ := strings.Cut(strings.TrimPrefix(message, "is "), ",")
	return kind, what
}
