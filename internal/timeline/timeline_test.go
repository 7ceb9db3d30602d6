package timeline_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/internal/timeline"
)

// ends gives the dates of a certificate that began a year before At and ends n days after it.
func ends(n int) testpki.Option { return testpki.Valid(testpki.At().AddDate(-1, 0, 0), day(n)) }

func day(n int) time.Time { return testpki.At().AddDate(0, 0, n) }

func build(t *testing.T, until time.Time, store []*testpki.Cert, clients ...*testpki.Cert) *timeline.Timeline {
	t.Helper()
	line := timeline.New(testpki.Bundle(t, store...), certcheck.APIGateway(), testpki.At(), until)
	for i, c := range clients {
		line.Enter(line.Follow(certcheck.Client{Ref: fmt.Sprintf("client-%d.pem", i+1), Entry: c.Entry()}))
	}
	return line
}

// words writes events as "20d issuing expires: stops client-1.pem accepted>denied".
func words(line *timeline.Timeline) string {
	var list []string
	for _, e := range line.Events() {
		text := fmt.Sprintf("%dd %s %s", int(e.At.Sub(testpki.At()).Hours()/24), strings.TrimPrefix(e.Cause.Subject, "CN="), e.Kind)
		for _, turn := range e.Stops {
			text += fmt.Sprintf(", stops %s %s>%s", turn.Client.Ref, turn.Before, turn.After)
		}
		for _, turn := range e.Starts {
			text += fmt.Sprintf(", starts %s %s>%s", turn.Client.Ref, turn.Before, turn.After)
		}
		if e.GoesOn > 0 {
			text += fmt.Sprintf(", %d on", e.GoesOn)
		}
		if e.Depends > 0 {
			text += fmt.Sprintf(", %d depend", e.Depends)
		}
		list = append(list, text)
	}
	return strings.Join(list, "\n")
}

