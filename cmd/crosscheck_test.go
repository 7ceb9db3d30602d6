package cmd_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/report"
)

// world is a small random PKI on the disk: CAs that are renewed, re-keyed, cross-signed, too deep or dead, and clients
// below them.
type world struct {
	t   *testing.T
	r   *rand.Rand
	dir string

	cas     []*testpki.Cert
	clients map[string]*testpki.Cert // by file
}

func newWorld(t *testing.T, seed uint64) *world {
	w := &world{t: t, r: rand.New(rand.NewPCG(seed, 1)), dir: t.TempDir(), clients: map[string]*testpki.Cert{}}
	pki := testpki.New(t)
	for i := range 2 + w.r.IntN(2) {
		w.cas = append(w.cas, pki.Root(fmt.Sprintf("root %d", i), w.caOptions()...))
	}
	for i := range 3 + w.r.IntN(5) {
		above := w.cas[w.r.IntN(len(w.cas))]
		name := fmt.Sprintf("issuing %d", w.r.IntN(i+1)) // sometimes again, with the same key: renewed, or cross-signed
		options := w.caOptions()
		if w.chance(15) {
			options = append(options, testpki.KeyNamed(fmt.Sprintf("another key %d", i)))
		}
		w.cas = append(w.cas, above.Intermediate(name, options...))
	}
	for i := range 6 {
		c := w.cas[w.r.IntN(len(w.cas))].Leaf(fmt.Sprintf("client %d", i), w.options()...)
		if w.chance(10) {
			c = pki.SelfSigned(fmt.Sprintf("client %d", i), w.options()...)
			w.cas = append(w.cas, c)
		}
		file := filepath.Join(w.dir, "clients", fmt.Sprintf("client-%d.pem", i))
		w.write(file, c.PEM())
		w.clients[file] = c
	}
	return w
}

func (w *world) chance(percent int) bool { return w.r.IntN(100) < percent }

// options make a certificate odd now and then, and give it dates of its own: whole days, so that some fall together.
func (w *world) options() []testpki.Option {
	from := testpki.At().AddDate(0, 0, w.r.IntN(60)-400)
	if w.chance(15) {
		from = testpki.At().AddDate(0, 0, w.r.IntN(20))
	}
	list := []testpki.Option{testpki.Valid(from, from.AddDate(0, 0, 380+w.r.IntN(80)))}
	for _, odd := range []testpki.Option{testpki.SHA1, testpki.NotCA, testpki.NoCertSign, testpki.Version1, testpki.NoKeyIDs,
		testpki.Key(testpki.P521), testpki.Tampered, testpki.Expired} {
		if w.chance(4) {
			list = append(list, odd)
		}
	}
	return list
}

func (w *world) caOptions() []testpki.Option {
	if list := w.options(); !w.chance(4) {
		return list
	}
	return []testpki.Option{testpki.MaxPath(0)}
}

func (w *world) write(file string, data []byte) {
	w.t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// store writes a truststore of some of the CAs, in any order, with a few twice.
func (w *world) store(name string, percent int) string {
	list := []*testpki.Cert{w.cas[0]}
	for _, c := range w.cas[1:] {
		for range 1 + w.r.IntN(5)/4 {
			if w.chance(percent) {
				list = append(list, c)
			}
		}
	}
	w.r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	file := filepath.Join(w.dir, name)
	w.write(file, testpki.PEM(list...))
	return file
}

func (w *world) clientDir() string { return filepath.Join(w.dir, "clients") }

// report runs a command and reads its report.
func (w *world) report(args ...string) *report.Report {
	w.t.Helper()
	got := run("", append(args, "--output", "json")...)
	var r report.Report
	if err := json.Unmarshal([]byte(got.out), &r); err != nil {
		w.t.Fatalf("%v: %v\n%s", args, err, got.err)
	}
	if r.Summary.ExitCode != got.code {
		w.t.Errorf("%v: exit code %d, the report says %d", args, got.code, r.Summary.ExitCode)
	}
	return &r
}

// verdicts asks verify about every client, one truststore and one time.
func (w *world) verdicts(store string, at time.Time) map[string]report.Client {
	w.t.Helper()
	list := map[string]report.Client{}
	for _, c := range w.report("verify", "-t", store, w.clientDir(), "--at", at.Format(time.RFC3339)).Clients {
		list[c.Ref] = c
	}
	if len(list) != len(w.clients) {
		w.t.Fatalf("%d clients judged, want %d", len(list), len(w.clients))
	}
	return list
}

// TestDiffTimelineAndFixAgreeWithVerify holds what these say of a client to what verify says of it, asked by itself of
// each truststore and at each time.
func TestDiffTimelineAndFixAgreeWithVerify(t *testing.T) {
	worlds := 40
	if testing.Short() {
		worlds = 10
	}
	for seed := range worlds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := newWorld(t, uint64(seed))
			before, after := w.store("old.pem", 90), w.store("new.pem", 75)
			w.holdDiff(before, after)
			w.holdTimeline(before)
			w.holdFix(before)
		})
	}
}

