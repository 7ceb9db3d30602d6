package report

import (
	"cmp"
	"fmt"
	"strings"
)

// configDocument lists what a configuration says.
func configDocument(r *Report) document {
	d := document{title: "Configuration", answer: span{"The configuration is right", good}}
	c := r.Config
	if c == nil {
		return d
	}
	d.blocks = append(d.blocks, paragraph{plain(fmt.Sprintf("%s is right: %s.", c.Ref, plural(len(c.Waivers), "waiver")))})
	if len(c.Defaults) > 0 {
		var f facts
		for _, v := range c.Defaults {
			f = append(f, fact{"default", plain("--" + v.Flag + " " + v.Value)})
		}
		d.blocks = append(d.blocks, f)
	}
	if len(c.Waivers) > 0 {
		d.blocks = append(d.blocks, waiverTable(c))
	}
	return d
}

func waiverTable(c *Settings) table {
	t := table{name: "waivers", columns: []string{"line", "state", "until", "rule", "for", "reason"}}
	for _, w := range c.Waivers {
		t.rows = append(t.rows, []prose{plain(fmt.Sprint(w.Line)), styled(waiverStyle(w.State), strings.ReplaceAll(w.State, "_", " ")), plain(w.Until),
			styled(code, w.Rule), plain(waiverSubject(w)), plain(w.Reason)})
	}
	return t
}

// waiverSubject names what a waiver is for, by the beginning of its fingerprint.
func waiverSubject(w WaiverState) string {
	what := "certificate "
	if w.Input != "" {
		what = "input "
	}
	text := what + cmp.Or(w.Certificate, w.Input)[:8] + "…"
	if len(w.Truststores) > 0 {
		text += " in " + strings.Join(w.Truststores, ", ")
	}
	return text
}

func waiverStyle(state string) style {
	switch state {
	case "expired":
		return bad
	case "expires_soon":
		return doubt
	}
	return good
}
