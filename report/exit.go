package report

// The exit codes of every command, the same for every output format.
const (
	ExitPassed   = 0 // nothing found at or above the threshold
	ExitFindings = 1 // a finding at or above the threshold; a denied client is an error
	ExitUsage    = 2 // wrong usage or configuration
	ExitInput    = 3 // an input could not be read, or holds nothing to check
	ExitRemote   = 4 // a remote source failed: S3, credentials, the network
	ExitSignal   = 130
)

// The thresholds of --fail-on.
const (
	FailOnError   = "error"
	FailOnWarning = "warning"
	FailOnNever   = "never"
)

// The severities of findings.
const (
	SeverityError   = "error"
	SeverityWarning = "warning"
	SeverityNote    = "note"
)

// Finish counts the findings and decides the exit code: the highest that applies, because a run that could not read
// an input has not passed whatever it found elsewhere.
func (r *Report) Finish(failOn string) {
	s := Summary{Clients: len(r.Clients)}
	for _, c := range r.Clients {
		switch c.Verdict {
		case "accepted":
			s.Accepted++
		case "denied":
			s.Denied++
		default:
			s.Unclear++
		}
		s.count(c.Findings)
	}
	if r.Truststore != nil {
		s.count(r.Truststore.Problems)
	}
	for _, f := range r.Files {
		s.count(f.Problems)
	}
	s.count(r.Problems)
	if failOn == FailOnError && s.Errors > 0 || failOn == FailOnWarning && s.Errors+s.Warnings > 0 {
		s.ExitCode = ExitFindings
	}
	for _, f := range r.Failures {
		s.ExitCode = max(s.ExitCode, f.Code)
	}
	r.Summary = s
}

func (s *Summary) count(findings []Finding) {
	for _, f := range findings {
		switch f.Severity {
		case SeverityError:
			s.Errors++
		case SeverityWarning:
			s.Warnings++
		default:
			s.Notes++
		}
	}
}
