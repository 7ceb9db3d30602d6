package report

import (
	"fmt"
	"strings"

	"github.com/mtlscheck/mtlscheck/internal/change"
)

// diffDocument says who loses access, and then what the two truststores differ in.
func diffDocument(r *Report) document {
	doc := document{title: "Change of a truststore"}
	d := r.Diff
	if d == nil {
		return doc
	}
	doc.answer, doc.count = diffBadge(r), diffSummary(r)
	doc.blocks = append(doc.blocks, heading{1, d.Old + " → " + d.New, diffBadge(r)})
	doc.blocks = append(doc.blocks, paragraph{plain(sameText(d))})
	doc.blocks = append(doc.blocks, changeGroups(d)...)
	doc.blocks = append(doc.blocks, certificateBlocks(d)...)
	return doc
}

// diffBadge sums up what the change does to clients. Those that may lose access by permission do not fail it.
func diffBadge(r *Report) span {
	d := r.Diff
	loses, mayLose := d.Counts.Loses, d.Counts.MayLose
	for _, c := range d.Clients {
		switch {
		case c.Allowed == nil:
		case c.Change == string(change.Loses):
			loses--
		default:
			mayLose--
		}
	}
	switch {
	case !d.Judged && !d.SameBytes:
		return span{"no clients given", doubt}
	case loses > 0:
		return span{plural(loses, "client") + verb(loses, " loses access", " lose access"), bad}
	case mayLose > 0:
		return span{plural(mayLose, "client") + " may lose access", bad}
	case d.Judged && (r.Summary.Clients == 0 || anyFailed(r)):
		return span{"not every client could be judged", doubt}
	case d.Counts.Loses+d.Counts.MayLose > 0:
		return span{"nobody loses access who is not allowed to", good}
	case !d.Judged:
		return span{"no change", good}
	}
	return span{"nobody loses access", good}
}

// sameText says what stays, and which differences mean nothing.
func sameText(d *Diff) string {
	if d.SameBytes {
		return "The two are the same, byte for byte: nothing changes for anybody."
	}
	text := plural(d.Unchanged, "certificate") + verb(d.Unchanged, " stands", " stand") + " in both."
	if len(d.Gone)+len(d.Come)+len(d.Renewed)+len(d.Rekeyed) == 0 {
		text = fmt.Sprintf("The certificates of both are the same, %d of them.", d.Unchanged)
		if !d.Reordered && len(d.RepeatedOld)+len(d.RepeatedNew) == 0 {
			text += " Only how they are written, or what stands between them, differs."
		}
	}
	if d.Reordered {
		text += " Their order is another one, which no verdict depends on."
	}
	if n := len(d.RepeatedOld); n > 0 {
		text += fmt.Sprintf(" %s has %s of what it lists before;", d.Old, copies(n)) + nobodyText
	}
	if n := len(d.RepeatedNew); n > 0 {
		text += fmt.Sprintf(" %s has %s of what it lists before;", d.New, copies(n)) + nobodyText
	}
	if !d.Judged {
		text += " No clients were given, so nobody knows who loses access by this: name their certificates with --clients."
	}
	return text
}

const nobodyText = " nobody gains or loses access by that."

func copies(n int) string { return fmt.Sprintf("%d further %s", n, verb(n, "copy", "copies")) }

// changeGroup is the clients to whom the same thing happens for the same reason.
type changeGroup struct {
	first   *ClientChange
	clients []*ClientChange
}

// maxGroups bounds the reasons that get a section of their own.
const maxGroups = 25

// changeGroups writes the clients whose verdict changes, the gravest change first.
func changeGroups(d *Diff) []block {
	var blocks []block
	var rest []*ClientChange
	sections := 0
	for _, kind := range []change.Kind{change.Loses, change.MayLose, change.Gains, change.Changes} {
		for _, g := range groupChanges(d, kind) {
			if sections++; sections > maxGroups {
				rest = append(rest, g.clients...)
				continue
			}
			blocks = append(blocks, groupBlocks(d, g)...)
		}
	}
	if len(rest) > 0 {
		blocks = append(blocks, heading{2, plural(len(rest), "more client"), span{"other reasons", changeStyle(rest[0])}}, changeTable(rest))
	}
	if n := d.Counts.Untold; n > 0 {
		blocks = append(blocks, paragraph{plain(fmt.Sprintf("%s more, counted and not named.", plural(n, "client")))})
	}
	return blocks
}

func groupChanges(d *Diff, kind change.Kind) []*changeGroup {
	var groups []*changeGroup
	known := map[string]*changeGroup{}
	for i := range d.Clients {
		c := &d.Clients[i]
		if c.Change != string(kind) {
			continue
		}
		key := groupKey(c)
		if known[key] == nil {
			known[key] = &changeGroup{first: c}
			groups = append(groups, known[key])
		}
		known[key].clients = append(known[key].clients, c)
	}
	return groups
}

func groupKey(c *ClientChange) string {
	parts := []string{c.Before, c.After, c.Fix}
	for _, w := range c.Causes {
		parts = append(parts, w.SHA256)
	}
	if c.Reason != nil {
		parts = append(parts, c.Reason.ID, c.Reason.Message)
	}
	if c.Allowed != nil {
		parts = append(parts, c.Allowed.Reason)
	}
	return strings.Join(parts, "\x00")
}

func groupBlocks(d *Diff, g *changeGroup) []block {
	c := g.first
	name := plural(len(g.clients), "client")
	if len(g.clients) == 1 {
		name = clientAt(c.Client)
	}
	blocks := []block{heading{2, name, span{changeWords(c, len(g.clients)), changeStyle(c)}}, changeFacts(d, c)}
	if len(g.clients) > 1 {
		blocks = append(blocks, changeTable(g.clients))
	}
	return blocks
}

