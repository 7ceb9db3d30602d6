package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// prometheusFormat writes a timeline in Prometheus's text format 0.0.4, for the node exporter's textfile collector
// (https://prometheus.io/docs/instrumenting/exposition_formats/). Samples carry no time of their own: the collector
// refuses those.
type prometheusFormat struct{}

func (*prometheusFormat) render(*Client) []byte                   { return nil }
func (*prometheusFormat) client(io.Writer, *Report, []byte) error { return nil }

func (*prometheusFormat) end(w io.Writer, r *Report) error {
	m := &metrics{}
	m.gauge("mtlscheck_evaluated_timestamp_seconds", "The time that everything here was judged as at.")
	m.sample("mtlscheck_evaluated_timestamp_seconds", r.EvaluatedAt.Unix())
	m.gauge("mtlscheck_failed_inputs", "Inputs that could not be read or hold nothing to check.")
	m.sample("mtlscheck_failed_inputs", int64(failedInputs(r)))
	if r.Timeline != nil {
		m.certificates(r)
		if r.Timeline.Judged {
			m.clients(r)
		}
		m.stops(r.Timeline)
	}
	return writeAll(w, []byte(m.out.String()))
}

func failedInputs(r *Report) int {
	n := 0
	for _, in := range r.Inputs {
		if in.Error != "" {
			n++
		}
	}
	return n
}

// metrics writes families of samples.
type metrics struct{ out strings.Builder }

func (m *metrics) gauge(name, help string) {
	fmt.Fprintf(&m.out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name)
}

// sample writes one value; labels are names and values in turn.
func (m *metrics) sample(name string, value int64, labels ...string) {
	m.out.WriteString(name)
	for i := 0; i < len(labels); i += 2 {
		m.out.WriteString([]string{"{", ","}[min(i, 1)] + labels[i] + `="` + labelValue(labels[i+1]) + `"`)
	}
	if len(labels) > 0 {
		m.out.WriteString("}")
	}
	m.out.WriteString(" " + strconv.FormatInt(value, 10) + "\n")
}

// labelValue is the escaping of this format: backslash, quotation mark and line feed, of which Escape leaves the first two.
func labelValue(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(Escape(s))
}

func (m *metrics) certificates(r *Report) {
	const name = "mtlscheck_certificate_not_after_timestamp_seconds"
	m.gauge(name, "The last second in which a certificate of the truststore is valid.")
	if r.Truststore == nil {
		return
	}
	for _, e := range r.Truststore.Entries {
		if e.Certificate == nil || e.SHA256 == "" || e.Reject != "" {
			continue
		}
		if end, err := time.Parse(time.RFC3339, e.NotAfter); err == nil {
			m.sample(name, end.Unix(), "truststore", r.Truststore.Ref, "index", strconv.Itoa(e.Index), "subject", e.Subject, "sha256", e.SHA256)
		}
	}
}

func (m *metrics) clients(r *Report) {
	const name = "mtlscheck_clients"
	m.gauge(name, "Known clients by their verdict at the time of evaluation.")
	s := r.Summary
	m.sample(name, int64(s.Accepted), "verdict", "accepted")
	m.sample(name, int64(s.Denied), "verdict", "denied")
	m.sample(name, int64(s.Unclear), "verdict", "unclear")
}

// stops has one sample for each client and certificate that stops it. The same file may have been named twice, and a
// sample must not be.
func (m *metrics) stops(t *Timeline) {
	const name = "mtlscheck_client_stops_timestamp_seconds"
	m.gauge(name, "The first second in which a client is let in no longer, by the certificate that causes it.")
	told := map[[3]string]bool{}
	for _, e := range t.Events {
		at, err := time.Parse(time.RFC3339, e.At)
		if err != nil {
			continue
		}
		for _, s := range e.Stops {
			key := [3]string{s.Client.Ref, strconv.Itoa(s.Client.Index), e.Cause.SHA256 + s.Client.SHA256}
			if told[key] {
				continue
			}
			told[key] = true
			m.sample(name, at.Unix(), "client", s.Client.Ref, "index", strconv.Itoa(s.Client.Index), "client_subject", s.Client.Subject,
				"client_sha256", s.Client.SHA256, "cause", e.Cause.Subject, "cause_sha256", e.Cause.SHA256, "verdict", s.After)
		}
	}
}
