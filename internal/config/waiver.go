package config

import (
	"cmp"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mtlscheck/mtlscheck/internal/explain"
)

// Waiver lets the findings of one rule about one certificate pass, or those about a whole input, byte for byte.
type Waiver struct {
	Rule        string
	Certificate string   // the SHA-256 of the certificate, in hexadecimal; empty when it is for an input
	Input       string   // the SHA-256 of a file, for findings about no certificate
	Truststores []string // patterns: it holds only in runs with one of these truststores; empty means all
	Reason      string
	Expires     string    // the last day on which it holds, as 2026-12-31
	Until       time.Time // the last second
	Line        int       // in the configuration
}

// Active is the waivers of a configuration in one run. It may be asked from many goroutines at once; a nil *Active has
// no waivers.
type Active struct {
	file  *File
	at    time.Time
	uses  []*use
	byKey map[key][]*use
	bySum map[string][]*use

	mu     sync.Mutex
	stores []string // the truststores of the run, as paths relative to the configuration
}

// key is what a finding is matched by.
type key struct{ rule, sum string }

// use is a waiver and what the run did with it.
type use struct {
	*Waiver
	used   atomic.Bool
	seen   atomic.Bool // its certificate or input was met
	client atomic.Bool // as that of a client
}

// At gives the waivers of a configuration as they hold at a time.
func (f *File) At(at time.Time) *Active {
	a := &Active{file: f, at: at, byKey: map[key][]*use{}, bySum: map[string][]*use{}}
	for _, w := range f.Waivers {
		u := &use{Waiver: w}
		sum := cmp.Or(w.Certificate, w.Input)
		a.uses = append(a.uses, u)
		a.byKey[key{w.Rule, sum}] = append(a.byKey[key{w.Rule, sum}], u)
		a.bySum[sum] = append(a.bySum[sum], u)
	}
	return a
}

// Ref names the configuration.
func (a *Active) Ref() string { return a.file.Ref }

// Truststore notes a truststore of the run. Waivers that name truststores hold from then on, if it is one of theirs.
func (a *Active) Truststore(ref string) {
	if a == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stores = append(a.stores, a.file.relative(ref))
}

// relative writes a path as patterns have it: relative to the configuration, with slashes. S3 objects keep their URI.
func (f *File) relative(ref string) string {
	if strings.HasPrefix(ref, "s3://") {
		uri, _, _ := strings.Cut(ref, "?") // versions come and go
		return uri
	}
	full, err := filepath.Abs(ref)
	if err != nil {
		return ref
	}
	rel, err := filepath.Rel(f.Dir, full)
	if err != nil {
		return ref
	}
	return filepath.ToSlash(rel)
}

