package truststore

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxBlocks is how many blocks are told apart in one input. A truststore of one megabyte holds about a thousand.
const maxBlocks = 1 << 18

// ErrTooManyBlocks refuses inputs made to exhaust memory.
var ErrTooManyBlocks = fmt.Errorf("more than %d PEM blocks", maxBlocks)

// Scan is what stands in an input, without a gap: Blocks and Texts cover every byte that is not white space.
type Scan struct {
	Blocks []Block
	Texts  []Text
	Notes  []Note // ordered by line
	Lines  int    // 0 when the input is no text
}

// scanner walks over the boundaries of one text.
type scanner struct {
	text  *text
	scan  *Scan
	notes map[Form]int // where in scan.Notes each oddity is gathered

	open   boundary // the BEGIN that waits for its END
	isOpen bool
	merged bool // openssl reads the open block as the end of the one before
	past   int  // the position up to which everything belongs to a block or a text
	joint  int  // where a BEGIN stands on the END line of the last block; -1 when none does
}

// ScanPEM reads an input block by block. It refuses nothing but inputs of more than 262,144 blocks
// (ErrTooManyBlocks): what cannot be used is a block with a reason in Reject, and what is no block is a text.
func ScanPEM(input []byte) (*Scan, error) {
	if message := archive(input); message != "" {
		return notCertificates(input, KindOther, FormNotCertificates, message), nil
	}
	s := &scanner{text: decodeText(input), scan: &Scan{}, notes: map[Form]int{}, joint: -1}
	if _, ok := newBoundaries(s.text.data).next(); !ok {
		return sniff(input, s.text)
	}
	for _, n := range s.text.notes {
		s.noteMany(n.Form, n.Line, n.Count, n.Message)
	}
	if err := s.walk(); err != nil {
		return nil, err
	}
	s.finish()
	slices.SortStableFunc(s.scan.Notes, func(a, b Note) int { return cmp.Compare(a.Line, b.Line) })
	return s.scan, nil
}

func (s *scanner) walk() error {
	walk := newBoundaries(s.text.data)
	for {
		b, ok := walk.next()
		if !ok {
			return nil
		}
		s.boundary(b)
		if len(s.scan.Blocks) > maxBlocks {
			return ErrTooManyBlocks
		}
	}
}

func (s *scanner) boundary(b boundary) {
	if b.begin {
		if s.isOpen {
			s.unfinished(b.start, fmt.Sprintf("no END line before the next BEGIN on line %d", s.text.lineAt(b.start)))
			s.merged = s.merges(b)
		}
		s.prose(b.start)
		s.open, s.isOpen = b, true
		return
	}
	if !s.isOpen {
		s.prose(b.start)
		s.reject(b.label, b.start, b.end, "END line without a BEGIN line: its beginning is lost")
		return
	}
	s.isOpen = false
	s.closeBlock(b)
}

// closeBlock ends the open block at its END line.
func (s *scanner) closeBlock(end boundary) {
	open := s.open
	switch {
	case open.fault != "":
		s.reject(open.label, open.start, end.end, "its BEGIN line "+open.fault)
	case end.fault != "":
		s.reject(open.label, open.start, end.end, fmt.Sprintf("its END line (line %d) %s", s.text.lineAt(end.start), end.fault))
	case end.label != open.label:
		s.rejectHolding(open, end.start, end.end, fmt.Sprintf("it begins as %s and ends as %s (line %d)", open.label, end.label, s.text.lineAt(end.start)))
	default:
		s.decode(open, end)
		s.missingEnd()
	}
	s.merged = false
	s.joined(end.end)
}

// merges tells whether openssl takes a certificate without its END line for the whole of what reaches to the next one:
// it decodes up to the hyphens (crypto/pem/pem_lib.c, get_header_and_data).
func (s *scanner) merges(next boundary) bool {
	last := &s.scan.Blocks[len(s.scan.Blocks)-1]
	return last.Kind == KindCertificate && last.Label == next.label && (s.merged || certificateAmong(last.inside) >= 0)
}

