package keyfile

import (
	"encoding/base64"
	"strings"
)

// block is one PEM block (RFC 7468) with the place at which an editor shows it.
type block struct {
	line     int
	label    string
	procType string // RFC 1421 section 4.6.1.1, empty when absent
	dekInfo  string // RFC 1421 section 4.6.1.3, empty when absent
	der      []byte
	problem  string // why der is not what the block was to hold
}

func (b block) private() bool { return strings.HasSuffix(b.label, "PRIVATE KEY") }

func privateBlocks(blocks []block) []block {
	var keys []block
	for _, b := range blocks {
		if b.private() {
			keys = append(keys, b)
		}
	}
	return keys
}

// scanPEM finds the PEM blocks of a text. encoding/pem is not used because it tells no line numbers, skips a broken
// block silently and takes no indented one, as a key pasted from YAML is.
func scanPEM(text string) []block {
	var s scanner
	for line := range strings.SplitSeq(unixLines(text), "\n") {
		s.read(strings.TrimSpace(line))
	}
	s.abandon()
	return s.blocks
}

// unixLines takes away the byte order mark of Windows editors and the line endings of Windows and of old Macs.
func unixLines(text string) string {
	text = strings.TrimPrefix(text, "\ufeff")
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
}

// scanner gathers blocks line by line; open is the block whose END has not come yet.
type scanner struct {
	number int
	open   *block
	body   strings.Builder
	blocks []block
}

func (s *scanner) read(line string) {
	s.number++
	if label, ok := boundary(line, "BEGIN"); ok {
		s.abandon()
		s.open = &block{line: s.number, label: label}
		return
	}
	if s.open == nil {
		return
	}
	if label, ok := boundary(line, "END"); ok {
		s.finish(label)
		return
	}
	s.collect(line)
}

// boundary returns the label of a BEGIN or END line.
func boundary(line, word string) (string, bool) {
	label, ok := strings.CutPrefix(line, "-----"+word+" ")
	if !ok {
		return "", false
	}
	label, ok = strings.CutSuffix(label, "-----")
	return strings.TrimSpace(label), ok
}

// collect takes one line of base64, or a header of RFC 1421, which has a colon where base64 never has one.
func (s *scanner) collect(line string) {
	name, value, header := strings.Cut(line, ":")
	if !header {
		s.body.WriteString(line)
		return
	}
	switch strings.ToLower(name) {
	case "proc-type":
		s.open.procType = strings.TrimSpace(value)
	case "dek-info":
		s.open.dekInfo = strings.TrimSpace(value)
	}
}

func (s *scanner) finish(label string) {
	der, err := base64.StdEncoding.DecodeString(s.body.String())
	switch {
	case label != s.open.label:
		s.open.problem = "the END line of the block names something else than its BEGIN line"
	case err != nil:
		s.open.problem = "what is between BEGIN and END is not base64"
	case len(der) == 0:
		s.open.problem = "there is nothing between BEGIN and END"
	default:
		s.open.der = der
	}
	s.close()
}

// abandon gives up on a block without END, at the end of the text or at the next BEGIN.
func (s *scanner) abandon() {
	if s.open == nil {
		return
	}
	s.open.problem = "the block has no END line"
	s.close()
}

func (s *scanner) close() {
	s.blocks = append(s.blocks, *s.open)
	s.open = nil
	s.body.Reset()
}
