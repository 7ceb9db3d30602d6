package report

import "testing"

func TestAFlagOfAnotherVersionSparesCertificatesToo(t *testing.T) {
	f := &Fixed{Written: true, Spared: []Spared{{"--drop-expired", 1}, {"--drop-else", 2}}}
	want := " Kept, as no flag says otherwise: 1 expired certificate (--drop-expired), 2 certificates (--drop-else); mtlscheck lint tells more."
	if got := sparedText(f); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