// missingEnd notes a block that openssl loses to the one before.
func (s *scanner) missingEnd() {
	last := &s.scan.Blocks[len(s.scan.Blocks)-1]
	if !s.merged || last.Kind != KindCertificate {
		return
	}
	s.note(FormMissingEnd, last.FirstLine, "the block before has no END line, so that openssl takes both for one and loses this certificate")
	last.Forms = append(last.Forms, FormMissingEnd)
}

// joined notes a BEGIN that follows on the END line itself.
func (s *scanner) joined(at int) {
	s.joint = s.jointAfter(at)
	if s.joint < 0 {
		return
	}
	s.note(FormJoined, s.text.lineAt(at), "two blocks joined on one line: put a line break between END and BEGIN")
	last := &s.scan.Blocks[len(s.scan.Blocks)-1]
	last.Forms = append(last.Forms, FormJoined)
}

// unfinished turns the open BEGIN into a rejected block that reaches to stop.
func (s *scanner) unfinished(stop int, why string) {
	if s.open.fault != "" {
		why = "its BEGIN line " + s.open.fault + ", and " + why
	}
	end := s.open.end + len(bytes.TrimRight(s.text.data[s.open.end:stop], " \t\r\n"))
	s.rejectHolding(s.open, end, end, why)
	s.isOpen = false
}

func (s *scanner) finish() {
	data := s.text.data
	if s.isOpen {
		s.unfinished(len(data), "no END line: the file ends inside it")
	}
	s.prose(len(data))
	s.scan.Lines = s.text.lineAt(len(data))
	s.lineEnds()
	if last := data[len(data)-1]; last != '\n' && last != '\r' {
		s.note(FormNoFinalNewline, s.scan.Lines, "does not end with a line break: what is appended to it with cat joins its last line")
		return
	}
	s.scan.Lines--
}

func (s *scanner) lineEnds() {
	data := s.text.data
	if crlf := bytes.Count(data, []byte("\r\n")); crlf > 0 {
		s.noteMany(FormCRLF, s.text.lineAt(bytes.Index(data, []byte("\r\n"))), crlf, "lines end with CR LF, the Windows way")
	}
}

// prose accounts for what stands between the last block and stop.
func (s *scanner) prose(stop int) {
	if stop <= s.past {
		return
	}
	between := s.text.data[s.past:stop]
	trimmed := bytes.TrimLeft(between, " \t\r\n")
	start := stop - len(trimmed)
	trimmed = bytes.TrimRight(trimmed, " \t\r\n")
	s.past = stop
	if len(trimmed) == 0 {
		return
	}
	first := s.text.lineAt(start)
	offset := s.text.origin(start)
	last := s.text.lineAt(start + len(trimmed))
	end := s.text.originEnd(start + len(trimmed))
	text := Text{FirstLine: first, LastLine: last, Offset: offset, End: end}
	s.noteProse(trimmed, start, stop, &text)
	s.scan.Texts = append(s.scan.Texts, text)
}

// noteProse names the texts that say where a file comes from, or that it is broken, and what stands in them without
// boundaries. That may end in bytes that look like white space: it reaches to stop.
func (s *scanner) noteProse(prose []byte, start, stop int, text *Text) {
	if at := conflictMarker(prose); at >= 0 {
		s.note(FormMergeConflict, s.text.lineAt(start+at), "a merge conflict marker: the file holds both sides of an unfinished merge")
	}
	if isLeftover(prose) {
		return // the blocks themselves say so
	}
	if s.noteUnframed(start, stop, text); text.Unframed != "" || text.Key != nil {
		return
	}
	if isBinary(prose) {
		s.note(FormUnframed, s.text.lineAt(start), "binary bytes outside BEGIN and END lines, which no reader of PEM takes: no certificate is recognised in them")
		return
	}
	kind := proseKind(prose)
	s.note(FormText, s.text.lineAt(start), "text between the certificates: "+kind)
	if kind == pointerText {
		s.scan.Notes[s.notes[FormText]].Message = "text between the certificates: " + kind // comments are no news beside it
	}
}

