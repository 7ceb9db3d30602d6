package truststore

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"fmt"
	"strings"
)

// Readers of PEM take what stands between blocks for text, and a certificate without BEGIN and END lines is lost there
// without a word: DER that was put into the file with cat, or base64 whose boundaries were not copied along. A private key
// is not lost, but for all to read.

// maxPasses is how often a text may be read in vain, for what looks like a certificate and is none. It keeps the work
// linear for texts that are made of beginnings.
const maxPasses = 4

// parseCost is what it costs to find out that something is no certificate, in bytes that could be read instead.
const parseCost = 1 << 9

// unframed is DER that stands in a text, as it is or as base64.
type unframed struct {
	at   int
	kind Kind
	name string // of a certificate its subject; of others what they are
	how  string
	cert *Certificate // of other kinds nil
	size int          // of what it was read from
}

// findUnframed goes through data[start:] and yields what it knows.
func findUnframed(data []byte, start int, yield func(unframed)) {
	for at, inVain := start, 0; inVain <= maxPasses*(len(data)-start); at++ {
		next := bytes.IndexAny(data[at:], "0M") // the tag of a SEQUENCE, and what base64 makes of it
		if next < 0 {
			return
		}
		at += next
		der, size, how := unframedAt(data, start, at)
		if len(der) == 0 {
			inVain += size
			continue
		}
		kind, name, cert := nameDER(der)
		if name == "" {
			inVain += size + parseCost
			continue
		}
		yield(unframed{at, kind, name, how, cert, size})
		at += size - 1
	}
}

// nameDER knows certificates, private keys and the containers of both.
func nameDER(der []byte) (Kind, string, *Certificate) {
	if c, err := ParseCertificate(der); err == nil {
		return KindCertificate, c.Subject.String(), c
	}
	switch kind, message := derKind(der); kind {
	case KindPrivateKey, KindPKCS12, KindPKCS7:
		return kind, strings.TrimPrefix(message, "is "), nil
	}
	return KindOther, "", nil
}

// noteUnframed notes what stands without BEGIN and END lines in data[start:stop], which belongs to no block: certificates
// and containers, of which it names the first, and private keys, which are no matter of form.
func (s *scanner) noteUnframed(start, stop int, text *Text) {
	findUnframed(s.text.data[:stop], start, func(u unframed) {
		line := s.text.lineAt(u.at)
		name := fmt.Sprintf("%s (%s)", u.name, u.how)
		switch {
		case u.kind == KindPrivateKey && text.Key != nil:
		case u.kind == KindPrivateKey:
			text.Key = &StrayKey{u.how, line}
		case u.kind == KindCertificate:
			text.Unframed = cmp.Or(text.Unframed, name)
			s.note(FormUnframed, line, "a certificate without BEGIN and END lines, which no reader of PEM takes: "+name)
		default:
			container, advice, _ := strings.Cut(u.name, ": ")
			text.Unframed = cmp.Or(text.Unframed, container)
			s.note(FormUnframed, line, container+" without BEGIN and END lines, which no reader of PEM takes: "+advice)
		}
	})
}

// unframedAt gives what may be a certificate at a position of a text, be it DER or base64, and the size of what it was
// read from; no DER when nothing there looks like one.
func unframedAt(data []byte, start, at int) (der []byte, size int, how string) {
	rest := data[at:]
	if n := derSize(rest); n > 0 && n <= len(rest) {
		return rest[:n], n, "DER"
	}
	if len(rest) < 8 || rest[1] < 'C' || rest[1] > 'I' || at > start && isBase64(data[at-1]) && data[at-1] != '=' {
		return nil, 0, ""
	}
	var head [6]byte
	if _, err := base64.StdEncoding.Decode(head[:], rest[:8]); err != nil {
		return nil, 0, ""
	}
	digits, size := base64Digits(rest, base64.StdEncoding.EncodedLen(derSize(head[:])))
	der = make([]byte, base64.StdEncoding.DecodedLen(len(digits)))
	n, _ := base64.StdEncoding.Decode(der, digits) // what breaks off is no certificate
	return der[:n], size, "base64"
}

// derSize reads from its first octets how large a certificate, a container or a key would be: a SEQUENCE of up to 65,535
// octets that begins with another one, an OID or a version; 0 when it is none. Only keys have less than 128.
func derSize(head []byte) int {
	const sequence, integer, oid, shortest = 0x30, 2, 6, 40
	if len(head) < 6 || head[0] != sequence {
		return 0
	}
	begins := func(at int) bool {
		return head[at] == sequence || head[at] == oid || head[at] == integer && head[at+1] == 1
	}
	switch {
	case shortest <= head[1] && head[1] < 0x80 && head[2] == integer && head[3] == 1:
		return 2 + int(head[1])
	case head[1] == 0x81 && head[2] >= 0x80 && begins(3):
		return 3 + int(head[2])
	case head[1] == 0x82 && head[2] > 0 && begins(4):
		return 4 + int(head[2])<<8 + int(head[3])
	}
	return 0
}

// base64Digits gathers n base64 digits through white space, and measures what they stand in; nil when something else
// comes before they are complete. It counts first, so that beginnings without an end cost no memory.
func base64Digits(data []byte, n int) (digits []byte, size int) {
	for count := 0; count < n; size++ {
		switch {
		case size == len(data):
			return nil, size
		case isBase64(data[size]):
			count++
		case !isBlank(data[size]):
			return nil, size
		}
	}
	digits = make([]byte, 0, n)
	for _, c := range data[:size] {
		if !isBlank(c) {
			digits = append(digits, c)
		}
	}
	return digits, size
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// isBinary tells bytes from text: more than one in twenty is a control character that no text has.
func isBinary(data []byte) bool {
	const shortest = 32
	controls := 0
	for _, c := range data {
		if isBinaryControl(rune(c)) {
			controls++
		}
	}
	return len(data) >= shortest && controls*20 > len(data)
}

// isBinaryControl leaves out what ends lines and colours terminals.
func isBinaryControl(r rune) bool { return r < '\b' || '\r' < r && r < '\x1b' }
