package formattest

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/mtlscheck/mtlscheck/cmd"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
)

// write runs timeline on a truststore and clients, among them one with a hostile name, and gives what a format writes.
func write(t *testing.T, format string, arguments ...string) []byte {
	t.Helper()
	dir := t.TempDir()
	root := testpki.Root(t, "root; with, \"signs\" \\ and a comma")
	issuing := root.Intermediate("issuing ünïcödé, a long name that has to be folded because it is longer than a line may be, ü", ends(20))
	hostile := issuing.Leaf("evil\r\nEND:VEVENT\r\n\x1b[31m\"} 1\n\u202e", ends(50))
	file(t, dir, "truststore.pem", testpki.PEM(root, issuing))
	file(t, dir, "clients/a.pem", issuing.Leaf("a", ends(10)).PEM())
	file(t, dir, "clients/b \"quoted\\\".pem", hostile.PEM())
	var out, messages bytes.Buffer
	args := append([]string{"timeline", "--at", testpki.At().Format(time.RFC3339), "-o", format}, arguments...)
	if len(arguments) == 0 {
		args = append(args, "-t", filepath.Join(dir, "truststore.pem"), "--clients", filepath.Join(dir, "clients"), "--clients", filepath.Join(dir, "clients", "a.pem"))
	}
	if code := cmd.Main(args, strings.NewReader(""), &out, &messages); code != 0 {
		t.Fatalf("exit code %d: %s", code, messages.String())
	}
	return out.Bytes()
}

func ends(n int) testpki.Option {
	return testpki.Valid(testpki.At().AddDate(-1, 0, 0), testpki.At().AddDate(0, 0, n))
}

func file(t *testing.T, dir, name string, data []byte) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func decode(t *testing.T, data []byte) *ical.Calendar {
	t.Helper()
	calendar, err := ical.NewDecoder(bytes.NewReader(data)).Decode()
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	// The encoder checks what RFC 5545 requires of each component: which properties, and how often.
	if len(calendar.Events()) > 0 {
		if err := ical.NewEncoder(io.Discard).Encode(calendar); err != nil {
			t.Errorf("a strict writer refuses the calendar: %v", err)
		}
	}
	return calendar
}

func TestCalendarIsReadByOthers(t *testing.T) {
	data := write(t, "ical")
	uids := map[string]bool{}
	var begins []string
	for _, e := range decode(t, data).Events() {
		uid, err := e.Props.Text(ical.PropUID)
		if err != nil || uids[uid] {
			t.Errorf("UID %q: %v, met before: %t", uid, err, uids[uid])
		}
		uids[uid] = true
		at, err := e.DateTimeStart(time.UTC)
		if err != nil {
			t.Error(err)
		}
		summary, err := e.Props.Text(ical.PropSummary)
		if err != nil || strings.ContainsAny(summary, "\r\n\x1b") {
			t.Errorf("summary %q: %v", summary, err)
		}
		begins = append(begins, at.Format(time.DateOnly)+" "+summary)
		made, err := e.Props.DateTime(ical.PropDateTimeStamp, time.UTC)
		if err != nil || !made.Equal(testpki.At()) {
			t.Errorf("DTSTAMP %s, want the time of evaluation: %v", made, err)
		}
	}
	if len(begins) == 0 || !strings.HasPrefix(begins[0], "2026-06-11 2 clients stop: CN=a expires") {
		t.Errorf("%q, want the end of a.pem, which was named twice, first", begins)
	}
	if !strings.Contains(strings.Join(begins, "\n"), `CN=issuing ünïcödé\, a long name that has to be folded because`) {
		t.Errorf("%q: the long name did not survive folding", begins)
	}
}

func TestCalendarLinesAreFolded(t *testing.T) {
	data := write(t, "ical")
	if bytes.Count(data, []byte("\n")) != bytes.Count(data, []byte("\r\n")) {
		t.Error("a line ends without CR LF")
	}
	folded := false
	for line := range strings.SplitSeq(string(data), "\r\n") {
		if len(line) > 75 {
			t.Errorf("%d octets: %s", len(line), line)
		}
		folded = folded || strings.HasPrefix(line, " ")
	}
	if !folded {
		t.Error("no line is folded: the test says nothing")
	}
}

func TestAlarmsRingBeforehand(t *testing.T) {
	alarms := 0
	for _, e := range decode(t, write(t, "ical")).Events() {
		for _, child := range e.Children {
			if child.Name != ical.CompAlarm {
				continue
			}
			alarms++
			trigger := child.Props.Get(ical.PropTrigger)
			if before, err := trigger.Duration(); err != nil || before != -30*24*time.Hour {
				t.Errorf("alarm %s before: %v, want 30 days", before, err)
			}
		}
	}
	if alarms == 0 {
		t.Error("no alarm")
	}
}

func TestUIDsStayFromRunToRun(t *testing.T) {
	store := testpki.Root(t, "root").PEM()
	dir := t.TempDir()
	file(t, dir, "t.pem", store)
	path := filepath.Join(dir, "t.pem")
	uid := func(at string) string {
		var out, messages bytes.Buffer
		if code := cmd.Main([]string{"timeline", "-t", path, "-o", "ical", "--at", at}, strings.NewReader(""), &out, &messages); code != 0 {
			t.Fatal(messages.String())
		}
		text, err := decode(t, out.Bytes()).Events()[0].Props.Text(ical.PropUID)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	if a, b := uid("2026-06-01"), uid("2026-07-01"); a != b {
		t.Errorf("%s, a month later %s", a, b)
	}
}

func TestCalendarWithoutEventsIsValid(t *testing.T) {
	dir := t.TempDir()
	file(t, dir, "t.pem", testpki.Root(t, "root").PEM())
	calendar := decode(t, write(t, "ical", "-t", filepath.Join(dir, "t.pem"), "--within", "1"))
	if len(calendar.Events()) != 0 || len(calendar.Children) != 1 {
		t.Errorf("%d events, %d components; want no event and one component, which RFC 5545 section 3.6 requires", len(calendar.Events()), len(calendar.Children))
	}
}

func TestMetricsAreReadByOthers(t *testing.T) {
	data := write(t, "prometheus")
	problems, err := promlint.New(bytes.NewReader(data)).Lint()
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	for _, p := range problems {
		t.Errorf("promlint: %s: %s", p.Metric, p.Text)
	}
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	stops := map[string]float64{}
	for _, m := range families["mtlscheck_client_stops_timestamp_seconds"].GetMetric() {
		if m.TimestampMs != nil {
			t.Error("a sample has a time of its own, which the textfile collector refuses")
		}
		labels := map[string]string{}
		for _, l := range m.GetLabel() {
			labels[l.GetName()] = l.GetValue()
		}
		stops[filepath.Base(labels["client"])] = m.GetGauge().GetValue()
		if strings.ContainsAny(labels["client_subject"], "\r\n\x1b\u202e") {
			t.Errorf("%q", labels["client_subject"])
		}
	}
	want := map[string]float64{
		"a.pem":              float64(testpki.At().AddDate(0, 0, 10).Unix() + 1),
		"b \"quoted\\\".pem": float64(testpki.At().AddDate(0, 0, 20).Unix() + 1),
	}
	if len(stops) != 2 || stops["a.pem"] != want["a.pem"] || stops["b \"quoted\\\".pem"] != want["b \"quoted\\\".pem"] {
		t.Errorf("%v, want %v", stops, want)
	}
	if got := len(families["mtlscheck_certificate_not_after_timestamp_seconds"].GetMetric()); got != 2 {
		t.Errorf("%d certificates, want 2", got)
	}
}
