package cmd

import (
	"strings"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/internal/config"
	"github.com/mtlscheck/mtlscheck/report"
)

// TestWhatAWaiverLetsPass holds the three ways in which a finding is known again: by the certificate that it stands at,
// by the client whom it is about, and, when it is about no certificate, by the whole input.
func TestWhatAWaiverLetsPass(t *testing.T) {
	gone, client, input := strings.Repeat("a", 64), strings.Repeat("b", 64), strings.Repeat("c", 64)
	entry := func(rule, what, sum string) string {
		return "  - {rule: " + rule + ", " + what + ": " + sum + ", reason: r, expires: 2026-12-31}\n"
	}
	at := func(sum string) report.Where { return report.Where{Ref: "f.pem", SHA256: sum} }
	about := at(client)
	tests := []struct {
		name, waiver string
		finding      report.Finding
		want         bool
	}{
		{"the certificate that is gone", entry("client_loses_access", "certificate", gone), report.Finding{Rule: "client_loses_access", Where: at(gone), Client: &about}, true},
		{"the client that loses access", entry("client_loses_access", "certificate", client), report.Finding{Rule: "client_loses_access", Where: at(gone), Client: &about}, true},
		{"another rule about the same client", entry("client_may_lose_access", "certificate", client), report.Finding{Rule: "client_loses_access", Where: at(gone), Client: &about}, false},
		{"another client", entry("client_loses_access", "certificate", input), report.Finding{Rule: "client_loses_access", Where: at(gone), Client: &about}, false},
		{"the input of a finding about no certificate", entry("file_skipped", "input", input), report.Finding{Rule: "file_skipped", Where: at("")}, true},
		{"the input of a finding about a certificate", entry("not_a_ca", "input", input), report.Finding{Rule: "not_a_ca", Where: at(gone)}, false},
		{"an input that was not read", entry("file_skipped", "input", input), report.Finding{Rule: "file_skipped", Where: report.Where{Ref: "other.pem"}}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			file, err := config.Parse("c.yaml", "/", []byte("version: 1\nwaivers:\n"+test.waiver))
			if err != nil {
				t.Fatal(err)
			}
			j := &job{waivers: file.At(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)), intake: intake{inputs: []report.Input{{Ref: "f.pem", SHA256: input}}}}
			list := []report.Finding{test.finding}
			j.waive(list)
			if got := list[0].Waived != nil; got != test.want {
				t.Errorf("waived: %v", got)
			}
		})
	}
}

func TestWhatTheCommandLineLetPassKeepsItsReason(t *testing.T) {
	file, err := config.Parse("c.yaml", "/", []byte("version: 1\nwaivers:\n  - {rule: not_a_ca, certificate: "+strings.Repeat("a", 64)+", reason: r, expires: 2026-12-31}\n"))
	if err != nil {
		t.Fatal(err)
	}
	j := &job{waivers: file.At(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))}
	list := []report.Finding{{Rule: "not_a_ca", Where: report.Where{SHA256: strings.Repeat("a", 64)}, Waived: &report.Waived{Reason: "--allow-loss x"}}}
	j.waive(list)
	if got := list[0].Waived.Reason; got != "--allow-loss x" {
		t.Errorf("got %q", got)
	}
}
