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

// Add counts one client.
func (s *Summary) Add(c *Client) {
	s.AddVerdict(c.Verdict)
	s.count(c.Findings)
}

// AddVerdict counts one client of which only the verdict is told.
func (s *Summary) AddVerdict(verdict string) {
	s.Clients++
	switch verdict {
	case "accepted":
		s.Accepted++
	case "denied":
		s.Denied++
	default:
		s.Unclear++
	}
}

// Merge adds the counts of another summary.
func (s *Summary) Merge(o Summary) {
	s.Clients += o.Clients
	s.Accepted += o.Accepted
	s.Denied += o.Denied
	s.Unclear += o.Unclear
	s.Errors += o.Errors
	s.Warnings += o.Warnings
	s.Notes += o.Notes
	s.Waived += o.Waived
}

// Finish counts the findings that belong to no client and decides the exit code: the highest that applies, because a
// run that could not read an input has not passed whatever it found elsewhere. The clients have been added before.
func (r *Report) Finish(failOn string) {
	s := &r.Summary
	if r.Truststore != nil {
		s.count(r.Truststore.Problems)
	}
	for _, f := range r.Files {
		s.count(f.Problems)
	}
	s.count(r.Problems)
	s.count(r.Findings)
	if r.Diff != nil {
		r.Diff.settle(r.Findings)
	}
	s.FailedInputs = unread(r)
	s.decide(failOn)
	for _, f := range r.Failures {
		s.ExitCode = max(s.ExitCode, f.Code)
	}
}

// decide makes the exit code of what was found.
func (s *Summary) decide(failOn string) {
	s.ExitCode = ExitPassed
	if failOn == FailOnError && s.Errors > 0 || failOn == FailOnWarning && s.Errors+s.Warnings > 0 {
		s.ExitCode = ExitFindings
	}
}

func (s *Summary) count(findings []Finding) {
	for _, f := range findings {
		switch {
		case f.Waived != nil:
			s.Waived++
		case f.Severity == SeverityError:
			s.Errors++
		case f.Severity == SeverityWarning:
			s.Warnings++
		default:
			s.Notes++
		}
	}
}
