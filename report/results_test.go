package report

import (
	"reflect"
	"testing"
)

func TestClientsAsResults(t *testing.T) {
	reason := &Reason{ID: "issuer_not_found", Message: "its issuer is missing", LogLine: "Access denied."}
	first := Finding{Rule: "issuer_not_found", Severity: SeverityError, Message: "its issuer is missing"}
	also := Finding{Rule: "client_expired", Severity: SeverityError, Message: "it expired"}
	note := Finding{Rule: "client_version_1", Severity: SeverityNote, Message: "version 1"}
	waiver := &Waived{Reason: "moving", Until: "2026-12-31"}
	waive := func(f Finding) Finding { f.Waived = waiver; return f }
	for _, c := range []struct {
		name   string
		client Client
		want   []result
	}{
		{"an accepted client is none", Client{Verdict: "accepted", Findings: []Finding{note}}, nil},
		{"a denied client is one, whatever else is wrong with it",
			Client{Subject: "CN=c", Verdict: "denied", Reason: reason, Prediction: "It would answer 403 and log", Findings: []Finding{first, also, note}},
			[]result{{rule: "issuer_not_found", severity: SeverityError, where: Where{Subject: "CN=c"},
				message: "CN=c would not be let in: its issuer is missing\nIt would answer 403 and log Access denied.\nalso: it expired"}}},
		{"an unclear client is a warning",
			Client{Subject: "CN=c", Verdict: "unclear", Reason: &Reason{ID: "p521", Message: "P-521"}, Prediction: "It is not known.", Findings: nil},
			[]result{{rule: "p521", severity: SeverityWarning, where: Where{Subject: "CN=c"},
				message: "CN=c: it is not known whether it would be let in: P-521\nIt is not known."}}},
		{"a waiver of all that is wrong waives the client",
			Client{Subject: "CN=c", Verdict: "denied", Reason: reason, Findings: []Finding{waive(first), note}},
			[]result{{rule: "issuer_not_found", severity: SeverityError, where: Where{Subject: "CN=c"}, waived: waiver,
				message: "CN=c would not be let in: its issuer is missing\nAccess denied."}}},
		{"a waiver of a part does not",
			Client{Subject: "CN=c", Verdict: "denied", Reason: reason, Findings: []Finding{waive(first), also}},
			[]result{{rule: "issuer_not_found", severity: SeverityError, where: Where{Subject: "CN=c"},
				message: "CN=c would not be let in: its issuer is missing\nAccess denied.\nalso: it expired"}}},
		{"a line feed in a name makes no line",
			Client{Subject: "CN=a\n::error::b", Verdict: "denied", Reason: reason},
			[]result{{rule: "issuer_not_found", severity: SeverityError, where: Where{Subject: "CN=a\n::error::b"},
				message: `CN=a\x0a::error::b would not be let in: its issuer is missing` + "\nAccess denied."}}},
	} {
		if got := clientResults(&c.client); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", c.name, got, c.want)
		}
	}
}

func TestTheGravestAreKept(t *testing.T) {
	g := gravest{limit: 2}
	for range 5 {
		g.add(result{severity: SeverityNote}, result{severity: SeverityError, waived: &Waived{}}, result{severity: SeverityWarning}, result{severity: SeverityError})
	}
	var order []int
	for _, x := range g.list(7) {
		order = append(order, x.gravity())
	}
	if want := []int{0, 0, 1, 1, 2, 2, 3}; !reflect.DeepEqual(order, want) || g.count() != 20 {
		t.Errorf("got %v of %d, want %v of 20", order, g.count(), want)
	}
}

func TestFilesAsURIs(t *testing.T) {
	for _, c := range []struct{ name, ref, dir, want string }{
		{"a file below", "certs/a.pem", "/repo", "certs/a.pem"},
		{"the same, with its whole name", "/repo/certs/a.pem", "/repo", "certs/a.pem"},
		{"by a detour", "./certs/../a.pem", "/repo", "a.pem"},
		{"above", "../a.pem", "/repo/sub", "file:///repo/a.pem"},
		{"elsewhere", "/etc/a b.pem", "/repo", "file:///etc/a%20b.pem"},
		{"a neighbour whose name begins alike", "/repo2/a.pem", "/repo", "file:///repo2/a.pem"},
		{"what a URI would read otherwise", "a#b?c%41.pem", "/repo", "a%23b%3Fc%2541.pem"},
		{"what looks like a scheme", "javascript:alert(1)", "/repo", "./javascript:alert%281%29"},
		{"a line feed", "a\nb.pem", "/repo", "a%0Ab.pem"},
		{"no UTF-8", "\xff.pem", "/repo", "%FF.pem"},
		{"two slashes", "//host/share/a.pem", "/repo", "file:///host/share/a.pem"},
		{"no working directory", "/a.pem", "", "file:///a.pem"},
		{"above, and no working directory", "../a.pem", "", "../a.pem"},
	} {
		if got := fileURI(c.ref, c.dir); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}
