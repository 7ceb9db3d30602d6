package config

import (
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/mtlscheck/mtlscheck/internal/explain"
)

// Version is that of the file's form.
const Version = 1

// file reads the first level.
func (d *decoder) file(root *yaml.Node, f *File) {
	version := false
	d.fields(root, "the configuration", []string{"version", "defaults", "waivers"}, func(key string, value *yaml.Node) {
		switch key {
		case "version":
			version = true
			if s, ok := d.scalar(value, key); ok && s != strconv.Itoa(Version) {
				d.fail(value.Line, "write version: 1", "there is no version %q of the configuration", short(s))
			}
		case "defaults":
			d.defaults(value, f)
		case "waivers":
			d.waivers(value, f)
		}
	})
	if !version && len(d.problems) == 0 {
		d.fail(root.Line, "begin it with version: 1", "the configuration does not say its version")
	}
}

// defaultValues are the flags that may have a default, each with its values; nil means a number of days.
func defaultValues() map[string][]string {
	return map[string][]string{
		"fail_on":        {"error", "warning", "never"},
		"profile":        {"apigateway", "alb", "cloudfront"}, // those that every command has
		"expires_within": nil,
	}
}

func (d *decoder) defaults(n *yaml.Node, f *File) {
	if isNull(n) {
		return // "defaults:" with nothing but comments below it
	}
	values := defaultValues()
	d.fields(n, "defaults", slices.Sorted(maps.Keys(values)), func(key string, value *yaml.Node) {
		s, ok := d.scalar(value, key)
		switch {
		case !ok:
			return
		case values[key] == nil && !isDays(s):
			d.fail(value.Line, "write it as 30 or 30d", "%s has to be a number of days, not %q", key, short(s))
			return
		case values[key] != nil && !contains(values[key], s):
			d.fail(value.Line, "it may be "+strings.Join(values[key], ", "), "%s has no value %q", key, short(s))
			return
		}
		f.Defaults = append(f.Defaults, Default{Flag: strings.ReplaceAll(key, "_", "-"), Value: s, Line: value.Line})
	})
}

// maxDays is a hundred years, as for --expires-within.
const maxDays = 100 * 366

func isDays(s string) bool {
	n, err := strconv.Atoi(strings.TrimSuffix(s, "d"))
	return err == nil && n >= 0 && n <= maxDays
}

func (d *decoder) waivers(n *yaml.Node, f *File) {
	if isNull(n) {
		return // as above
	}
	if n.Kind != yaml.SequenceNode || n.Anchor != "" {
		d.fail(n.Line, initHint, "waivers has to be a list, not %s", kindOf(n))
		return
	}
	for _, item := range n.Content {
		if w := d.waiver(item); w != nil {
			f.Waivers = append(f.Waivers, w)
		}
	}
}

// waiver reads one entry; nil when it is wrong.
func (d *decoder) waiver(n *yaml.Node) *Waiver {
	before := len(d.problems)
	w := &Waiver{Line: n.Line}
	known := []string{"rule", "certificate", "input", "truststores", "reason", "expires"}
	if !d.fields(n, "a waiver", known, func(key string, value *yaml.Node) { d.waiverField(w, key, value) }) {
		return nil
	}
	if len(d.problems) == before {
		d.whole(w)
	}
	if len(d.problems) > before {
		return nil
	}
	return w
}

func (d *decoder) waiverField(w *Waiver, key string, value *yaml.Node) {
	switch key {
	case "rule":
		if s, ok := d.text(value, key); ok {
			w.Rule = s
			d.rule(s, value.Line)
		}
	case "certificate":
		w.Certificate = d.fingerprint(value, key, "openssl x509 -noout -fingerprint -sha256 -in FILE prints it, and --output json has it")
	case "input":
		w.Input = d.fingerprint(value, key, "sha256sum FILE prints it")
	case "truststores":
		w.Truststores = d.patterns(value)
	case "reason":
		if s, ok := d.text(value, key); ok {
			w.Reason = s
			if s == "" || len(s) > maxReason {
				d.fail(value.Line, "say in a sentence why this may pass", "reason has to be a text of 1 to %d bytes", maxReason)
			}
		}
	case "expires":
		d.expires(w, value)
	}
}

// maxReason bounds what every waived finding repeats.
const maxReason = 500

