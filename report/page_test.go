package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// TestStoredReportsKeepTheirPages renders stored reports: the demo, and names that attack whoever prints them. They were
// made with --output json.
func TestStoredReportsKeepTheirPages(t *testing.T) {
	for _, name := range []string{"demo", "hostile"} {
		for format, ext := range map[string]string{FormatMarkdown: ".md", FormatHTML: ".html"} {
			t.Run(name+" as "+format, func(t *testing.T) {
				r := stored(t, name)
				got := rendered(t, format, r)
				file := filepath.Join("testdata", name+ext)
				if *update {
					if err := os.WriteFile(file, got, 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(got, want) {
					t.Errorf("%s is not what is rendered: go test ./report -update writes it anew", file)
				}
				if again := rendered(t, format, r); !bytes.Equal(got, again) {
					t.Error("a second rendering has other bytes")
				}
			})
		}
	}
}

func stored(t *testing.T, name string) *Report {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	r := &Report{}
	if err := json.Unmarshal(data, r); err != nil {
		t.Fatal(err)
	}
	return r
}

// rendered writes a report that is held whole.
func rendered(t *testing.T, format string, r *Report) []byte {
	t.Helper()
	return renderedWith(t, Output{Format: format}, r)
}

func renderedWith(t *testing.T, o Output, r *Report) []byte {
	t.Helper()
	var out bytes.Buffer
	o.W = &out
	s := NewStream(o)
	for i := range r.Clients {
		if err := s.Client(r, s.Render(&r.Clients[i])); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.End(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// fixtures gives a report for every folder of testdata/certs that has a truststore: all its files judged as clients.
func fixtures(t *testing.T) map[string]*Report {
	t.Helper()
	all := map[string]*Report{}
	stores, err := filepath.Glob("../testdata/certs/*/truststore.pem")
	if err != nil || len(stores) < 50 {
		t.Fatalf("%d truststores, %v", len(stores), err)
	}
	for _, store := range stores {
		dir := filepath.Dir(store)
		all[filepath.Base(dir)] = judged(t, store, dir)
	}
	return all
}

func judged(t *testing.T, store, dir string) *Report {
	t.Helper()
	bundle, at := loaded(t, store), time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	told, policy := NewBundle(bundle, RoleTruststore, true), certcheck.APIGateway()
	r := &Report{Head: Head{SchemaVersion: SchemaVersion, Tool: Tool{"mtlscheck", "v0.0.0"}, Command: "verify", EvaluatedAt: at,
		Profile: "apigateway", Truststore: &told}}
	checker := certcheck.New(bundle, policy)
	files, err := filepath.Glob(filepath.Join(dir, "*.pem"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		b := loaded(t, file)
		r.Inputs = append(r.Inputs, NewInput(b.Object, RoleClient))
		r.Problems = append(r.Problems, Problems(b, RoleClient)...)
		for _, e := range b.Certificates() {
			c := certcheck.Client{Ref: filepath.Base(file), Entry: e}
			client := NewClient(c, checker.Diagnose(c, at), policy)
			r.Summary.Add(&client)
			r.Clients = append(r.Clients, client)
		}
	}
	r.Finish(FailOnError)
	return r
}

func loaded(t *testing.T, file string) *truststore.Bundle {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	object, err := truststore.ReadFrom(t.Context(), filepath.Base(file), bytes.NewReader(data), 1<<25)
	if err != nil {
		t.Fatal(err)
	}
	b, err := truststore.Load(object)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// crowd is a report of many clients, each as long as hostile names make it, the denied last.
func crowd(clients int) *Report {
	long := strings.Repeat("<b>|`@x #1 ", 40)
	r := &Report{Head: Head{Command: "verify", Truststore: &Bundle{Ref: "truststore.pem"}}}
	for i := range clients {
		c := Client{Ref: fmt.Sprintf("client-%06d.pem", i), Subject: long, Verdict: "accepted", Basis: "documented", Confidence: "high",
			Chain: []Link{{Role: "client", Subject: long, Verdict: "accepted"}}}
		if i >= clients-clients/10 {
			c.Verdict, c.Reason = "denied", &Reason{ID: "issuer_missing", Message: "no issuer: " + long, LogLine: "Access denied. Reason: x"}
		}
		r.Summary.Add(&c)
		r.Clients = append(r.Clients, c)
		r.Inputs = append(r.Inputs, Input{Ref: c.Ref, Role: RoleClient})
	}
	return r
}

func TestMarkdownStaysBelowWhatGitHubShows(t *testing.T) {
	got := string(rendered(t, FormatMarkdown, crowd(20_000)))
	if len(got) >= 1<<20 {
		t.Errorf("%d bytes, and GitHub shows 1,048,576", len(got))
	}
	for _, want := range []string{"2000 of 20000 clients denied", "client-018000.pem", "Clients that are not in the table: ",
		"are left out, to stay below the 1 MiB that GitHub shows", "more rows: see `--output html`"} {
		if !strings.Contains(got, want) {
			t.Errorf("nothing says %q", want)
		}
	}
	if opened, closed := strings.Count(got, "<details>"), strings.Count(got, "</details>"); opened != closed || opened == 0 {
		t.Errorf("%d folds are opened and %d closed", opened, closed)
	}
}

func TestHTMLOfManyClientsStaysUsableAndSaysWhatItLacks(t *testing.T) {
	got := string(rendered(t, FormatHTML, crowd(20_000)))
	if len(got) > 16<<20 {
		t.Errorf("%d bytes", len(got))
	}
	for _, want := range []string{"2000 of 20000 clients denied", "client-018000.pem", "Clients that are not in the table: 0 denied, 0 unclear, ",
		"--output json has all"} {
		if !strings.Contains(got, want) {
			t.Errorf("nothing says %q", want)
		}
	}
	if n := strings.Count(got, `<section class="client bad"`); n == 0 || n > htmlClientDetails {
		t.Errorf("details of %d clients", n)
	}
}

func TestQuietPagesShowOnlyWhatIsNotAccepted(t *testing.T) {
	r := stored(t, "demo")
	for _, format := range []string{FormatMarkdown, FormatHTML} {
		got := string(renderedWith(t, Output{Format: format, Options: Options{Quiet: true}}, r))
		table, _, _ := strings.Cut(got, "Client by client")
		if strings.Contains(table, "merchant-7.pem") || !strings.Contains(table, "merchant-42.pem") {
			t.Errorf("%s: the accepted merchant-7.pem is there, or the denied merchant-42.pem is not", format)
		}
		if !strings.Contains(table, "not in the table: 0 denied, 0 unclear, 1 accepted") {
			t.Errorf("%s: nothing says that a client is left out", format)
		}
	}
}

func TestShelfShowsTheDeniedFirstWithinItsLimits(t *testing.T) {
	s := &shelf{limits: shelfLimits{rows: 3, rowBytes: 100, details: 2, detailBytes: 100}}
	for _, verdict := range []string{"accepted", "accepted", "unclear", "denied", "accepted", "accepted"} {
		s.put(s.pack(verdict, func() string { return verdict + numberMark }, func() string { return "detail" + numberMark }))
	}
	var got []string
	for _, k := range s.shown() {
		got = append(got, k.numbered(k.row+" "+k.detail, "", ""))
	}
	if want := "denied4 detail4, unclear3 detail3, accepted1 "; strings.Join(got, ", ") != want {
		t.Errorf("got %q, want %q", strings.Join(got, ", "), want)
	}
	if got, want := s.leftOutOfTable(3), "Clients that are not in the table: 0 denied, 0 unclear, 3 accepted. --output json has all."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestShelfHoldsNoMoreThanItsLimits(t *testing.T) {
	s := &shelf{limits: shelfLimits{rows: 10, rowBytes: 50, details: 10, detailBytes: 50}}
	for range 1000 {
		s.put(s.pack("denied", func() string { return "0123456789" }, func() string { return strings.Repeat("x", 20) }))
	}
	d := &s.drawers[0]
	if len(d.clients) != 5 || d.details != 2 || d.total != 1000 {
		t.Errorf("%d rows and %d details of %d clients are held", len(d.clients), d.details, d.total)
	}
}
