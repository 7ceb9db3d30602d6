package truststore

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"slices"
)

// A certificate may stand in a block where no reader looks for it: behind another one, when the END and BEGIN lines between
// them were deleted, under the label of something else, or without an END line of its own. openssl loads the first certificate
// of a block, Go refuses the whole block, and both pass over other labels; the ledger counts it as seen and rejected, with its
// name.

// lose names the certificate that stands in a rejected block.
func (e *Entry) lose(c *Certificate, why string) {
	e.Kind, e.Lost, e.Reject, e.DER = KindCertificate, c, c.Subject.String()+" stands in it: "+why, nil
}

// mislabelled turns down a block that holds a certificate under another label; false when it does not.
func (e *Entry) mislabelled() bool {
	if e.Label == "" || labelKind(e.Label) == KindCertificate {
		return false
	}
	c, err := ParseCertificate(e.DER)
	if err != nil {
		return false
	}
	e.behind = certificatesIn(e.DER[len(c.Raw):])
	e.lose(c, "the label "+e.Label+" is wrong, and openssl and Go load certificates by their label alone")
	return true
}

func isCertificate(der []byte) bool {
	_, err := ParseCertificate(der)
	return err == nil
}

// certificatesIn finds the certificates in what follows one in its block.
func certificatesIn(rest []byte) []*Certificate {
	var list []*Certificate
	findUnframed(rest, 0, func(u unframed) {
		if u.cert != nil {
			list = append(list, u.cert)
		}
	})
	return list
}

// Trailing counts the bytes that follow a certificate in its block and are no certificates themselves.
func (e *Entry) Trailing() int {
	n := len(e.DER) - len(e.Certificate.Raw)
	for _, c := range e.behind {
		n -= len(c.Raw)
	}
	return n
}

// inside finds the certificates in base64 with padding in the middle, as it comes of the bodies of two blocks in one.
func (b *body) inside() []*Certificate {
	var der []byte
	for rest := b.chars; len(rest) > 0; {
		end := len(rest)
		if at := bytes.IndexByte(rest, '='); at >= 0 {
			end = at + len(rest[at:]) - len(bytes.TrimLeft(rest[at:], "="))
		}
		piece := make([]byte, base64.StdEncoding.DecodedLen(end))
		n, err := base64.StdEncoding.Decode(piece, rest[:end])
		if err != nil || end == len(b.chars) {
			return nil
		}
		der, rest = append(der, piece[:n]...), rest[end:]
	}
	return certificatesIn(der)
}

// unfold gives each certificate that follows another in its block an entry of its own, with the number of the block and the
// line on which it begins.
func (b *Bundle) unfold() {
	if !slices.ContainsFunc(b.Entries, func(e Entry) bool { return len(e.behind) > 0 }) {
		return
	}
	var list []Entry
	for _, e := range b.Entries {
		list = append(list, e)
		if len(e.behind) == 0 {
			continue
		}
		line := lineFinder{b.Object.Data[e.Offset:e.End], e.FirstLine}
		line.of(cmp.Or(e.Certificate, e.Lost))
		for _, c := range e.behind {
			block := Block{Kind: KindCertificate, Label: e.Label, FirstLine: line.of(c), LastLine: e.LastLine, Offset: e.Offset, End: e.End}
			list = append(list, Entry{Index: e.Index, Block: block})
			list[len(list)-1].lose(c, "it follows another certificate in one block, of which openssl loads no more than the first, and Go none")
		}
	}
	b.Entries = list
}

// lineFinder finds the lines of a block on which certificates begin.
type lineFinder struct {
	rest []byte
	line int
}

// of looks for the first digits of a certificate. Where they do not begin anew, in base64 of several certificates together,
// it gives the line of what was found before.
func (f *lineFinder) of(c *Certificate) int {
	const some = 36 // octets, on the first line of most
	at := bytes.Index(f.rest, []byte(base64.StdEncoding.EncodeToString(c.Raw[:min(some, len(c.Raw))])))
	if at < 0 || f.line == 0 {
		f.rest = nil
		return f.line
	}
	f.line += bytes.Count(f.rest[:at], []byte{'\n'})
	f.rest = f.rest[at+1:]
	return f.line
}

// certificatesBetween finds the certificates in a body whose boundaries are broken.
func certificatesBetween(label string, data []byte) []*Certificate {
	if labelKind(label) == KindPrivateKey {
		return nil
	}
	got, err := decodeBody(data)
	if err != nil {
		return got.inside()
	}
	return certificatesIn(got.der)
}
