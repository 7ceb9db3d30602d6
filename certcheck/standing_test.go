package certcheck_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
)

// standings gives what is known of each certificate of a truststore, in its order.
func standings(t testing.TB, store ...*testpki.Cert) []certcheck.Standing {
	t.Helper()
	return certcheck.New(testpki.Bundle(t, store...), certcheck.APIGateway()).Standings()
}

// picture writes a standing as "2" (a chain of two), "end" (its issuer is missing), "below #1", "circle #2",
// "elsewhere #1" or "stopped".
func picture(s certcheck.Standing) string {
	switch {
	case s.Length > 0:
		return fmt.Sprint(s.Length)
	case s.End == s.Entry:
		return "end"
	case s.End != nil:
		return fmt.Sprintf("below #%d", s.End.Index)
	case s.Circle != nil:
		return fmt.Sprintf("circle #%d", s.Circle.Index)
	case s.Elsewhere != nil:
		return fmt.Sprintf("elsewhere #%d", s.Elsewhere.Index)
	case s.Stopped:
		return "stopped"
	}
	return "nothing"
}

func TestStandings(t *testing.T) {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid")
	low := mid.Intermediate("low")
	other := root.Root("other")
	impostor := root.Root("mid", testpki.KeyNamed("impostor"))
	cross := other.CrossSign(mid)
	a, b := root.Intermediate("a"), root.Intermediate("b")
	aByB, bByA := b.CrossSign(a), a.CrossSign(b)
	chain := append([]*testpki.Cert{root}, root.Chain("ca", 20)...)
	for _, test := range []struct {
		name  string
		store []*testpki.Cert
		want  []string
	}{
		{"a whole chain, in any order", []*testpki.Cert{low, root, mid}, []string{"3", "1", "2"}},
		{"a missing root strands all below", []*testpki.Cert{low, mid}, []string{"below #2", "end"}},
		{"the right name with another key is no issuer", []*testpki.Cert{low, impostor}, []string{"end", "1"}},
		{"the right key among others of its name", []*testpki.Cert{low, impostor, mid, root}, []string{"3", "1", "2", "1"}},
		{"a cross-signed CA with one issuer missing", []*testpki.Cert{cross, mid, root, low}, []string{"elsewhere #2", "2", "1", "3"}},
		{"a cross-signed CA with both issuers", []*testpki.Cert{cross, mid, root, other, low}, []string{"2", "2", "1", "1", "3"}},
		{"two that have signed each other", []*testpki.Cert{aByB, bByA, a.Intermediate("c")}, []string{"circle #1", "circle #1", "circle #1"}},
		{"a loop with a way out", []*testpki.Cert{aByB, bByA, a, root}, []string{"4", "3", "2", "1"}},
		{"a long chain", chain[18:20], []string{"end", "below #1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, s := range standings(t, test.store...) {
				got = append(got, picture(s))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	last := standings(t, chain...)[20]
	if last.Length != 21 || len(last.Chain) != 16 || last.Chain[0] != last.Entry {
		t.Errorf("length %d, %d certificates of the chain told", last.Length, len(last.Chain))
	}
}

func TestStandingsTellWhoIsWho(t *testing.T) {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid")
	again := root.Intermediate("mid")
	rekeyed := root.Intermediate("mid", testpki.KeyNamed("new"))
	folded := testpki.Name(testpki.Printable, "root")
	s := standings(t, mid, root, mid, again, rekeyed, root.Intermediate("odd", testpki.Issuer(folded), testpki.AuthorityKeyID("else")),
		root.Root("broken", testpki.Tampered))
	if len(s) != 6 || len(s[0].Copies) != 1 || s[0].Copies[0].Index != 3 {
		t.Fatalf("%d standings, copies %v", len(s), s[0].Copies)
	}
	if s[0].Holder != s[2].Holder || s[0].Holder == s[3].Holder || s[0].Name != s[3].Name || s[0].Name == s[1].Name {
		t.Error("names and keys are numbered wrongly")
	}
	if s[0].Issuer != s[1].Entry || s[0].NameFolded || s[0].KeyIDAway || s[1].Child != s[0].Entry || !s[1].SelfSigned {
		t.Errorf("mid below root: %+v", s[0])
	}
	if !s[4].NameFolded || !s[4].KeyIDAway {
		t.Errorf("an oddly named issuer: %+v", s[4])
	}
	if !s[5].RootSignature || s[5].SelfSigned || s[5].Length != 1 {
		t.Errorf("a root whose signature is not its own: %+v", s[5])
	}
}

// TestStandingsAgreeWithDiagnose: where a client of a CA finds a complete chain, the CA has one, and as long.
func TestStandingsAgreeWithDiagnose(t *testing.T) {
	root := testpki.Root(t, "root")
	list := append(root.Chain("ca", 5), root.CrossSign(root.Root("second")), root.Root("second"))
	store := testpki.Bundle(t, append([]*testpki.Cert{root}, list...)...)
	checker := certcheck.New(store, certcheck.APIGateway())
	for i, ca := range append([]*testpki.Cert{root}, list[:5]...) {
		d := checker.Diagnose(certcheck.Client{Ref: "client.pem", Entry: ca.Leaf("client").Entry()}, testpki.At())
		if got, want := checker.Standings()[i].Length, len(d.Chain)-1; got != want {
			t.Errorf("CA %d: length %d, and a client's chain has %d CAs", i, got, want)
		}
	}
}

// TestStandingsOfHostileTruststoresEnd: names shared by thousands, loops, and meshes in which everybody signed everybody.
func TestStandingsOfHostileTruststoresEnd(t *testing.T) {
	root := testpki.Root(t, "root")
	rivalry := append(rivals(t, 3000, testpki.NoKeyIDs), testpki.New(t).Root("mid", testpki.NoKeyIDs).Intermediate("low", testpki.NoKeyIDs))
	var mesh []*testpki.Cert
	for i := range 60 {
		mesh = append(mesh, root.Intermediate(fmt.Sprint("m", i)))
	}
	for i := range 60 {
		for j := range 30 {
			mesh = append(mesh, mesh[i].CrossSign(mesh[(i+j+1)%60]))
		}
	}
	for name, store := range map[string][]*testpki.Cert{
		"20,000 copies of a name and key": decoys(t, 20_000),
		"3,000 keys of one name":          rivalry,
		"everybody signed everybody":      mesh,
		"500 heavy keys of one name":      heavyRivals(t, 500, 8192),
	} {
		t.Run(name, func(t *testing.T) {
			checker := certcheck.New(testpki.Bundle(t, store...), certcheck.APIGateway())
			start := spentTime()
			list := checker.Standings()
			if took := spentTime() - start; took > 4*patience() {
				t.Errorf("took %s", took)
			} else {
				t.Log(took)
			}
			if len(list) == 0 || !slices.EqualFunc(list, checker.Standings(), func(a, b certcheck.Standing) bool { return picture(a) == picture(b) }) {
				t.Error("asked twice, it answers twice")
			}
		})
	}
}
