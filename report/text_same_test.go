package report

import (
	"fmt"
	"strings"
	"testing"
)

// denied is a client of many that lack one CA.
func denied(name string) Client {
	return Client{Ref: name + ".pem", Index: 1, Subject: "CN=" + name, Verdict: "denied", Prediction: "API Gateway would answer 403 and log",
		Reason: &Reason{ID: "issuer_not_found", Message: "its issuer, CN=mid, is not in bundle.pem (1 certificate)"}, Fix: "append the certificate of CN=mid",
		Chain: []Link{{Role: "client", Subject: "CN=" + name, Verdict: "accepted"}, {Role: "missing", Subject: "CN=mid", Verdict: "denied"}},
		Basis: "documented", Confidence: "high"}
}

// TestTheSameAnswerIsToldOnce, for the clients that differ in their names only.
func TestTheSameAnswerIsToldOnce(t *testing.T) {
	other := denied("e")
	other.Fix = "append another certificate"
	expired := denied("f")
	expired.Chain[0].Conditions = []string{"client_expired"}
	accepted := Client{Ref: "g.pem", Index: 1, Subject: "CN=g", Verdict: "accepted", Basis: "documented", Confidence: "high"}
	r := &Report{Head: Head{Command: "verify"}, Clients: []Client{denied("a"), denied("b"), denied("c\x1b[1m"), accepted, denied("d"), other, expired, denied("h")}}
	text := written(t, r, Output{Format: FormatText})
	for name, want := range map[string]string{
		"a": "\n  why      its issuer, CN=mid", "e": "\n  fix      append another", "f": "\n  why", "g": "\n  chain",
		"b": "\n  same as  a.pem: issuer not found\n✗ c", "d": "\n  same as  a.pem: issuer not found\n\n✗ e.pem", "h": "\n  same as  a.pem: issuer not found\n\n",
	} {
		_, after, _ := strings.Cut(text, " "+name+".pem")
		block := after[:min(len(after), 400)]
		if !strings.Contains(block, want) || strings.Contains(want, "why") && strings.Index(block, want) > strings.Index(block+"✗ ", "✗ ") {
			t.Errorf("%s: want %q in\n%s", name, want, block)
		}
	}
	if strings.ContainsAny(text, "\x00\x1b") {
		t.Errorf("not escaped:\n%q", text)
	}
	if n := strings.Count(written(t, r, Output{Format: FormatText, Options: Options{Verbose: true}}), "same as"); n != 0 {
		t.Errorf("--verbose tells %d in brief", n)
	}
}

// TestManyAnswersAreToldInFull, so that a run of any length needs no more memory.
func TestManyAnswersAreToldInFull(t *testing.T) {
	r := &Report{Head: Head{Command: "verify"}}
	for i := range maxTold + 10 {
		c := denied(fmt.Sprint("c", i))
		c.Fix = fmt.Sprint("fix ", i)
		r.Clients = append(r.Clients, c)
	}
	r.Clients = append(r.Clients, r.Clients[0], r.Clients[maxTold+5])
	text := written(t, r, Output{Format: FormatText})
	if n := strings.Count(text, "same as  c0.pem"); n != 1 || strings.Count(text, "same as") != 1 {
		t.Errorf("%d of %d told in brief, want 1 of 1", n, strings.Count(text, "same as"))
	}
}
