package report

import (
	"fmt"
	"strings"
)

// inspectDocument lists every block of every file, and all that is known of each certificate in a fold.
func inspectDocument(r *Report) document {
	var d document
	count := 0
	for i := range r.Files {
		f := &r.Files[i]
		count += f.Ledger.Accepted
		d.blocks = append(d.blocks, heading{1, f.Ref, span{}}, ledgerBlock(f))
		if len(f.Entries) > 0 {
			d.blocks = append(d.blocks, entryTable(f))
		}
		if len(f.Problems) > 0 {
			d.blocks = append(d.blocks, findingTable("Remarks on "+f.Ref, f.Problems))
		}
		d.blocks = append(d.blocks, certificateFolds(f)...)
	}
	if len(r.Files) > 0 {
		d.answer = span{fmt.Sprintf("%s in %s", plural(count, "certificate"), plural(len(r.Files), "file")), normal}
	}
	return d
}

func entryTable(b *Bundle) table {
	t := table{name: "Blocks of " + b.Ref, columns: []string{"#", "lines", "subject", "kind", "key", "signed with", "valid until", "remarks"}}
	for i := range b.Entries {
		t.rows = append(t.rows, entryRow(&b.Entries[i]))
	}
	return t
}

func entryRow(e *Entry) []prose {
	row := []prose{plain(fmt.Sprint(e.Index)), plain(linesText(e)), nil, plain(kindText(e)), nil, nil, nil, nil}
	switch c := e.Certificate; {
	case e.Reject != "":
		row[3], row[7] = styled(bad, "rejected "+e.Label), plain(e.Reject)
	case c == nil:
	case e.Kind == "certificate_request":
		row[2], row[4] = plain(c.Subject), plain(keyWords(c.Key))
	default:
		row[2], row[4], row[5], row[6] = plain(shorten(Escape(c.Subject), cellText)), plain(keyWords(c.Key)), plain(c.SignatureAlgorithm), plain(dateOnly(c.NotAfter))
		row[7] = plain(strings.Join(remarks(c), "; "))
	}
	return row
}

func linesText(e *Entry) string {
	if e.FirstLine == 0 {
		return ""
	}
	return fmt.Sprintf("%d–%d", e.FirstLine, e.LastLine)
}

func kindText(e *Entry) string {
	if e.Certificate == nil || e.Kind == "certificate_request" {
		return strings.ReplaceAll(e.Kind, "_", " ")
	}
	return certificateKind(e.Certificate)
}

// remarks are what is odd about a certificate.
func remarks(c *Certificate) []string {
	var list []string
	if c.GoRefuses != "" {
		list = append(list, "Go's parser refuses it: "+c.GoRefuses)
	}
	return append(list, c.Oddities...)
}

// shownFolds bounds the certificates of one file of which every field is told; JSON tells all of all.
const shownFolds = 100

func certificateFolds(b *Bundle) []block {
	var blocks []block
	for i := range b.Entries {
		e := &b.Entries[i]
		if e.Certificate == nil || e.Reject != "" {
			continue
		}
		if len(blocks) == shownFolds {
			return append(blocks, paragraph{plain(fmt.Sprintf("Every field is told of the first %d certificates; --output json tells it of all.", shownFolds))})
		}
		blocks = append(blocks, fold{fmt.Sprintf("#%d %s: every field", e.Index, shorten(Escape(e.Subject), cellText)), []block{fieldFacts(e.Certificate)}})
	}
	return blocks
}

func fieldFacts(c *Certificate) facts {
	fields := append([]detail{{"subject", c.Subject}, {"issuer", c.Issuer}, {"serial", c.Serial},
		{"not before", c.NotBefore}, {"not after", c.NotAfter}}, certificateDetails(c)...)
	var list facts
	for _, f := range fields {
		if f.value != "" {
			list = append(list, fact{f.name, plain(f.value)})
		}
	}
	return list
}
