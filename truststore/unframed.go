package truststore

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"fmt"
)

// Readers of PEM take what stands between blocks for text, and a certificate without BEGIN and END lines is lost there
// without a word: DER that was put into the file with cat, or base64 whose boundaries were not copied along.

// maxPasses is how often a text may be read in vain, for what looks like a certificate and is none. It keeps the work
// linear for texts that are made of beginnings.
const maxPasses = 4

// parseCost is what it costs to find out that something is no certificate, in bytes that could be read instead.
const parseCost = 1 << 9

// noteUnframed notes the certificates in data[start:stop], which belongs to no block, and names the first; "" when there
// is none.
func (s *scanner) noteUnframed(start, stop int) (first string) {
	data := s.text.data[:stop]
	for at, inVain := start, 0; inVain <= maxPasses*(stop-start); at++ {
		next := bytes.IndexAny(data[at:], "0M") // the tag of a SEQUENCE, and what base64 makes of it
		if next < 0 {
			break
		}
		at += next
		der, size, how := unframedAt(data, start, at)
		if len(der) == 0 {
			inVain += size
			continue
		}
		c, err := ParseCertificate(der)
		if err != nil {
			inVain += size + parseCost
			continue
		}
		name := fmt.Sprintf("%s (%s)", c.Subject, how)
		first = cmp.Or(first, name)
		s.note(FormUnframed, s.text.lineAt(at), "a certificate without BEGIN and END lines, which no reader of PEM takes: "+name)
		at += size - 1
	}
	return first
}

// unframedAt gives what may be a certificate at a position of a text, be it DER or base64, and the size of what it was
// read from; no DER when nothing there looks like one.
func unframedAt(data []byte, start, at int) (der []byte, size int, how string) {
	rest := data[at:]
	if n := derSize(rest); n > 0 && n <= len(rest) {
		return rest[:n], n, "DER"
	}
	if len(rest) < 8 || rest[1] != 'I' || at > start && isBase64(data[at-1]) && data[at-1] != '=' {
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

// derSize reads from its first octets how large a certificate would be: a SEQUENCE of 128 to 65,535 octets that begins
// with another one; 0 when it is none.
func derSize(head []byte) int {
	switch {
	case len(head) < 5 || head[0] != 0x30:
	case head[1] == 0x81 && head[2] >= 0x80 && head[3] == 0x30:
		return 3 + int(head[2])
	case head[1] == 0x82 && head[2] > 0 && head[4] == 0x30:
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
