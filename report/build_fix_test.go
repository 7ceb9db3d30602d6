package report

import "testing"

func TestAFlagOfAnotherVersionSparesCertificatesToo(t *testing.T) {
	f := &Fixed{Written: true, Spared: []Spared{{"--drop-expired", 1}, {"--drop-else", 2}}}
	want := " Kept, as no flag says otherwise: 1 expired certificate (--drop-expired), 2 certificates (--drop-else); mtlscheck lint tells more."
	if got := sparedText(f); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhoIsNotLetInIsToldBesideTheProof(t *testing.T) {
	for _, c := range []struct {
		summary Summary
		want    string
	}{
		{Summary{}, ""},
		{Summary{Unclear: 1}, ", but 1 is unclear after (mtlscheck verify says why)"},
		{Summary{Denied: 2}, ", but 2 are denied before and after (mtlscheck verify says why)"},
		{Summary{Denied: 2, Unclear: 1}, ", but 2 are denied before and after, and 1 is unclear after (mtlscheck verify says why)"},
	} {
		if got := outsideText(c.summary); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
