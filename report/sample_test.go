package report

import (
	"bytes"
	"reflect"
	"testing"
	"time"
)

// evil is what a stranger might put into any text: line feeds, an escape sequence, a workflow command, markup,
// a bidirectional override, bytes that are no UTF-8, and what XML cannot hold.
const evil = "evil\n ::error::boo ##[error]x\r\x1b[31m<script>&\"'{0}[link](http://x)\u202e\xff\x00\ufffe|`*\u0085"

// filled gives a report whose every field holds something: each text is the one given, each list has one element.
func filled(text string) *Report {
	r := &Report{}
	fill(reflect.ValueOf(r).Elem(), text)
	r.SchemaVersion, r.Summary.ExitCode = SchemaVersion, 1
	return r
}

func fill(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Int:
		v.SetInt(1)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), text)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), text)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), text)
		}
	}
}

// written writes a report in one format, its clients one by one.
func written(t testing.TB, r *Report, o Output) string {
	t.Helper()
	var b bytes.Buffer
	o.W = &b
	s := NewStream(o)
	write(t, s, r)
	return b.String()
}

func write(t testing.TB, s *Stream, r *Report) {
	t.Helper()
	clients := r.Clients
	for i := range clients {
		if err := s.Client(r, s.Render(&clients[i])); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.End(t.Context(), r); err != nil {
		t.Fatal(err)
	}
}

// actsOnTerminal finds the first character that a terminal would obey; line feeds are no such.
func actsOnTerminal(text string) int {
	for i, r := range text {
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return i
		}
	}
	return -1
}

// commandsOf are the words of commands that a report may have been made by.
func commandsOf() []string {
	return []string{"verify", "lint", "match", "inspect", "rules", "diff", "timeline", "fix", "explain", "demo"}
}