func (w *world) holdDiff(before, after string) {
	was, is := w.verdicts(before, testpki.At()), w.verdicts(after, testpki.At())
	r := w.report("diff", before, after, "--clients", w.clientDir(), "--at", testpki.At().Format(time.RFC3339))
	told := map[string]report.ClientChange{}
	for _, c := range r.Diff.Clients {
		told[c.Client.Ref] = c
	}
	loses, mayLose := 0, 0
	for ref := range w.clients {
		a, b := was[ref], is[ref]
		want := ""
		switch {
		case b.Verdict == "accepted" && a.Verdict != "accepted":
			want = "gains"
		case a.Verdict == "accepted" && b.Verdict == "denied":
			want = "loses"
			loses++
		case a.Verdict == "accepted" && b.Verdict == "unclear", a.Verdict == "unclear" && b.Verdict == "denied":
			want = "may_lose"
			mayLose++
		case a.Verdict != b.Verdict || reasonID(a) != reasonID(b):
			want = "changes"
		}
		if got := told[ref]; got.Change != want || want != "" && (got.Before != a.Verdict || got.After != b.Verdict) {
			w.t.Errorf("diff: %s: %q %s to %s; verify says %s (%s), then %s (%s): want %q", filepath.Base(ref), got.Change, got.Before, got.After,
				a.Verdict, reasonID(a), b.Verdict, reasonID(b), want)
		}
	}
	if c := r.Diff.Counts; c.Loses != loses || c.MayLose != mayLose || (r.Summary.ExitCode == 1) != (loses+mayLose > 0) {
		w.t.Errorf("diff: %d lose access and %d may, exit code %d; want %d and %d", c.Loses, c.MayLose, r.Summary.ExitCode, loses, mayLose)
	}
}

func reasonID(c report.Client) string {
	if c.Reason == nil {
		return ""
	}
	return c.Reason.ID
}

// holdTimeline plays the timeline and asks verify in the second before each date, in that of the date, and in between.
func (w *world) holdTimeline(store string) {
	r := w.report("timeline", "-t", store, "--clients", w.clientDir(), "--at", testpki.At().Format(time.RFC3339))
	now := map[string]string{}
	for ref, c := range w.verdicts(store, testpki.At()) {
		now[ref] = c.Verdict
	}
	for i := 0; i < len(r.Timeline.Events); {
		at := w.time(r.Timeline.Events[i].At)
		w.holdMoment(store, at.Add(-time.Second), now)
		for ; i < len(r.Timeline.Events) && w.time(r.Timeline.Events[i].At).Equal(at); i++ {
			for _, turn := range append(r.Timeline.Events[i].Stops, r.Timeline.Events[i].Starts...) {
				if now[turn.Client.Ref] != turn.Before {
					w.t.Errorf("timeline: %s: %s turns from %s, and was %s", at, turn.Client.Ref, turn.Before, now[turn.Client.Ref])
				}
				now[turn.Client.Ref] = turn.After
			}
		}
		w.holdMoment(store, at, now)
	}
	w.holdMoment(store, testpki.At().AddDate(9, 0, 0), now)
}

