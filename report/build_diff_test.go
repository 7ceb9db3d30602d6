package report

import (
	"strings"
	"testing"
)

// TestWaiverReachesItsClient: waivers mark findings, whoever gave them, and the list of clients says the same.
func TestWaiverReachesItsClient(t *testing.T) {
	ca, client := Where{Ref: "old.pem", Index: 2}, Where{Ref: "a.pem", Index: 1, SHA256: "aa"}
	waived := &Waived{Reason: "it was closed", Until: "2026-12-31"}
	r := &Report{Tail: Tail{
		Diff: &Diff{Clients: []ClientChange{{Client: client, Change: "loses"}, {Client: Where{Ref: "b.pem", Index: 1}, Change: "loses"}}},
		Findings: []Finding{
			{Rule: RuleLosesAccess, Severity: SeverityError, Where: ca, Client: &client, Waived: waived},
			{Rule: RuleLosesAccess, Severity: SeverityError, Where: Where{Ref: "b.pem", Index: 1}},
		},
	}}
	r.Finish(FailOnError)
	if got := r.Diff.Clients[0].Allowed; got != waived {
		t.Errorf("the waived client is allowed by %v, want the waiver", got)
	}
	if got := r.Diff.Clients[1].Allowed; got != nil {
		t.Errorf("the other client is allowed by %v", got)
	}
	if s := r.Summary; s.Errors != 1 || s.Waived != 1 || s.ExitCode != ExitFindings {
		t.Errorf("%d errors, %d waived, exit code %d; want 1, 1, 1", s.Errors, s.Waived, s.ExitCode)
	}
}

// TestChangesAreCountedBeyondTheBound: a stream of millions is counted, and not held.
func TestChangesAreCountedBeyondTheBound(t *testing.T) {
	d := &Diff{}
	for range MaxChanges + 5 {
		d.Add(ClientChange{Change: "loses"})
	}
	if len(d.Clients) != MaxChanges || d.Counts.Loses != MaxChanges+5 || d.Counts.Untold != 5 {
		t.Errorf("%d named, %d counted, %d of them not named", len(d.Clients), d.Counts.Loses, d.Counts.Untold)
	}
}

// TestKeepingACADoesNotMakeTwoOfOneSubject: where its successor has its subject, the fix says what that risks.
func TestKeepingACADoesNotMakeTwoOfOneSubject(t *testing.T) {
	old, now := Where{Ref: "old.pem", Index: 1, Subject: "CN=ca", SHA256: "aa"}, Where{Ref: "new.pem", Index: 2, Subject: "CN=ca", SHA256: "bb"}
	pair := []Replacement{{Old: old, New: now}}
	for _, test := range []struct {
		diff Diff
		want string
	}{
		{Diff{Gone: []Where{old}}, "keep #1 CN=ca of old.pem in new.pem until no client needs it"},
		{Diff{Rekeyed: pair}, "have the new CA, #2 there, issued under a subject of its own"},
		{Diff{Rekeyed: pair}, "or replace it as here, and allow the loss with --allow-loss"},
		{Diff{Renewed: pair}, "in the place of #2 of new.pem"},
	} {
		test.diff.Old, test.diff.New = "old.pem", "new.pem"
		got := changeFix(&test.diff, &ClientChange{Causes: []Where{old}}, "")
		if !strings.Contains(got, test.want) || len(test.diff.Gone) > 0 && got != test.want {
			t.Errorf("%q lacks %q", got, test.want)
		}
	}
}
