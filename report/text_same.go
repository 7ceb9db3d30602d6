package report

import (
	"bytes"
	"crypto/sha256"
	"io"
	"strings"
)

// Many clients may fail for one reason. The first of them is told in full, and the others that they have the same
// answer.

// maxTold is how many different answers are remembered. The clients of a hundred thousand causes are all told in full.
const maxTold = 4096

// part separates what render hands to client: no escaped text has it.
const part = "\x00"

// The parts that separated gives, in their order. The first four are what is written.
const (
	partHead   = iota // the headline
	partBefore        // the answer up to the line with the client's name
	partName          // that line
	partAfter         // the rest of the answer
	partTold          // the client's name, and the reason in a word
	partNote          // what the line says beside the name
)

// told remembers the answers that stand in the output already.
type told struct {
	first map[[sha256.Size]byte]string // the name of the first client with that answer, and why
	brief bool                         // the last client was told in brief, without an empty line after it
}

// separated gives a client's text in parts.
func (p *page) separated(c *Client, o Options) []byte {
	p.headline(c)
	head := p.out.Len()
	p.answer(c, o)
	text := p.out.String()
	from, to := max(p.nameFrom, head), max(p.nameTo, head)
	note := ""
	if len(c.Chain) > 0 {
		note = linkSign(c.Chain[0]) + linkNote(c.Chain[0])
	}
	told := Escape(clientName(c)) + ": " + Escape(words(c.Reason.ID))
	return []byte(strings.Join([]string{text[:head], text[head:from], text[from:to], text[to:], told, note}, part))
}

// write tells a client, in brief if its answer was told already.
func (t *told) write(w io.Writer, p *page, rendered []byte) error {
	parts := bytes.Split(rendered, []byte(part))
	if len(parts) == 1 {
		return writeAll(w, append(t.gap(), rendered...))
	}
	key := sha256.Sum256(bytes.Join([][]byte{parts[partBefore], parts[partAfter], parts[partNote]}, []byte(part)))
	if first, ok := t.first[key]; ok {
		t.brief = true
		p.row("same as", first)
		return writeAll(w, append(parts[partHead], p.out.String()...))
	}
	if len(t.first) < maxTold {
		t.first[key] = string(parts[partTold])
	}
	return writeAll(w, append(t.gap(), bytes.Join(parts[:partTold], nil)...))
}

// gap ends a run of clients told in brief.
func (t *told) gap() []byte {
	if !t.brief {
		return nil
	}
	t.brief = false
	return []byte("\n")
}