func (w *world) time(stamp string) time.Time {
	w.t.Helper()
	at, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		w.t.Fatal(err)
	}
	return at
}

func (w *world) holdMoment(store string, at time.Time, now map[string]string) {
	for ref, c := range w.verdicts(store, at) {
		if c.Verdict != now[ref] {
			w.t.Errorf("timeline: %s at %s: %s; verify says %s (%s)", filepath.Base(ref), at, now[ref], c.Verdict, reasonID(c))
		}
	}
}

// holdFix has the truststore written anew with any of the flags, and asks verify by both files.
func (w *world) holdFix(store string) {
	to := filepath.Join(w.dir, "clean.pem")
	args := []string{"fix", store, "--to", to, "--clients", w.clientDir(), "--at", testpki.At().Format(time.RFC3339)}
	for _, flag := range []string{"--drop-duplicates", "--drop-expired", "--drop-non-ca"} {
		if w.chance(60) {
			args = append(args, flag)
		}
	}
	r := w.report(args...)
	if _, err := os.Stat(to); (err == nil) != r.Fixed.Written {
		w.t.Errorf("fix: written is %v, and the file: %v", r.Fixed.Written, err)
	}
	if !r.Fixed.Written {
		if counts := r.Diff.Counts; counts.Loses+counts.MayLose == 0 || r.Summary.ExitCode == 0 {
			w.t.Errorf("fix: not written, exit code %d, though nobody loses access", r.Summary.ExitCode)
		}
		return
	}
	after := w.verdicts(to, testpki.At())
	for ref, c := range w.verdicts(store, testpki.At()) {
		if worse := slices.Index(verdictOrder(), after[ref].Verdict) > slices.Index(verdictOrder(), c.Verdict); worse {
			w.t.Errorf("fix %s: %s was %s, and is %s", strings.Join(args[8:], " "), filepath.Base(ref), c.Verdict, after[ref].Verdict)
		}
	}
}

func verdictOrder() []string { return []string{"accepted", "unclear", "denied"} }

// TestLintAgreesWithVerify: a truststore without any finding lets in a sound client of each of its CAs; and one that may be
// uploaded denies none of them, but for those of a CA that is listed ahead of its time, or is said to be none.
func TestLintAgreesWithVerify(t *testing.T) {
	worlds := 120
	if testing.Short() {
		worlds = 10
	}
	clean := 0
	for seed := range worlds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := newWorld(t, uint64(1000+seed))
			var store []*testpki.Cert
			for _, c := range w.cas {
				if w.chance(85) && len(store) < 5 {
					store = append(store, c)
				}
			}
			if len(store) == 0 {
				return
			}
			file := filepath.Join(w.dir, "store.pem")
			w.write(file, testpki.PEM(store...))
			at := testpki.At().Format(time.RFC3339)
			r := w.report("lint", file, "--at", at)
			found := ""
			for _, f := range r.Findings {
				found += fmt.Sprintf("%s #%d; ", f.Rule, f.Where.Index)
			}
			if found == "" {
				clean++
			}
			for i, ca := range store {
				leaf := filepath.Join(w.dir, "leaf.pem")
				w.write(leaf, ca.Leaf("sound", testpki.Valid(testpki.At(), testpki.At().AddDate(0, 1, 0))).PEM())
				c := w.report("verify", "-t", file, leaf, "--at", at).Clients[0]
				if c.Verdict != "accepted" && found == "" {
					t.Errorf("lint finds nothing, and a client of #%d is %s: %s", i+1, c.Verdict, reasonID(c))
				}
				if c.Verdict == "denied" && r.Summary.Errors == 0 && reasonID(c) != "ca_not_yet_valid" && !strings.Contains(found, fmt.Sprintf("not_a_ca #%d;", i+1)) {
					t.Errorf("lint says that it may be uploaded (%s), and a client of #%d is denied: %s", found, i+1, reasonID(c))
				}
			}
		})
	}
	t.Logf("%d of %d truststores are without a finding", clean, worlds)
	if clean == 0 && !testing.Short() { // ten worlds may well have none
		t.Error("no truststore is without a finding: the test is vacuous")
	}
}