const pointerText = "a git-lfs pointer, in whose place git lfs pull puts a file"

// isLeftover knows what quoting, line breaks written as \n and a byte order mark leave between blocks.
func isLeftover(prose []byte) bool {
	const longest = 64
	if len(prose) > longest {
		return false
	}
	for len(prose) > 0 {
		size := leftover(prose)
		if size == 0 {
			return false
		}
		prose = prose[size:]
	}
	return true
}

func leftover(prose []byte) (size int) {
	switch {
	case bytes.HasPrefix(prose, []byte("\ufeff")):
		return 3
	case bytes.HasPrefix(prose, []byte(`\n`)), bytes.HasPrefix(prose, []byte(`\r`)):
		return 2
	case strings.IndexByte("\"'`,;+ \t\r\n", prose[0]) >= 0:
		return 1
	}
	return 0
}

func proseKind(prose []byte) string {
	switch {
	case bytes.Contains(prose, []byte("version https://git-lfs.github.com/")):
		return pointerText
	case bytes.Contains(prose, []byte("Bag Attributes")):
		return "Bag Attributes, as openssl pkcs12 writes them"
	case bytes.Contains(prose, []byte("Signature Algorithm:")):
		return "the output of openssl x509 -text"
	case prose[0] == '#':
		return "comments"
	case bytes.Contains(prose, []byte("subject=")) || bytes.Contains(prose, []byte(" s:")):
		return "the output of openssl s_client or x509 -subject"
	}
	return "not part of any block"
}

// conflictMarker finds a line that git leaves in a file whose merge was not finished; -1 when there is none.
func conflictMarker(data []byte) int {
	for _, marker := range []string{"<<<<<<< ", ">>>>>>> ", "||||||| "} {
		if bytes.HasPrefix(data, []byte(marker)) {
			return 0
		}
		for _, end := range []string{"\n", "\r"} {
			if at := bytes.Index(data, []byte(end+marker)); at >= 0 {
				return at + len(end)
			}
		}
	}
	return -1
}

// decode reads what stands between two sound boundaries.
func (s *scanner) decode(open, end boundary) {
	kind := labelKind(open.label)
	body := s.text.data[open.end:end.start]
	got, err := decodeBody(body)
	if kind != KindCertificate && kind != KindCSR {
		block := Block{Kind: kind, Label: open.label, Forms: s.keyForms(open)}
		if err != nil { // for openssl one block with broken base64 breaks the file, whatever its label
			block.Reject = s.bodyFault(err, body, open.end)
		} else if parsedByOpenSSL(open.label) && !got.has(FormHeaders) && !wholeSequence(got.der) {
			block.Reject = "what is in it is no whole DER structure"
		} else if kind != KindPrivateKey && isCertificate(got.der) { // openssl reads a revocation list, and fails at anything else
			block.Kind, block.DER, block.Broken = KindCertificate, got.der, parsedByOpenSSL(open.label)
		}
		s.add(block, open.start, end.end)
		return
	}
	for i := range got.forms {
		got.forms[i].at += open.end
	}
	block := Block{Kind: kind, Label: open.label, DER: got.der}
	if err != nil {
		block.DER, block.Reject, block.inside = nil, s.bodyFault(err, body, open.end), got.inside()
	}
	block.Forms = s.forms(open, end, append(s.frameForms(open, end), got.forms...))
	s.add(block, open.start, end.end)
}

