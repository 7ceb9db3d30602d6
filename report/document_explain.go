package report

import (
	"cmp"
	"fmt"
	"strings"
)

// explainDocument is what explain says of each text, or the list of all that it knows.
func explainDocument(r *Report) document {
	d := document{title: "Explanation", answer: span{explainAnswer(r.Topics), normal}}
	if len(r.Topics) > 0 && r.Topics[0].Asked == "" {
		return topicList(r.Topics)
	}
	for i := range r.Topics {
		d.blocks = append(d.blocks, topicBlocks(&r.Topics[i])...)
	}
	return d
}

// explainAnswer says how much of what was asked is known.
func explainAnswer(topics []Topic) string {
	known := 0
	for _, t := range topics {
		if t.Known {
			known++
		}
	}
	if known == 0 {
		return "Nothing is known of this text"
	}
	return plural(known, "topic") + " found"
}

// topicList is every topic in a table of its kind.
func topicList(topics []Topic) document {
	d := document{title: "What can be asked", answer: span{plural(len(topics), "topic"), normal}}
	kind := ""
	var t table
	flush := func() {
		if len(t.rows) > 0 {
			d.blocks = append(d.blocks, heading{1, t.name, span{}}, t)
		}
	}
	for _, topic := range topics {
		if topic.Kind != kind {
			flush()
			kind, t = topic.Kind, table{name: kindName(topic.Kind), columns: []string{"id", "what it is"}}
		}
		t.rows = append(t.rows, []prose{styled(code, topic.ID), plain(cmp.Or(topic.Title, topic.Text))})
	}
	flush()
	return d
}

// kindName says in words what a kind of topics is.
func kindName(kind string) string {
	switch kind {
	case "reason":
		return "reasons of verdicts"
	case "rule":
		return "rules of lint"
	case "finding":
		return "further findings"
	case "log_line":
		return "what gateways log"
	case "api_error":
		return "errors of AWS's API"
	case "domain_status":
		return "states of a custom domain"
	case "truststore_warning":
		return "warnings about a truststore"
	case "openssl":
		return "errors of openssl verify"
	case "symptom":
		return "what the client's side sees"
	}
	return kind
}

func topicBlocks(t *Topic) []block {
	if !t.Known {
		return unknownTopic(t)
	}
	list := []block{heading{1, t.ID, span{strings.ReplaceAll(t.Kind, "_", " "), dim}}, paragraph{styled(strong, t.Title)}}
	if t.Text != "" {
		list = append(list, listing{t.Text})
	}
	list = append(list, pairs("asked", askedText(t), "means", t.Explanation, "here", t.Note, "fix", t.Fix))
	if len(t.Outcomes) > 0 {
		list = append(list, outcomeTable(t.Outcomes))
	}
	return append(list, pairs("basis", t.Basis, "source", t.Source, "see", strings.Join(t.See, ", ")))
}

// pairs makes facts of labels and texts, without those that are empty. A source is a link.
func pairs(list ...string) facts {
	var f facts
	for i := 0; i < len(list); i += 2 {
		text := fact{list[i], plain(list[i+1])}
		if list[i] == "source" {
			text.text = styled(link, list[i+1])
		}
		if list[i+1] != "" {
			f = append(f, text)
		}
	}
	return f
}

// askedText repeats the text that was asked for, when it says more than the topic's own.
func askedText(t *Topic) string {
	switch {
	case t.Lines > 0:
		return fmt.Sprintf("%s of the input; the first: %s", plural(t.Lines, "line"), t.Asked)
	case strings.EqualFold(t.Asked, t.ID), strings.EqualFold(t.Asked, t.Text):
		return ""
	}
	return t.Asked
}

// outcomeTable is what each gateway makes of a condition, and how that is known.
func outcomeTable(list []TopicOutcome) table {
	t := table{name: "what gateways make of it", columns: []string{"profile", "verdict", "how it shows, and how that is known"}}
	for _, o := range list {
		t.rows = append(t.rows, []prose{plain(o.Profile), styled(verdictStyle(o.Verdict), o.Verdict), plain(outcomeText(o))})
	}
	return t
}

func outcomeText(o TopicOutcome) string {
	text := ""
	switch {
	case o.Verdict != "denied":
	case o.HTTP == 0 && o.LogLine == "":
		text = "the TLS connection is dropped, without a log entry; "
	case o.HTTP == 0:
		text = "the TLS connection is dropped, and the connection log has " + o.LogLine + "; "
	case o.LogLine != "":
		text = fmt.Sprintf("%d, and the log has %q; ", o.HTTP, o.LogLine)
	default:
		text = fmt.Sprintf("%d, %s; ", o.HTTP, undocumented)
	}
	text += o.Basis + ", " + o.Confidence + " confidence"
	if o.Note != "" {
		text += ": " + o.Note
	}
	return text
}

func unknownTopic(t *Topic) []block {
	list := []block{heading{1, t.Asked, span{"not known", doubt}}}
	if len(t.Near) == 0 {
		return append(list, paragraph{plain("Nothing that is known comes close to it. mtlscheck explain lists what can be asked.")})
	}
	near := table{name: "what comes closest", columns: []string{"id", "alike", "what it is"}}
	for _, n := range t.Near {
		near.rows = append(near.rows, []prose{styled(code, n.ID), plain(fmt.Sprintf("%d%%", n.Similarity)), plain(n.Title)})
	}
	return append(list, paragraph{plain("Nothing is known of this text. What comes closest, by the groups of three letters that are shared:")}, near)
}
