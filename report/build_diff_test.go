package report

import "testing"

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
