package report

import (
	"bytes"
	"strconv"
	"strings"
	"sync/atomic"
)

// shelf keeps clients, as a format wrote them, until the end of a run: a page begins with counts that are known last,
// and shows the denied first. It never holds more than its limits for each verdict, however many clients there are.
type shelf struct {
	limits  shelfLimits
	seen    int
	drawers [3]drawer
}

// shelfLimits bound what a page shows, in number and bytes.
type shelfLimits struct {
	rows, rowBytes       int // of the table
	details, detailBytes int
}

// drawer is the clients of one verdict.
type drawer struct {
	clients               []kept
	total, details        int
	rowBytes, detailBytes int

	rowsFull, detailsFull atomic.Bool // read by those who render, to save work on what would not be kept
}

// kept is a client on the shelf: its row, and its detail if there was room for it.
type kept struct {
	number      int // among all clients of the run
	row, detail string
}

// The marks stand in rendered rows and details for what is known later. Escaped text has no control characters.
const (
	numberMark = "\x00" // the number of the client in the run
	detailMark = "\x01" // between row and detail
	linkMark   = "\x02" // begins the link to the detail,
	closeMark  = "\x03" // and ends it
)

// drawerOf orders verdicts by how much they matter.
func drawerOf(verdict string) int {
	switch verdict {
	case "denied":
		return 0
	case "unclear":
		return 1
	}
	return 2
}

// pack makes the bytes of one client. They are put on the shelf in the order of the clients, after a drawer was asked
// whether it is full: what is left out then would not be kept, so the page does not depend on who was faster.
func (s *shelf) pack(verdict string, row, detail func() string) []byte {
	n := drawerOf(verdict)
	out := []byte{byte(n)}
	if d := &s.drawers[n]; !d.rowsFull.Load() {
		out = append(append(out, row()...), detailMark...)
		if !d.detailsFull.Load() {
			out = append(out, detail()...)
		}
	}
	return out
}

// hide makes the bytes of a client that is only counted.
func (s *shelf) hide(verdict string) []byte { return []byte{byte(drawerOf(verdict))} }

// put takes what pack made.
func (s *shelf) put(rendered []byte) {
	s.seen++
	d := &s.drawers[rendered[0]]
	d.total++
	row, detail, packed := bytes.Cut(rendered[1:], []byte(detailMark))
	if !packed || d.rowsFull.Load() {
		return
	}
	if len(d.clients) == s.limits.rows || d.rowBytes+len(row) > s.limits.rowBytes {
		d.rowsFull.Store(true)
		return
	}
	d.rowBytes += len(row)
	k := kept{number: s.seen, row: string(row)}
	if d.takes(len(detail), s.limits) {
		k.detail = string(detail)
	}
	d.clients = append(d.clients, k)
}

// takes tells whether a detail of that size is kept. After the first that is not, none is.
func (d *drawer) takes(size int, l shelfLimits) bool {
	if size == 0 || d.detailsFull.Load() {
		return false
	}
	if d.details == l.details || d.detailBytes+size > l.detailBytes {
		d.detailsFull.Store(true)
		return false
	}
	d.details++
	d.detailBytes += size
	return true
}

// shown gives the clients of the page: the denied, the unclear, then the accepted, each in the order of the run, as
// many as the limits allow all together.
func (s *shelf) shown() []kept {
	var list []kept
	left := s.limits
	for i := range s.drawers {
		for _, k := range s.drawers[i].clients {
			if left.rows == 0 || left.rowBytes < len(k.row) {
				return list
			}
			left.rows--
			left.rowBytes -= len(k.row)
			if left.details == 0 || left.detailBytes < len(k.detail) {
				k.detail, left.details = "", 0
			}
			if k.detail != "" {
				left.details--
				left.detailBytes -= len(k.detail)
			}
			list = append(list, k)
		}
	}
	return list
}

// numbered puts the number into what was rendered without it, and a link into the row if it leads somewhere. The ends
// of the link may have the number mark too.
func (k kept) numbered(text, open, end string) string {
	if k.detail == "" {
		open, end = "", ""
	}
	text = strings.NewReplacer(linkMark, open, closeMark, end).Replace(text)
	return strings.ReplaceAll(text, numberMark, strconv.Itoa(k.number))
}
