package truststore

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"fmt"
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
	e.behind = fragmentsIn(e.DER[len(c.Raw):])
	e.lose(c, "the label "+e.Label+" is wrong, and openssl and Go load certificates by their label alone")
	return true
}

func isCertificate(der []byte) bool {
	_, err := ParseCertificate(der)
	return err == nil
}

// fragment is one thing that stands in a block beside its certificate: another certificate, a private key, or what may have
// been a certificate.
type fragment struct {
	cert *Certificate
	key  bool
	size int // bytes
}

// fragmentsIn takes apart what follows a certificate in its block.
func fragmentsIn(rest []byte) []fragment {
	var list []fragment
	past := 0
	gap := func(to int) {
		if n := to - past; n > 0 && derSize(rest[past:]) > 0 {
			list = append(list, fragment{size: n})
		}
	}
	findUnframed(rest, 0, func(u unframed) {
		gap(u.at)
		past = u.at + u.size
		if u.cert != nil || u.kind == KindPrivateKey {
			list = append(list, fragment{u.cert, u.kind == KindPrivateKey, u.size})
		}
	})
	gap(len(rest))
	return list
}

// certificateAmong gives the place of the first certificate, or -1.
func certificateAmong(list []fragment) int {
	return slices.IndexFunc(list, func(p fragment) bool { return p.cert != nil })
}

// Trailing counts the bytes that follow a certificate in its block and are told nowhere else.
func (e *Entry) Trailing() int {
	n := len(e.DER) - len(e.Certificate.Raw)
	for _, p := range e.behind {
		n -= p.size
	}
	return n
}

// takeInside names what stands in the body of a rejected block. Where there is no certificate, all of it is what the
// block says of itself, but for a private key.
func (e *Entry) takeInside() {
	at := certificateAmong(e.inside)
	if at < 0 {
		e.behind = slices.DeleteFunc(slices.Clone(e.inside), func(p fragment) bool { return !p.key })
		return
	}
	e.lose(e.inside[at].cert, e.Reject+", and not every reader finds it")
	e.behind = slices.Delete(slices.Clone(e.inside), at, at+1)
}

// inside takes base64 with padding in the middle apart, as it comes of the bodies of two blocks in one.
func (b *body) inside() []fragment {
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
	return fragmentsIn(der)
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
		if c := cmp.Or(e.Certificate, e.Lost); c != nil {
			line.of(c)
		}
		for _, p := range e.behind {
			list = append(list, e.further(p, &line))
		}
	}
	b.Entries = list
}

// further is the entry of what stands in a block beside its certificate. Whoever takes the block passes over it.
func (e *Entry) further(p fragment, line *lineFinder) Entry {
	f := Entry{Index: e.Index, passedOver: true,
		Block: Block{Kind: KindCertificate, Label: e.Label, FirstLine: e.FirstLine, LastLine: e.LastLine, Offset: e.Offset, End: e.End}}
	switch {
	case p.key:
		f.Kind, f.Label = KindPrivateKey, "PRIVATE KEY"
	case p.cert == nil:
		f.Reject = fmt.Sprintf("%d bytes beside a certificate in one block are no certificate that can be read", p.size)
	case e.Certificate == nil && e.Lost == nil:
		f.FirstLine = line.of(p.cert)
		f.lose(p.cert, "it is not the first thing in its block, and readers look no further")
	default:
		f.FirstLine = line.of(p.cert)
		f.lose(p.cert, "it follows another certificate in one block, of which openssl loads no more than the first, and Go none")
	}
	return f
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

// fragmentsBetween takes a body apart whose boundaries are broken.
func fragmentsBetween(label string, data []byte) []fragment {
	if labelKind(label) == KindPrivateKey {
		return nil
	}
	got, err := decodeBody(data)
	if err != nil {
		return got.inside()
	}
	return fragmentsIn(got.der)
}