// whole asks for what a waiver has to have, and that no other is the same.
func (d *decoder) whole(w *Waiver) {
	const sure = "a waiver has rule, certificate or input, reason and expires"
	for _, need := range []struct {
		missing bool
		key     string
	}{
		{w.Rule == "", "rule"}, {w.Certificate == "" && w.Input == "", "certificate"}, {w.Reason == "", "reason"}, {w.Expires == "", "expires"},
	} {
		if need.missing {
			d.fail(w.Line, sure, "the waiver has no %s", need.key)
			return
		}
	}
	if w.Certificate != "" && w.Input != "" {
		d.fail(w.Line, "keep the one that the finding is about", "the waiver has both certificate and input")
		return
	}
	key := strings.Join(append([]string{w.Rule, w.Certificate, w.Input}, w.Truststores...), "\x00")
	if line, again := d.met[key]; again {
		d.fail(w.Line, "keep one of them", "the same waiver stands there already, in line %d", line)
		return
	}
	d.met[key] = w.Line
}

func (d *decoder) rule(id string, line int) {
	switch {
	case unwaivable(id) != "":
		d.fail(line, "take the waiver out", "%s cannot be waived: %s", id, unwaivable(id))
	case !d.rules[id]:
		hint := "mtlscheck explain lists the ids"
		if near := explain.NearestOf(id, slices.Sorted(maps.Keys(d.rules))); near != "" {
			hint = "did you mean " + near + "? " + hint
		}
		d.fail(line, hint, "there is no rule %q", short(id))
	}
}

func (d *decoder) fingerprint(n *yaml.Node, key, hint string) string {
	s, ok := d.scalar(n, key)
	if !ok {
		return ""
	}
	sum, ok := fingerprint(s)
	if !ok {
		d.fail(n.Line, hint, "%s has to be a SHA-256 fingerprint, 64 hexadecimal digits, not %q", key, short(s))
		return ""
	}
	return sum
}

// patterns reads one pattern, or a list of them.
func (d *decoder) patterns(n *yaml.Node) []string {
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode && n.Anchor == "" {
		items = n.Content
	}
	if len(items) == 0 {
		d.fail(n.Line, "name a file, or leave the key out", "truststores is an empty list")
	}
	var list []string
	for _, item := range items {
		s, ok := d.text(item, "truststores")
		if !ok {
			continue
		}
		if _, err := path.Match(s, ""); err != nil || s == "" {
			d.fail(item.Line, "write it as trust/*.pem", "%q is no pattern of file names", short(s))
			continue
		}
		list = append(list, s)
	}
	return list
}

// expires reads the end of a waiver: a day, which still belongs to it, or a moment.
func (d *decoder) expires(w *Waiver, n *yaml.Node) {
	s, ok := d.scalar(n, "expires")
	if !ok {
		return
	}
	if day, err := time.Parse(time.DateOnly, s); err == nil {
		w.Expires, w.Until = s, day.AddDate(0, 0, 1).Add(-time.Second)
		return
	}
	moment, err := time.Parse(time.RFC3339, s)
	if err != nil || moment.UTC().Year() < 0 || moment.UTC().Year() > 9999 {
		d.fail(n.Line, "write it as 2026-12-31, the last day on which it holds, or as 2026-12-31T12:00:00Z", "expires has to be a day, not %q", short(s))
		return
	}
	w.Until = moment.UTC()
	w.Expires = w.Until.Format(time.DateOnly)
}

// waivable lists the ids of findings that a waiver may name.
func waivable() map[string]bool {
	ids := map[string]bool{}
	for _, t := range explain.All() {
		switch t.Kind {
		case explain.KindReason, explain.KindRule, explain.KindFinding, explain.KindOpenSSL:
			if t.Severity != "" && unwaivable(t.ID) == "" {
				ids[t.ID] = true
			}
		}
	}
	return ids
}

// unwaivable says why a finding cannot be waived; "" when it can.
func unwaivable(id string) string {
	switch id {
	case "private_key_in_truststore", "private_key_dropped", "text_looks_like_key":
		return "nothing makes a private key in a truststore right; it has to be taken out, and replaced if the file was ever uploaded or committed"
	case explain.WaiverExpired, explain.WaiverExpiresSoon, explain.WaiverUnused, "allow_loss_unused":
		return "it is about the configuration itself"
	}
	return ""
}