// keyForms notes the one private key that is no mere guest in a truststore: openssl skips the keys that it knows, and
// fails at an OpenSSH key (crypto/pem/pem_info.c).
func (s *scanner) keyForms(open boundary) []Form {
	if open.label != "OPENSSH PRIVATE KEY" {
		return nil
	}
	s.note(FormOpenSSHKey, s.text.lineAt(open.start), "an OpenSSH private key stands in the file")
	return []Form{FormOpenSSHKey}
}

func (s *scanner) bodyFault(err error, body []byte, start int) string {
	var bad *base64Error
	if !errors.As(err, &bad) {
		return err.Error()
	}
	if at := conflictMarker(body); at >= 0 {
		line := s.text.lineAt(start + at)
		s.note(FormMergeConflict, line, "a merge conflict marker: the file holds both sides of an unfinished merge")
		return fmt.Sprintf("a merge conflict marker stands inside it (line %d)", line)
	}
	if bad.at >= len(body) {
		return bad.fact
	}
	return fmt.Sprintf("line %d: %s", s.text.lineAt(start+bad.at), bad.fact)
}

// forms gathers the oddities of one certificate block, each once, and notes them for the file.
func (s *scanner) forms(open, end boundary, met []bodyForm) []Form {
	var forms []Form
	if s.text.isWide(open.start, end.end) {
		forms = append(forms, FormUTF16)
	} else if odd := s.encodingForms(open, end); odd != nil {
		met = append(odd, met...)
	}
	switch open.label {
	case "TRUSTED CERTIFICATE":
		met = append(met, bodyForm{FormTrustedLabel, open.start, "the label is TRUSTED CERTIFICATE, openssl's own, which may carry trust settings"})
	case "X509 CERTIFICATE":
		met = append(met, bodyForm{FormX509Label, open.start, "the label is X509 CERTIFICATE, an old one"})
	}
	for _, f := range met {
		if slices.Contains(forms, f.form) || f.form == FormSpaces && slices.Contains(forms, FormIndented) {
			continue
		}
		forms = append(forms, f.form)
		if f.message != "" {
			s.note(f.form, s.text.lineAt(f.at), f.message)
		}
	}
	return forms
}

func (s *scanner) reject(label string, start, end int, why string) {
	s.add(Block{Kind: labelKind(label), Label: label, Reject: why}, start, end)
}

// rejectHolding is reject for a block whose body, up to bodyEnd, may hold certificates all the same.
func (s *scanner) rejectHolding(open boundary, bodyEnd, end int, why string) {
	inside := fragmentsBetween(open.label, s.text.data[open.end:bodyEnd])
	s.add(Block{Kind: labelKind(open.label), Label: open.label, Reject: why, inside: inside}, open.start, end)
}

func (s *scanner) add(b Block, start, end int) {
	b.Broken = b.Broken || b.Reject != ""
	b.FirstLine, b.Offset = s.text.lineAt(start), s.text.origin(start)
	b.LastLine, b.End = s.text.lineAt(end), s.text.originEnd(end)
	s.scan.Blocks = append(s.scan.Blocks, b)
	s.past = max(s.past, end)
}

func (s *scanner) note(form Form, line int, message string) { s.noteMany(form, line, 1, message) }

// noteMany gathers an oddity that a file may show on every line into one note with a count.
func (s *scanner) noteMany(form Form, line, count int, message string) {
	if i, ok := s.notes[form]; ok {
		s.scan.Notes[i].Count += count
		s.scan.Notes[i].Line = min(s.scan.Notes[i].Line, line)
		return
	}
	s.notes[form] = len(s.scan.Notes)
	s.scan.Notes = append(s.scan.Notes, Note{Form: form, Line: line, Count: count, Message: message})
}

// quoteByte shows one character of an input in a message.
func quoteByte(data []byte) string {
	r, size := utf8.DecodeRune(data)
	if r == utf8.RuneError && size <= 1 {
		return fmt.Sprintf("the byte 0x%02x", data[0])
	}
	return fmt.Sprintf("the character %q", r)
}
