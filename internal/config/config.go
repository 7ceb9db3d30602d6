// Package config reads .mtlscheck.yaml: defaults of flags, and waivers, which let a finding pass for a reason and until
// a day. It is strict, because a waiver that is misread lets pass what nobody decided: whatever is not understood is an
// error with its line. It applies nothing to reports; it answers which waiver holds for a finding, and which waivers
// have expired or serve nothing.
package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Name is how the file is called that is looked for.
const Name = ".mtlscheck.yaml"

// MaxSize is the largest configuration in bytes: ten thousand waivers, far more than anybody looks after.
const MaxSize = 1 << 20

// File is a configuration.
type File struct {
	Ref      string // as messages name it
	Dir      string // absolute; patterns of truststores are relative to it
	SHA256   string
	Size     int
	Defaults []Default
	Waivers  []*Waiver
}

// Default is the value of a flag that the command line does not give.
type Default struct {
	Flag  string // without dashes
	Value string
	Line  int
}

// Error is what is wrong with a configuration.
type Error struct {
	Ref      string
	Problems []Problem // at least one
}

// Problem is one mistake. Line is 0 when it is about the whole file.
type Problem struct {
	Line int
	Fact string
	Hint string
}

// Error tells the first problem, and that there are more.
func (e *Error) Error() string {
	text := e.Place(0) + ": " + e.Problems[0].Fact
	if n := len(e.Problems) - 1; n > 0 {
		text += fmt.Sprintf(" (and %d more: mtlscheck config check)", n)
	}
	return text
}

// Place says where a problem is, as file:line.
func (e *Error) Place(i int) string {
	if e.Problems[i].Line == 0 {
		return e.Ref
	}
	return fmt.Sprintf("%s:%d", e.Ref, e.Problems[i].Line)
}

// Parse reads a configuration. The error is an *Error.
func Parse(ref, dir string, data []byte) (*File, error) {
	sum := sha256.Sum256(data)
	f := &File{Ref: ref, Dir: dir, SHA256: hex.EncodeToString(sum[:]), Size: len(data)}
	if len(data) > MaxSize {
		return nil, &Error{ref, []Problem{tooBig()}}
	}
	d := newDecoder()
	if root := d.document(data); root != nil {
		d.file(root, f)
	}
	if len(d.problems) > 0 {
		return nil, &Error{ref, d.problems}
	}
	return f, nil
}

func tooBig() Problem {
	return Problem{Fact: fmt.Sprintf("it is larger than %d bytes", MaxSize), Hint: "is this a configuration? mtlscheck config init prints one"}
}

// fingerprint reads a SHA-256 as openssl, browsers and reports write it: with or without colons, in either case, with or
// without "sha256:" or "SHA256 Fingerprint=" before it.
func fingerprint(text string) (string, bool) {
	s := strings.ToLower(strings.TrimSpace(text))
	for _, lead := range []string{"sha256 fingerprint=", "sha256:"} {
		s = strings.TrimPrefix(s, lead)
	}
	s = strings.ReplaceAll(s, ":", "")
	b, err := hex.DecodeString(s)
	return s, err == nil && len(b) == sha256.Size
}
