package report

import (
	"fmt"
	"strings"
)

// markdownClientRow is a client in the table. Its link is made when it is known whether the detail is shown.
func markdownClientRow(c *Client) string {
	row := clientRow(c)
	cells := []string{markdownCell(row[0][0]), linkMark + markdownCell(row[1][0]) + closeMark}
	for _, cell := range row[2:] {
		cells = append(cells, markdownCell(cell[0]))
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// markdownClient is the detail of a client that is not accepted, under an anchor.
func markdownClient(c *Client) string {
	if c.Verdict == "accepted" {
		return ""
	}
	m := &markdown{room: markdownDetailRoom}
	m.put(`<a name="client-` + numberMark + `"></a>` + "\n\n")
	title := span{clientName(c) + " " + strings.ToUpper(c.Verdict) + ": " + shorten(Escape(c.Subject), cellText), verdictStyle(c.Verdict)}
	m.fold(signed(title), func() { m.blocks(clientBlocks(c)) })
	return m.out.String()
}

// clients writes the table and the details of those that were kept, the denied first.
func (m *markdown) clients(s *shelf) {
	shown := s.shown()
	if len(shown) == 0 {
		return
	}
	m.put("## Clients\n\n" + markdownTableHead(clientColumns()))
	details := 0
	for _, k := range shown {
		m.put(k.numbered(k.row, "[", "](#client-"+numberMark+")"))
		if k.detail != "" {
			details++
		}
	}
	m.put("\n")
	if text := s.leftOutOfTable(len(shown)); text != "" {
		m.put(escapeMarkdown(text) + "\n\n")
	}
	if details == 0 {
		return
	}
	m.put("## Client by client\n\n")
	for _, k := range shown {
		if k.detail != "" {
			m.put(k.numbered(k.detail, "", ""))
		}
	}
	if rest := s.drawers[0].total + s.drawers[1].total - details; rest > 0 {
		m.put(fmt.Sprintf("The details of %s that are denied or unclear are left out, to stay below the 1 MiB that GitHub shows: "+
			"`--output html` has more of them, `--output json` has all.\n\n", plural(rest, "more client")))
	}
}

// leftOutOfTable says how many clients the table does not have.
func (s *shelf) leftOutOfTable(shown int) string {
	rest := [3]int{s.drawers[0].total, s.drawers[1].total, s.drawers[2].total}
	for i := range s.drawers {
		n := min(shown, len(s.drawers[i].clients))
		rest[i] -= n
		shown -= n
	}
	if rest == [3]int{} {
		return ""
	}
	return fmt.Sprintf("Clients that are not in the table: %d denied, %d unclear, %d accepted. --output json has all.", rest[0], rest[1], rest[2])
}

// end says what was left out, and what made the page.
func (m *markdown) end(r *Report) {
	if m.leftOut > 0 {
		m.out.WriteString(fmt.Sprintf("%s of this report left out, to stay below the 1 MiB that GitHub shows: `--output json` has all.\n\n",
			plural(m.leftOut, "part")))
	}
	m.out.WriteString(escapeMarkdown(madeBy(r)) + "\n")
}

// madeBy names the program and the report.
func madeBy(r *Report) string {
	return fmt.Sprintf("Made by mtlscheck %s %s, report schema %s.", r.Tool.Version, r.Command, r.SchemaVersion)
}
