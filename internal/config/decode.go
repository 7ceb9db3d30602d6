package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/mtlscheck/mtlscheck/internal/explain"
)

// decoder walks the tree of a YAML document, which is read without resolving anything: aliases are refused, so that
// nothing grows, and only the depth that a configuration has is walked.
type decoder struct {
	problems []Problem
	rules    map[string]bool // the ids that may be waived
	met      map[string]int  // waivers by what they name, with their lines
}

// maxProblems bounds the mistakes told of one file.
const maxProblems = 20

func newDecoder() *decoder {
	return &decoder{rules: waivable(), met: map[string]int{}}
}

func (d *decoder) fail(line int, hint, fact string, args ...any) {
	if len(d.problems) < maxProblems {
		d.problems = append(d.problems, Problem{Line: line, Fact: fmt.Sprintf(fact, args...), Hint: hint})
	}
}

const initHint = "mtlscheck config init prints a configuration that is right"

// document gives the one document of a file.
func (d *decoder) document(data []byte) *yaml.Node {
	in := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	err := in.Decode(&doc)
	switch {
	case errors.Is(err, io.EOF):
		d.fail(0, initHint, "it is empty")
		return nil
	case err != nil:
		d.syntax(err)
		return nil
	}
	switch err := in.Decode(&more); {
	case err == nil:
		d.fail(more.Line, "keep one, and take the line of dashes out", "a second document begins here")
		return nil
	case !errors.Is(err, io.EOF):
		d.syntax(err)
		return nil
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 || isNull(doc.Content[0]) {
		d.fail(0, initHint, "it is empty")
		return nil
	}
	return doc.Content[0]
}

// syntax tells of what is no YAML. The parser says the line in its text.
func (d *decoder) syntax(err error) {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 0
	if m := regexp.MustCompile(`^(?:.*: )?line (\d+): `).FindStringSubmatch(text); m != nil {
		line, _ = strconv.Atoi(m[1]) // digits
		text = strings.TrimPrefix(text, m[0])
	}
	d.fail(line, initHint, "it is not YAML: %s", text)
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// fields reads a mapping whose keys are known.
func (d *decoder) fields(n *yaml.Node, what string, known []string, field func(key string, value *yaml.Node)) bool {
	if n.Kind != yaml.MappingNode || n.Anchor != "" {
		d.fail(n.Line, initHint, "%s has to be a list of keys and values, not %s", what, kindOf(n))
		return false
	}
	lines := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case key.Kind != yaml.ScalarNode || !contains(known, key.Value):
			d.unknown(key, what, known)
		case lines[key.Value] != 0:
			d.fail(key.Line, "keep one of them", "the key %q stands there already, in line %d", key.Value, lines[key.Value])
		default:
			lines[key.Value] = key.Line
			field(key.Value, value)
		}
	}
	return true
}

func (d *decoder) unknown(key *yaml.Node, what string, known []string) {
	if key.Kind != yaml.ScalarNode {
		d.fail(key.Line, "the keys are "+strings.Join(known, ", "), "%s has a key that is %s", what, kindOf(key))
		return
	}
	hint := "the keys are " + strings.Join(known, ", ")
	if near := explain.NearestOf(key.Value, known); near != "" {
		hint = "did you mean " + near + "? " + hint
	}
	d.fail(key.Line, hint, "%s has no key %q", what, short(key.Value))
}

// scalar reads a value that is a text, a number or a date, as it is written.
func (d *decoder) scalar(n *yaml.Node, key string) (string, bool) {
	if n.Kind != yaml.ScalarNode || n.Anchor != "" || isNull(n) || n.Style&yaml.TaggedStyle != 0 {
		d.fail(n.Line, initHint, "%s has to be a value, not %s", key, kindOf(n))
		return "", false
	}
	return strings.TrimSpace(n.Value), true
}

// text reads a value that is a text.
func (d *decoder) text(n *yaml.Node, key string) (string, bool) {
	s, ok := d.scalar(n, key)
	if ok && n.ShortTag() != "!!str" {
		d.fail(n.Line, "write it in quotes", "%s has to be a text, not %s", key, kindOf(n))
		return "", false
	}
	return s, ok
}

// kindOf names what stands where something else should.
func kindOf(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return "an anchor or alias (* and &), which are not used here"
	case n.Kind == yaml.MappingNode:
		return "keys and values"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case isNull(n):
		return "nothing"
	case n.Style&yaml.TaggedStyle != 0:
		return "a value with a tag"
	case n.ShortTag() == "!!bool":
		return "true or false"
	case n.ShortTag() == "!!int" || n.ShortTag() == "!!float":
		return "a number"
	case n.ShortTag() == "!!timestamp":
		return "a date"
	}
	return "a text"
}

// short cuts what a message quotes.
func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

func contains(list []string, s string) bool {
	for _, have := range list {
		if have == s {
			return true
		}
	}
	return false
}