// concerns tells whether a waiver is for a truststore of this run.
func (a *Active) concerns(w *Waiver) bool {
	if len(w.Truststores) == 0 {
		return true
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, store := range a.stores {
		for _, pattern := range w.Truststores {
			if ok, _ := path.Match(strings.TrimPrefix(pattern, "./"), store); ok {
				return true
			}
		}
	}
	return false
}

// Met notes that the certificate, or the input, of a fingerprint was met in the run.
func (a *Active) Met(sum string) {
	if a == nil {
		return
	}
	for _, u := range a.bySum[sum] {
		u.seen.Store(true)
	}
}

// MetClient notes that a certificate was met as that of a client.
func (a *Active) MetClient(sum string) {
	if a == nil {
		return
	}
	for _, u := range a.bySum[sum] {
		u.seen.Store(true)
		u.client.Store(true)
	}
}

// Empty tells that there is no waiver, so that nobody need say what is met.
func (a *Active) Empty() bool { return a == nil || len(a.uses) == 0 }

// ForCertificate gives the waiver of a rule for one of several certificates: the one that a finding stands at, and that
// of the client whom it is about. It is nil when none holds.
func (a *Active) ForCertificate(rule string, sums ...string) *Waiver {
	return a.find(rule, sums, func(w *Waiver) bool { return w.Certificate != "" })
}

// ForInput gives the waiver of a rule for an input, for findings that are about no certificate.
func (a *Active) ForInput(rule, sum string) *Waiver {
	return a.find(rule, []string{sum}, func(w *Waiver) bool { return w.Input != "" })
}

func (a *Active) find(rule string, sums []string, kind func(*Waiver) bool) *Waiver {
	if a == nil {
		return nil
	}
	for _, sum := range sums {
		if sum == "" {
			continue
		}
		for _, u := range a.byKey[key{rule, sum}] {
			if !kind(u.Waiver) || !a.concerns(u.Waiver) {
				continue
			}
			u.used.Store(true) // also by a waiver that has expired: it is not for nothing
			if !a.at.After(u.Until) {
				return u.Waiver
			}
		}
	}
	return nil
}

// State is how a waiver stands at the end of a run.
type State string

// The states.
const (
	Holds   State = "holds"
	Soon    State = "expires_soon"
	Expired State = "expired"
)

// SoonDays is how long before its end a waiver is told of.
const SoonDays = 30

// State says how a waiver stands at a time.
func (w *Waiver) State(at time.Time) State {
	switch {
	case at.After(w.Until):
		return Expired
	case at.AddDate(0, 0, SoonDays).After(w.Until):
		return Soon
	}
	return Holds
}

// Remark is something to say about a waiver after a run: one of the ids of findings about waivers.
type Remark struct {
	*Waiver
	ID       string
	Severity string
	Message  string
}

// Scope says what a command looks at, and so which waivers it could have used.
type Scope struct {
	Kinds       []explain.Kind // the rules that it asks
	IDs         []string       // and single ids
	ClientsOnly bool           // only certificates of clients are looked at for their own sake
	WholeStore  bool           // every certificate of the truststore is looked at
}

// Remarks tells of waivers that have expired or will soon, and of those that this run could have used and did not.
func (a *Active) Remarks(s Scope) []Remark {
	if a == nil {
		return nil
	}
	asked := askedBy(s)
	var list []Remark
	for _, u := range a.uses {
		if r, ok := a.remark(u, s, asked); ok {
			r.Waiver = u.Waiver
			list = append(list, r)
		}
	}
	return list
}

// askedBy gives the ids of the rules that a command asks.
func askedBy(s Scope) map[string]bool {
	ids := map[string]bool{}
	if len(s.Kinds) == 0 && len(s.IDs) == 0 {
		return ids
	}
	for _, t := range explain.All() {
		if slices.Contains(s.Kinds, t.Kind) || slices.Contains(s.IDs, t.ID) {
			ids[t.ID] = true
		}
	}
	return ids
}

func (a *Active) remark(u *use, s Scope, asked map[string]bool) (Remark, bool) {
	if !a.concerns(u.Waiver) {
		return Remark{}, false // the run of its own truststore tells of it
	}
	what := u.Rule + " for " + u.subject()
	switch u.State(a.at) {
	case Expired:
		return Remark{ID: explain.WaiverExpired, Severity: "warning",
			Message: "the waiver of " + what + " ended on " + u.Expires + ", " + days(a.at.Sub(u.Until)) + " ago: the finding counts again"}, true
	case Soon:
		if u.used.Load() {
			return Remark{ID: explain.WaiverExpiresSoon, Severity: "note",
				Message: "the waiver of " + what + " ends on " + u.Expires + ", in " + days(u.Until.Sub(a.at))}, true
		}
	}
	if u.used.Load() || !asked[u.Rule] {
		return Remark{}, false
	}
	return a.unused(u, s, what)
}

// unused tells of a waiver that nothing matched. It is a warning when the run looked at what it names, and at best a
// note otherwise: a repository may have several truststores, and a run some of the clients.
func (a *Active) unused(u *use, s Scope, what string) (Remark, bool) {
	named := len(u.Truststores) > 0
	seen := u.seen.Load() && (!s.ClientsOnly || u.client.Load())
	switch {
	case seen:
		return Remark{ID: explain.WaiverUnused, Severity: "warning", Message: "the waiver of " + what + " matched nothing: the finding is not there any more"}, true
	case s.WholeStore && named:
		return Remark{ID: explain.WaiverUnused, Severity: "warning", Message: "the waiver of " + what + " matched nothing: that is not in its truststore any more"}, true
	case s.WholeStore:
		return Remark{ID: explain.WaiverUnused, Severity: "note", Message: "the waiver of " + what + " matched nothing: that is not in this truststore"}, true
	}
	return Remark{}, false
}

// subject names what a waiver is for, by the beginning of its fingerprint.
func (w *Waiver) subject() string {
	if w.Input != "" {
		return "the input " + w.Input[:16] + "…"
	}
	return "the certificate " + w.Certificate[:16] + "…"
}

func days(d time.Duration) string {
	n := int(d / (24 * time.Hour))
	switch n {
	case 0:
		return "less than a day"
	case 1:
		return "1 day"
	}
	return strconv.Itoa(n) + " days"
}
