// Package ber turns BER into DER as far as lengths go and strings in pieces (X.690 sections 8.1.3 and 8.21), which openssl
// reads and Go does not. Values stay as they are: a padded integer or a TRUE that is not 0xff comes out as it went in.
package ber

import "strings"

const (
	largest = 1 << 16 // octets of an element; beyond it, DER may be longer than an indefinite length
	deepest = 24      // elements in elements
)

// Oddities tells what of BER was met that DER does not know.
type Oddities uint8

// The oddities.
const (
	Indefinite Oddities = 1 << iota // a length is left open, and two zero octets end the element
	LongLength                      // a length is written in more octets than it needs
	Pieces                          // a string is written in pieces
)

func (o Oddities) String() string {
	var list []string
	for _, odd := range []struct {
		is   Oddities
		text string
	}{
		{Indefinite, "a length is indefinite"},
		{LongLength, "a length has more octets than it needs"},
		{Pieces, "a string is in pieces"},
	} {
		if o&odd.is != 0 {
			list = append(list, odd.text)
		}
	}
	return strings.Join(list, ", ")
}

// ToDER reads the first element of in and gives it anew, never longer than it was, with what was odd and its size as it
// stood. ok is false when the element is not whole, too large, or nested too deep.
func ToDER(in []byte) (der []byte, odd Oddities, size int, ok bool) {
	r := reader{in: in[:min(len(in), largest)]}
	if der, ok = r.element(nil, deepest); !ok {
		return nil, 0, 0, false
	}
	return der, r.odd, r.at, true
}

// Header measures tag and length of the element that in begins with, which ToDER has read.
func Header(in []byte) int {
	r := reader{in: in}
	r.header()
	return r.at
}

type reader struct {
	in  []byte
	at  int
	odd Oddities
}

// header reads a tag and a length; -1 is an indefinite one. Tags of more than one octet stand in no certificate.
func (r *reader) header() (tag byte, length int, ok bool) {
	rest := r.in[r.at:]
	if len(rest) < 2 || rest[0]&0x1f == 0x1f {
		return 0, 0, false
	}
	tag, first := rest[0], int(rest[1])
	r.at += 2
	switch {
	case first < 0x80:
		return tag, first, first <= len(rest)-2
	case first == 0x80:
		r.odd |= Indefinite
		return tag, -1, tag&constructed != 0
	}
	first &= 0x7f
	if first >= len(rest)-2 { // openssl wants an octet after a length of several (crypto/asn1/asn1_lib.c, asn1_get_length)
		return 0, 0, false
	}
	for _, c := range rest[2 : 2+first] {
		if length = length<<8 | int(c); length > largest {
			return 0, 0, false
		}
	}
	if r.at += first; first > lengthOctets(length) {
		r.odd |= LongLength
	}
	return tag, length, length <= len(rest)-2-first
}

const constructed = 0x20

// element appends one element in DER to out.
func (r *reader) element(out []byte, depth int) ([]byte, bool) {
	tag, length, ok := r.header()
	if !ok || depth == 0 {
		return nil, false
	}
	if tag&constructed == 0 {
		out = append(appendLength(append(out, tag), length), r.in[r.at:r.at+length]...)
		r.at += length
		return out, true
	}
	inside, ok := r.inside(length, depth-1)
	if !ok {
		return nil, false
	}
	if isString(tag &^ constructed) {
		r.odd |= Pieces
		tag &^= constructed
		if inside, ok = join(nil, inside); !ok {
			return nil, false
		}
	}
	return append(appendLength(append(out, tag), len(inside)), inside...), true
}

// inside reads the elements of a constructed one, up to its length or to the two zero octets that end it.
func (r *reader) inside(length, depth int) (out []byte, ok bool) {
	outer := r.in
	if length >= 0 {
		r.in = r.in[:r.at+length]
		defer func() { r.in = outer }()
	}
	for ok = true; ok; {
		switch rest := r.in[r.at:]; {
		case length >= 0 && len(rest) == 0:
			return out, true
		case length < 0 && len(rest) >= 2 && rest[0] == 0 && rest[1] == 0:
			r.at += 2
			return out, true
		}
		out, ok = r.element(out, depth)
	}
	return nil, false
}

// join puts the contents of pieces together, whatever their types. Those of a BIT STRING keep the octet that counts
// unused bits each, as openssl joins them (crypto/asn1/tasn_dec.c, asn1_collect).
func join(out, pieces []byte) ([]byte, bool) {
	r := reader{in: pieces}
	for r.at < len(pieces) {
		tag, length, ok := r.header()
		if !ok {
			return nil, false
		}
		piece := pieces[r.at : r.at+length]
		r.at += length
		if tag&constructed == 0 {
			out = append(out, piece...)
		} else if out, ok = join(out, piece); !ok {
			return nil, false
		}
	}
	return out, true
}

// isString tells the universal types that may come in pieces: strings and times (X.690 section 8.21).
func isString(tag byte) bool {
	const strings = 1<<3 | 1<<4 | 1<<12 | 1<<18 | 1<<19 | 1<<20 | 1<<21 | 1<<22 | 1<<23 | 1<<24 | 1<<25 | 1<<26 | 1<<27 | 1<<28 | 1<<30
	return tag < 0x20 && strings>>tag&1 != 0
}

// lengthOctets counts the octets that DER adds to the first one of a length.
func lengthOctets(n int) int {
	switch {
	case n < 0x80:
		return 0
	case n < 0x100:
		return 1
	case n < 0x10000:
		return 2
	}
	return 3
}

// appendLength writes a length as DER does.
func appendLength(out []byte, n int) []byte {
	octets := lengthOctets(n)
	if octets == 0 {
		return append(out, byte(n))
	}
	out = append(out, 0x80|byte(octets))
	for i := octets - 1; i >= 0; i-- {
		out = append(out, byte(n>>(8*i)))
	}
	return out
}