func TestTimelineTellsWhatStopsWhen(t *testing.T) {
	root := testpki.Root(t, "root", ends(900))
	issuing := root.Intermediate("issuing", ends(20))
	for _, test := range []struct {
		name    string
		until   time.Time
		store   []*testpki.Cert
		clients []*testpki.Cert
		want    string
	}{
		{"an issuer stops its clients", day(400), []*testpki.Cert{root, issuing}, []*testpki.Cert{issuing.Leaf("a", ends(30)), issuing.Leaf("b", ends(40))},
			"20d issuing expires, stops client-1.pem accepted>denied, stops client-2.pem accepted>denied"},
		{"a client ends before its issuer, which others will need", day(400), []*testpki.Cert{root, issuing}, []*testpki.Cert{issuing.Leaf("a", ends(10))},
			"10d a expires, stops client-1.pem accepted>denied\n20d issuing expires, 1 depend"},
		{"nobody known depends on it", day(400), []*testpki.Cert{root, issuing}, []*testpki.Cert{root.Leaf("a", ends(500))},
			"20d issuing expires"},
		{"a denied client stops no more", day(400), []*testpki.Cert{root}, []*testpki.Cert{issuing.Leaf("a", ends(10))}, ""},
		{"an unclear client stops too", day(400), []*testpki.Cert{root}, []*testpki.Cert{root.Leaf("a", ends(10), testpki.Key(testpki.P521))},
			"10d a expires, stops client-1.pem unclear>denied"},
		{"a client begins", day(400), []*testpki.Cert{root}, []*testpki.Cert{root.Leaf("a", testpki.Valid(day(5), day(15)))},
			"5d a becomes_valid, starts client-1.pem denied>accepted\n15d a expires, stops client-1.pem accepted>denied"},
		{"a certificate that ended is told by verify", day(400), []*testpki.Cert{root, root.Intermediate("old", testpki.Expired)}, nil, ""},
		{"the window ends", day(10), []*testpki.Cert{root, issuing}, []*testpki.Cert{issuing.Leaf("a", ends(30))}, ""},
		{"the same certificate twice is one date", day(400), []*testpki.Cert{root, issuing, issuing}, nil, "20d issuing expires"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := words(build(t, test.until, test.store, test.clients...)); got != test.want {
				t.Errorf("\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// TestSecondChainKeepsClientsIn:
//
//	root 1 ── issuing (ends first) ─┐
//	root 2 ── issuing, cross-signed ┴─ client
func TestSecondChainKeepsClientsIn(t *testing.T) {
	one := testpki.Root(t, "root 1", ends(900))
	two := one.Root("root 2", ends(900))
	issuing := one.Intermediate("issuing", ends(20))
	crossed := two.CrossSign(issuing, ends(60))
	leaf := issuing.Leaf("client", ends(300))
	got := words(build(t, day(400), []*testpki.Cert{one, issuing, two, crossed}, leaf))
	// Which of the two chains the client is told to have first is no matter, so the first end may be told either way.
	want := "60d issuing expires, stops client-1.pem accepted>denied"
	if !strings.Contains(got, want) || strings.Contains(got, "20d issuing expires, stops") {
		t.Errorf("%s\nwant the client to stop at the second end alone", got)
	}
}

// TestRenewalTakesOver: the new certificate begins while the old one holds, so the client never stops for either.
func TestRenewalTakesOver(t *testing.T) {
	root := testpki.Root(t, "root", ends(900))
	old := root.Intermediate("issuing", ends(20))
	renewed := root.Intermediate("issuing", testpki.Valid(day(10), day(500)))
	got := words(build(t, day(400), []*testpki.Cert{root, old, renewed}, old.Leaf("client", ends(300))))
	want := "10d issuing becomes_valid\n20d issuing expires, 1 on\n300d client expires, stops client-1.pem accepted>denied"
	if got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
	late := root.Intermediate("issuing", testpki.Valid(day(25), day(500)))
	got = words(build(t, day(200), []*testpki.Cert{root, old, late}, old.Leaf("client", ends(300))))
	want = "20d issuing expires, stops client-1.pem accepted>denied\n25d issuing becomes_valid, starts client-1.pem denied>accepted"
	if got != want {
		t.Errorf("a gap between the two:\n%s\nwant\n%s", got, want)
	}
}

// TestDatesAreInclusive: RFC 5280 section 4.1.2.5.
func TestDatesAreInclusive(t *testing.T) {
	root := testpki.Root(t, "root", ends(900))
	leaf := root.Leaf("client", testpki.Valid(day(5), day(10)))
	for _, e := range build(t, day(400), []*testpki.Cert{root}, leaf).Events() {
		want := map[timeline.Kind]time.Time{timeline.BecomesValid: day(5), timeline.Expires: day(10).Add(time.Second)}[e.Kind]
		if !e.At.Equal(want) {
			t.Errorf("%s at %s, want %s", e.Kind, e.At, want)
		}
	}
}

// TestNoEndInTheYear9999: RFC 5280 section 4.1.2.5 has such certificates never end.
func TestNoEndInTheYear9999(t *testing.T) {
	root := testpki.Root(t, "root", testpki.Valid(day(-1), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)))
	if got := words(build(t, time.Time{}, []*testpki.Cert{root})); got != "" {
		t.Errorf("%s, want nothing", got)
	}
}

// TestEventsAreWhatJudgingEveryDayFinds builds random families with cross-signed CAs and renewals, judges every client
// at every date of every certificate, and wants the same turns from the timeline.
func TestEventsAreWhatJudgingEveryDayFinds(t *testing.T) {
	seen := 0
	for seed := range uint64(25) {
		random := rand.New(rand.NewPCG(seed, 1))
		span := func() testpki.Option {
			from := random.IntN(60) - 40
			return testpki.Valid(day(from), day(from+1+random.IntN(90)))
		}
		one := testpki.Root(t, "one", testpki.Valid(day(-50), day(20+random.IntN(100))))
		store := []*testpki.Cert{one, one.Root("two", span()), one.Root("three", span())}
		for i := range 6 {
			issuer := store[random.IntN(len(store))]
			if i > 2 && random.IntN(2) == 0 {
				store = append(store, store[random.IntN(3)].CrossSign(store[3+random.IntN(i)], span()))
				continue
			}
			store = append(store, issuer.Intermediate(fmt.Sprintf("ca %d", random.IntN(4)), span()))
		}
		leaf := store[len(store)-1-random.IntN(4)].Leaf("client", span())
		random.Shuffle(len(store), func(i, j int) { store[i], store[j] = store[j], store[i] })
		got := turns(build(t, time.Time{}, store, leaf))
		if want := bruteForce(t, store, leaf); !slices.Equal(got, want) {
			t.Errorf("seed %d:\n%q, want\n%q", seed, got, want)
		}
		seen += len(got)
	}
	if seen < 20 {
		t.Errorf("only %d turns in all: the families say nothing", seen)
	}
}

// TestTooManyDatesAreCutAndSaid: an issuer that was renewed hundreds of times has more dates than are judged for one client.
func TestTooManyDatesAreCutAndSaid(t *testing.T) {
	root := testpki.Root(t, "root", ends(900))
	store := []*testpki.Cert{root}
	for i := range 250 {
		store = append(store, root.Intermediate("issuing", ends(i+1)))
	}
	line := build(t, time.Time{}, store, store[1].Leaf("client", ends(800)))
	if line.Cut != 1 {
		t.Errorf("%d clients were cut short, want 1", line.Cut)
	}
}

func turns(line *timeline.Timeline) []string {
	var list []string
	for _, e := range line.Events() {
		for _, turn := range append(e.Stops, e.Starts...) {
			list = append(list, fmt.Sprintf("%s %s>%s", e.At.Format(time.RFC3339), turn.Before, turn.After))
		}
	}
	slices.Sort(list)
	return list
}

func bruteForce(t *testing.T, store []*testpki.Cert, leaf *testpki.Cert) []string {
	t.Helper()
	var dates []time.Time
	for _, c := range append(slices.Clone(store), leaf) {
		dates = append(dates, c.Certificate().NotBefore, c.Certificate().NotAfter.Add(time.Second))
	}
	slices.SortFunc(dates, time.Time.Compare)
	checker := certcheck.New(testpki.Bundle(t, store...), certcheck.APIGateway())
	client := certcheck.Client{Ref: "client.pem", Entry: leaf.Entry()}
	before := checker.Diagnose(client, testpki.At()).Verdict
	var list []string
	for _, at := range dates {
		if !at.After(testpki.At()) {
			continue
		}
		if after := checker.Diagnose(client, at).Verdict; after != before {
			list = append(list, fmt.Sprintf("%s %s>%s", at.Format(time.RFC3339), before, after))
			before = after
		}
	}
	slices.Sort(list)
	return list
}
