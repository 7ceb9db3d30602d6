package report

import "fmt"

// matchDocument says which holders have one key, and how the client's certificate stands to the truststore.
func matchDocument(r *Report) document {
	m := r.KeyMatch
	if m == nil {
		return document{}
	}
	d := document{answer: span{"The keys agree", good}, blocks: []block{paragraph{plain(m.Sentence)}}}
	switch {
	case !m.Agree:
		d.answer = span{"They do not belong together", bad}
	case m.stranger():
		d.answer = span{"The keys agree, but no issuer in the truststore", doubt}
		if alone(m) {
			d.answer.text = "Compared with the truststore: no issuer in it"
		}
	case alone(m):
		d.answer = span{"Compared with the truststore", good}
	}
	var others [][]prose
	for i, held := range keyGroups(m) {
		switch {
		case len(held) == 0:
		case onlyTruststore(held):
			others = append(others, holderRows(held)...)
		default:
			d.blocks = append(d.blocks, keyBlocks(i+1, held)...)
		}
	}
	if len(others) > 0 {
		d.blocks = append(d.blocks, fold{"The truststore's other keys, as issuers have: " + plural(len(others), "certificate"),
			[]block{holderTable("Other keys of the truststore", others)}})
	}
	d.blocks = append(d.blocks, listingBlocks(m.Listings)...)
	if len(m.Notes) > 0 {
		d.blocks = append(d.blocks, labelled("note", m.Notes...))
	}
	return d
}

// alone tells whether there is one key beside the truststore, which agrees with none.
func alone(m *KeyMatch) bool {
	n := 0
	for i := range m.Holders {
		if k := m.Holders[i].Kind; k != "truststore_certificate" && k != "chain_certificate" {
			n++
		}
	}
	return n == 1
}

func keyBlocks(group int, held []*KeyHolder) []block {
	first := held[0]
	list := facts{{"public key", prose{{"SHA-256 ", normal}, {first.SPKISHA256, code}}}}
	if m := first.Modulus; m != nil {
		list = append(list, fact{"modulus", prose{{"openssl … -noout -modulus | openssl sha1: ", normal}, {m.SHA1, code}}},
			fact{"", prose{{"the same with openssl md5: ", normal}, {m.MD5, code}}},
			fact{"", prose{{"the same with openssl sha256: ", normal}, {m.SHA256, code}}})
	}
	name := fmt.Sprintf("Key %d", group)
	return []block{heading{1, name + ": " + keyWords(first.Key), span{}}, list, holderTable("Holders of "+name, holderRows(held))}
}

func holderTable(name string, rows [][]prose) table {
	return table{name: name, columns: []string{"fits", "place", "what", "format", "subject"}, rows: rows}
}

func holderRows(held []*KeyHolder) [][]prose {
	var rows [][]prose
	for _, h := range held {
		fits := plain("")
		switch {
		case h.Damage != "":
			fits = styled(bad, "damaged: "+h.Damage)
		case h.Odd:
			fits = styled(bad, "the odd one out")
		}
		rows = append(rows, []prose{fits, styled(code, holderPlace(h)), plain(holderKind(h)), plain(h.Format), plain(h.Where.Subject)})
	}
	return rows
}

func holderPlace(h *KeyHolder) string {
	if h.Where.Index > 1 || h.Kind == "truststore_certificate" {
		return fmt.Sprintf("%s #%d", h.Where.Ref, h.Where.Index)
	}
	return h.Where.Ref
}

func listingBlocks(list []Listing) []block {
	var blocks []block
	for _, l := range list {
		if len(blocks) == 0 {
			blocks = append(blocks, heading{1, "Certificate and truststore", span{}})
		}
		blocks = append(blocks, paragraph{plain(listingText(l))})
		if len(l.Differences) > 0 {
			blocks = append(blocks, differenceTable(l.Differences))
		}
		if text := issuerText(l); text != "" {
			blocks = append(blocks, paragraph{plain(text)})
		}
	}
	return blocks
}

func differenceTable(list []Difference) table {
	t := table{name: "Differences", columns: []string{"field", "client", "truststore"}}
	for _, d := range list {
		t.rows = append(t.rows, []prose{styled(strong, d.Field), plain(d.Client), plain(d.Truststore)})
	}
	return t
}