func changeWords(c *ClientChange, n int) string {
	text := ""
	switch change.Kind(c.Change) {
	case change.Loses:
		text = verb(n, "loses access", "lose access")
	case change.MayLose:
		text = "may lose access"
	case change.Gains:
		text = verb(n, "gains access", "gain access")
	default:
		text = "no access, for another reason"
	}
	if c.Allowed != nil {
		text += ", allowed"
	}
	return text
}

func changeStyle(c *ClientChange) style {
	switch {
	case c.Allowed != nil:
		return dim
	case c.Change == string(change.Loses), c.Change == string(change.MayLose):
		return bad
	case c.Change == string(change.Gains):
		return good
	}
	return dim
}

func changeFacts(d *Diff, c *ClientChange) facts {
	list := facts{{"verdict", plain(c.Before + " → " + c.After)}}
	gone, label := " of "+d.Old+" is gone", "cause"
	if c.Change == string(change.Gains) {
		gone = " of " + d.New + " came"
	}
	for _, w := range c.Causes {
		list = append(list, fact{label, plain(placeText(w, false) + " " + w.Subject + gone)})
		label = ""
	}
	if c.Reason != nil {
		why := "why"
		if c.Change == string(change.Gains) {
			why = "before"
		}
		list = append(list, fact{why, plain(c.Reason.Message)})
		if c.Reason.LogLine != "" && c.Change != string(change.Gains) {
			list = append(list, fact{"log", styled(code, c.Reason.LogLine)})
		}
	}
	if c.Fix != "" {
		list = append(list, fact{"fix", plain(c.Fix)})
	}
	if c.Allowed != nil {
		list = append(list, fact{"allowed", plain(waivedWords(c.Allowed))})
	}
	return list
}

func changeTable(clients []*ClientChange) table {
	t := table{name: "clients whose verdict changes", columns: []string{"client", "subject", "verdict"}}
	for _, c := range clients {
		t.rows = append(t.rows, []prose{styled(code, fileName(c.Client)), plain(c.Client.Subject), styled(changeStyle(c), c.Before+" → "+c.After)})
	}
	return t
}

// certificateBlocks list what went and came.
func certificateBlocks(d *Diff) []block {
	t := table{name: "certificates that differ", columns: []string{"change", "old", "new", "certificate"}}
	row := func(word string, s style, old, now, text string) {
		t.rows = append(t.rows, []prose{styled(s, word), styled(code, old), styled(code, now), plain(text)})
	}
	for _, w := range d.Gone {
		row("gone", doubt, placeText(w, false), "", w.Subject)
	}
	for _, r := range d.Rekeyed {
		row("re-keyed", doubt, placeText(r.Old, false), placeText(r.New, false), r.New.Subject+differText(r.Differences))
	}
	for _, r := range d.Renewed {
		row("renewed", normal, placeText(r.Old, false), placeText(r.New, false), r.New.Subject+differText(r.Differences))
	}
	for _, w := range d.Come {
		row("came", good, "", placeText(w, false), w.Subject)
	}
	if len(t.rows) == 0 {
		return nil
	}
	blocks := []block{heading{1, "Certificates", span{certificateCounts(d), dim}}, t}
	return append(blocks, fieldFold(d)...)
}

func certificateCounts(d *Diff) string {
	return fmt.Sprintf("%d gone, %d came, %d renewed, %d re-keyed, %d unchanged", len(d.Gone), len(d.Come), len(d.Renewed), len(d.Rekeyed), d.Unchanged)
}

// differText names the fields that differ, and how long the new certificate holds.
func differText(fields []Field) string {
	var names []string
	for _, f := range fields {
		if f.Name == "not after" {
			names = append(names, "not after "+f.Old+" → "+f.New)
		} else {
			names = append(names, f.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "; differs in " + strings.Join(names, ", ")
}

// fieldFold has the differences field by field.
func fieldFold(d *Diff) []block {
	var inside []block
	for _, list := range [][]Replacement{d.Rekeyed, d.Renewed} {
		for _, r := range list {
			t := table{name: "fields that differ", columns: []string{"field", "", "value"}}
			for _, f := range r.Differences {
				t.rows = append(t.rows, []prose{plain(f.Name), styled(dim, "old"), styled(code, f.Old)},
					[]prose{plain(""), styled(dim, "new"), styled(code, f.New)})
			}
			inside = append(inside, heading{3, r.New.Subject, span{}}, t)
		}
	}
	if len(inside) == 0 {
		return nil
	}
	return []block{fold{"field by field", inside}}
}

// otherFindings are those that the sections about clients do not tell.
func otherFindings(list []Finding) []Finding {
	var others []Finding
	for _, f := range list {
		switch f.Rule {
		case RuleLosesAccess, RuleMayLoseAccess, RuleGainsAccess, RuleVerdictChanges:
		default:
			others = append(others, f)
		}
	}
	return others
}

func diffSummary(r *Report) string {
	d, s := r.Diff, r.Summary
	if !d.Judged {
		return certificateCounts(d)
	}
	n := d.Counts
	text := fmt.Sprintf("%s: %d %s, %d may lose access, %d %s, %d denied or unclear for another reason", plural(s.Clients, "client"),
		n.Loses, verb(n.Loses, "loses access", "lose access"), n.MayLose, n.Gains, verb(n.Gains, "gains access", "gain access"), n.Changes)
	return text + fmt.Sprintf("; with %s %d accepted, %d denied, %d unclear", d.New, s.Accepted, s.Denied, s.Unclear)
}
