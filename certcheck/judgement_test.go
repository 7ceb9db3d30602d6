package certcheck_test

import (
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
)

// explained asks for the verdict first and for the words then, as cmd does, and holds the one to the others.
func explained(t testing.TB, checker *certcheck.Checker, client certcheck.Client, at time.Time) *certcheck.Diagnosis {
	t.Helper()
	judged := checker.Judge(client, at)
	d := judged.Diagnosis()
	if judged.Verdict != d.Verdict {
		t.Errorf("judged %s, and explained as %s", judged.Verdict, d.Verdict)
	}
	if clean := d.Verdict == certcheck.Accepted && len(d.Findings) == 0; judged.Clean() != clean {
		t.Errorf("clean is %t of a client that is %s with %d findings", judged.Clean(), d.Verdict, len(d.Findings))
	}
	return d
}
