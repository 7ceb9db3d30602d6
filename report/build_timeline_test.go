package report

import (
	"strings"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/internal/timeline"
)

// TestAnEventTellsOfItsOwnCertificate: beside the CA that ends stands an older one of its name and key, which ended long
// ago. Which of the two chains decides then is a matter of their fingerprints, so that a few families are asked.
func TestAnEventTellsOfItsOwnCertificate(t *testing.T) {
	at := testpki.At()
	for range 10 {
		root := testpki.Root(t, "root", testpki.Valid(at.AddDate(-5, 0, 0), at.AddDate(5, 0, 0)))
		old := root.Intermediate("mid", testpki.Valid(at.AddDate(-3, 0, 0), at.AddDate(-1, 0, 0)))
		now := root.Intermediate("mid", testpki.Valid(at.AddDate(-1, 0, 0), at.AddDate(0, 2, 0)))
		client := now.Leaf("client", testpki.Valid(at.AddDate(-1, 0, 0), at.AddDate(3, 0, 0)))
		for place, store := range map[string][]*testpki.Cert{"#2": {old, now, root}, "#1": {now, old, root}} {
			got := whyItStops(t, client, store)
			if !strings.HasPrefix(got, "CN=mid (truststore.pem "+place+",") || !strings.HasSuffix(got, ") expires on 2026-08-01 00:00:00 UTC") {
				t.Fatalf("got %s, want the end of the CA at %s", got, place)
			}
		}
	}
}

// whyItStops gives the reason for which a client stops at the first event.
func whyItStops(t *testing.T, client *testpki.Cert, store []*testpki.Cert) string {
	t.Helper()
	policy := certcheck.APIGateway()
	line := timeline.New(testpki.Bundle(t, store...), policy, testpki.At(), time.Time{})
	line.Enter(line.Follow(certcheck.Client{Ref: "client.pem", Entry: client.Entry()}))
	told, _ := NewTimeline(line, Window{At: testpki.At(), ExpiresWithin: 90, Judged: true}, policy)
	if len(told.Events) == 0 || len(told.Events[0].Stops) != 1 {
		t.Fatalf("want the client to stop at the first event: %+v", told.Events)
	}
	return told.Events[0].Stops[0].Reason.Message
}
