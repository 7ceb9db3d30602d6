// Package rewrite writes a truststore anew: one plain PEM block for each certificate, in the order of the file. It leaves
// out what is no certificate, and what its options name, and tells of everything that it leaves out or changes. It does
// not ask who needs a certificate: package change does.
package rewrite

import (
	"bytes"
	"encoding/pem"
	"slices"
	"time"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// Options say what is left out beside what is no certificate. The zero value keeps every certificate and text.
type Options struct {
	DropDuplicates bool // further copies of a certificate
	DropText       bool
	DropExpired    bool // what ended before At
	DropNonCA      bool // certificates that say they are no CA's, but for self-signed ones: those are listed on purpose
	DropSelfSigned bool // with DropNonCA: these too
	At             time.Time
}

// Rule names why something was left out or changed. The names are stable.
type Rule string

// The rules.
const (
	LostBlock    Rule = "block_lost"          // it claims to be a certificate and cannot be read
	PrivateKey   Rule = "private_key_dropped" //
	Container    Rule = "container_dropped"   // it may hold certificates, which are not taken out
	OtherBlock   Rule = "block_dropped"       // no certificate
	Duplicate    Rule = "duplicate_dropped"   //
	Expired      Rule = "expired_dropped"     //
	NotCA        Rule = "not_a_ca_dropped"    //
	TextDropped  Rule = "text_dropped"        // because the options say so, or it serves nothing
	TextIsSecret Rule = "text_looks_like_key" //
	TextConflict Rule = "merge_conflict"      //
	FormMended   Rule = "form_mended"         //
	BlockChanged Rule = "block_rewritten"     //
)

// Remark is one thing left out or changed.
type Remark struct {
	Rule      Rule
	Entry     *truststore.Entry // nil for a text, or for the file
	FirstLine int
	LastLine  int
	Message   string
	Fix       string // what is left to do; usually nothing
}

// Result is a truststore written anew.
type Result struct {
	Data    []byte
	Kept    []*truststore.Entry
	Spared  map[Rule]int // of these, how many an option that was not given would leave out
	Texts   int          // kept
	Dropped []Remark
	Changed []Remark
}

// Rewrite writes a bundle anew. What it writes has been read again: it holds the kept certificates, byte for byte and in
// this order, and nothing else but texts. Texts for which that would not hold, or that a second run would not keep, are
// left out.
func Rewrite(b *truststore.Bundle, o Options) *Result {
	r := plan(b, o)
	if !o.DropText && !r.readsBack(o) {
		o.DropText = true
		r = plan(b, o)
	}
	return r
}

func plan(b *truststore.Bundle, o Options) *Result {
	w := &writer{bundle: b, options: o, first: map[[32]byte]*truststore.Entry{}, result: &Result{Spared: map[Rule]int{}}}
	w.conflict = slices.ContainsFunc(b.Notes, func(n truststore.Note) bool { return n.Form == truststore.FormMergeConflict })
	w.items()
	w.forms()
	w.result.Data = w.out.Bytes()
	return w.result
}

// readsBack reads what was written, and writes it anew.
func (r *Result) readsBack(o Options) bool {
	if len(r.Kept) == 0 {
		return true // nothing will be written
	}
	again, err := truststore.Load(&truststore.Object{Data: r.Data})
	if err != nil || len(again.Entries) != len(r.Kept) || !bytes.Equal(plan(again, o).Data, r.Data) {
		return false
	}
	return slices.EqualFunc(again.Certificates(), r.Kept, func(a, b *truststore.Entry) bool {
		return a.Strict() && bytes.Equal(a.DER, b.Certificate.Raw)
	})
}

// writer goes through a bundle once.
type writer struct {
	bundle    *truststore.Bundle
	options   Options
	out       bytes.Buffer
	first     map[[32]byte]*truststore.Entry // where each kept certificate stands first
	conflict  bool                           // the file is an unfinished merge
	rewrapped int                            // blocks whose lines are as long as others now
	result    *Result
}

// items writes blocks and texts in the order of the file.
func (w *writer) items() {
	texts, prose := w.bundle.Texts, w.bundle.Prose()
	for i := range w.bundle.Entries {
		e := &w.bundle.Entries[i]
		for len(texts) > 0 && texts[0].Offset < e.Offset {
			w.text(texts[0], prose[0])
			texts, prose = texts[1:], prose[1:]
		}
		w.entry(e)
	}
	for i, t := range texts {
		w.text(t, prose[i])
	}
}

func (w *writer) entry(e *truststore.Entry) {
	lost := e.Lost != nil
	if lost {
		e = found(e)
	}
	if rule, message, fix := w.reject(e); rule != "" {
		w.drop(Remark{Rule: rule, Entry: e, FirstLine: e.FirstLine, LastLine: e.LastLine, Message: message, Fix: fix})
		return
	}
	w.spare(e)
	if w.first[e.Certificate.SHA256] == nil {
		w.first[e.Certificate.SHA256] = e
	}
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: e.Certificate.Raw})
	if lost {
		w.change(Remark{Rule: BlockChanged, Entry: e, FirstLine: e.FirstLine, LastLine: e.LastLine,
			Message: e.Certificate.Subject.String() + ", which readers lose where it stands, is written as a block of its own"})
	} else {
		w.compare(e, block)
	}
	w.out.Write(block)
	w.result.Kept = append(w.result.Kept, e)
}

// spare counts what stays only because no option says otherwise. Self-signed certificates are listed on purpose.
func (w *writer) spare(e *truststore.Entry) {
	stricter := w.options
	stricter.DropDuplicates, stricter.DropExpired, stricter.DropNonCA = true, true, true
	if rule, _ := w.unwanted(e, stricter); rule != "" {
		w.result.Spared[rule]++
	}
}

// found makes of a block in which readers lose a certificate one of that certificate.
func found(e *truststore.Entry) *truststore.Entry {
	sound := *e
	sound.Certificate, sound.DER, sound.Reject, sound.Lost = e.Lost, e.Lost.Raw, "", nil
	return &sound
}

func (w *writer) drop(r Remark) { w.result.Dropped = append(w.result.Dropped, r) }

func (w *writer) change(r Remark) { w.result.Changed = append(w.result.Changed, r) }
