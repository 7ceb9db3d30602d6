package report

import (
	"fmt"
	"strings"
	"testing"
)

// redacted gives the JSON of a report with its names hidden.
func redacted(t *testing.T, r *Report) string {
	t.Helper()
	var b strings.Builder
	s := NewStream(Output{W: &b, Format: FormatJSON})
	s.Redact()
	write(t, s, r)
	return b.String()
}

func ca(subject, issuer string) Entry {
	return Entry{Certificate: &Certificate{Subject: subject, Issuer: issuer, Serial: "3a:0f:77:21", IsCA: true,
		AlternativeNames: []string{"DNS:ca.acme.example", "… and 5 more"}}}
}

func TestASentenceKeepsItsReasoningWithoutItsNames(t *testing.T) {
	store := &Bundle{Ref: "truststore.pem", Entries: []Entry{
		ca("CN=Acme Root, O=Acme", "CN=Acme Root, O=Acme"),
		ca(`CN=Acme Root\, Ltd, O=Acme`, "CN=Acme Root, O=Acme"),
		ca("CN=A", "CN=A")}}
	for _, c := range []struct{ name, message, want string }{
		{"a name", "its issuer, CN=Acme Root, O=Acme, is missing", "its issuer, CA 1, is missing"},
		{"the longer of two that begin alike", `CN=Acme Root\, Ltd, O=Acme (truststore.pem #2)`, "CA 2 (truststore.pem #2)"},
		{"a name inside a word is none", "CN=AB", "(a hidden name)"},
		{"the organization by itself", "it is of the same organization, Acme: an older CA", "it is of the same organization, name part 2: an older CA"},
		{"but not inside another word", "an Acmeist", "an Acmeist"},
		{"a client's file", "clients/merchant-42.pem, line 3", "client-file-1, line 3"},
		{"an alternative name", "they exclude DNS:ca.acme.example", "they exclude alternative name 2"},
		{"one that stands nowhere else", "they exclude DNS:partner.example", "they exclude DNS:(hidden)"},
		{"an address", "they permit IP:10.0.0.1 alone", "they permit IP:(hidden) alone"},
		{"a name that stands nowhere else", "no CA is called CN=Other CA, O=Partner", "no CA is called (a hidden name)"},
		{"an attribute type without a name of its own", "signed by 2.5.4.97=VATDE-1", "signed by (a hidden name)"},
		{"a serial number", "its serial number is 3a:0f:77:21.", "its serial number is number 1."},
		{"what Go's parser quotes", `Go's parser refuses it: x509: cannot parse URI "spiffe://partner/x": parse "spiffe://partner/x": bad`, "Go's parser refuses it: x509: cannot parse URI (hidden): bad"},
		{"what is quoted otherwise", `the label "CERT" (line 1)`, `the label \"CERT\" (line 1)`},
		{"what names no one", "RSA 1024, SHA-1, 2026-05-01 00:00:00 UTC, key id 82:a0:b1", "RSA 1024, SHA-1, 2026-05-01 00:00:00 UTC, key id 82:a0:b1"},
	} {
		r := &Report{Head: Head{Truststore: store.clone()}, Clients: []Client{{Ref: "clients/merchant-42.pem", Subject: "CN=merchant-42, O=Acme",
			Findings: []Finding{{Message: c.message}}}}}
		if got := redacted(t, r); !strings.Contains(got, `"message": "`+c.want+`"`) {
			t.Errorf("%s: want %s in\n%s", c.name, c.want, got)
		}
	}
}

func (b *Bundle) clone() *Bundle {
	out := &Bundle{Ref: b.Ref}
	for _, e := range b.Entries {
		c := *e.Certificate
		out.Entries = append(out.Entries, Entry{Certificate: &c})
	}
	return out
}

func TestStandInsFollowTheTruststoreAndTheClients(t *testing.T) {
	r := &Report{Head: Head{Truststore: &Bundle{Ref: "t.pem", Entries: []Entry{ca("CN=Zulu", "CN=Zulu"), ca("CN=Alpha", "CN=Zulu"), ca("CN=Zulu", "CN=Gone")}}},
		Clients: []Client{
			{Ref: "z.pem", Subject: "CN=z", Chain: []Link{{Subject: "CN=z"}, {Subject: "CN=Alpha"}, {Subject: "CN=Other"}}},
			{Ref: "a.pem", Subject: "CN=a", Chain: []Link{{Subject: "CN=a"}, {Subject: "CN=Other"}}}}}
	redacted(t, r)
	var got []string
	for _, e := range r.Truststore.Entries {
		got = append(got, e.Subject+" by "+e.Issuer)
	}
	for _, c := range r.Clients {
		for _, l := range c.Chain {
			got = append(got, l.Subject)
		}
		got = append(got, c.Ref)
	}
	want := "CA 1 by CA 1; CA 2 by CA 1; CA 1 by CA 3; client 1; CA 2; CA 4; client-file-1; client 2; CA 4; client-file-2"
	if text := strings.Join(got, "; "); text != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
}

func TestTwoNamesNeverHaveOneStandIn(t *testing.T) {
	x := newRedactor()
	for i := range 300 {
		x.name(fmt.Sprintf("CN=name %d, O=Acme %d", i, i%7), []string{"CA", "client"}[i%2])
		x.file(fmt.Sprintf("file %d", i), []string{RoleClient, "", RoleKey}[i%3])
		x.serial(fmt.Sprint(i))
	}
	seen := map[string]string{}
	for name, standIn := range x.standIns {
		if other, taken := seen[standIn]; taken {
			t.Errorf("%s stands for %s and for %s", standIn, name, other)
		}
		seen[standIn] = name
	}
}

func TestANameThatIsAWordOfOursDoesNotChangeWhatIsSaid(t *testing.T) {
	r := &Report{Head: Head{Truststore: &Bundle{Ref: "t.pem", Entries: []Entry{ca("CN=denied, O=Amazon", "CN=certificate")}}},
		Clients: []Client{{Ref: "client.pem", Subject: "CN=client", Verdict: "denied", Prediction: "Amazon API Gateway would answer 403",
			Reason: &Reason{ID: "denied", Message: "the client's certificate is denied"}}}}
	got := redacted(t, r)
	for _, want := range []string{`"verdict": "denied"`, `"id": "denied"`, `"message": "the client's certificate is denied"`, `"prediction": "Amazon API`} {
		if !strings.Contains(strings.ReplaceAll(got, `\u0027`, "'"), want) {
			t.Errorf("want %s in\n%s", want, got)
		}
	}
}

func TestBothSidesOfADifferenceStayDifferent(t *testing.T) {
	differences := []Difference{{"serial number", "01:02", "01:03"}, {"subject", "CN=a", "CN=b"}, {"alternative names", "DNS:a.example", ""},
		{"other extensions", "2.5.29.31=30:0a", "2.5.29.31=30:0b"}, {"public key", "RSA 2048, SHA-256 aa…", "RSA 2048, SHA-256 bb…"},
		{"encoding of the subject", "13:61", "0c:61"}}
	r := &Report{Tail: Tail{KeyMatch: &KeyMatch{Listings: []Listing{{Differences: differences}}}}}
	redacted(t, r)
	want := "[{serial number number 1 number 2} {subject CA 1 CA 2} {alternative names alternative names 1 } " +
		"{other extensions other extensions 1 other extensions 2} {public key RSA 2048, SHA-256 aa… RSA 2048, SHA-256 bb…} " +
		"{encoding of the subject encoding of the subject 1 encoding of the subject 2}]"
	if got := fmt.Sprint(r.KeyMatch.Listings[0].Differences); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestCommandsNameNoClient(t *testing.T) {
	for _, c := range []struct{ ref, command, want string }{
		{"it's me.pem", `openssl verify -CAfile t.pem 'it'\''s me.pem'`, "openssl verify -CAfile t.pem 'client-file-1'"},
		{"a\nb.pem", `openssl verify -CAfile t.pem $'a\x0ab.pem'`, "openssl verify -CAfile t.pem '(hidden)'"},
		{"-c.pem", "openssl verify -CAfile t.pem ./-c.pem", "openssl verify -CAfile t.pem ./client-file-1"},
		{"s3://b/acme/c.pem?versionId=1", "aws s3api get-object --bucket b --key acme/c.pem --version-id 1 client.pem",
			"aws s3api get-object --bucket BUCKET --key KEY client.pem"},
	} {
		r := &Report{Head: Head{Truststore: &Bundle{Ref: "t.pem"}}, Clients: []Client{{Ref: c.ref, Subject: "CN=c", Commands: []string{c.command}}}}
		redacted(t, r)
		if got := r.Clients[0].Commands[0]; got != c.want {
			t.Errorf("%s: got %s, want %s", c.ref, got, c.want)
		}
	}
}

func TestWhatSharesTextsIsNotChanged(t *testing.T) {
	shared := []string{"an oddity of CN=Acme Root"}
	r := &Report{Head: Head{Truststore: &Bundle{Entries: []Entry{{Certificate: &Certificate{Subject: "CN=Acme Root", Oddities: shared}}}}}}
	redacted(t, r)
	if got := r.Truststore.Entries[0].Oddities[0]; got != "an oddity of client 1" {
		t.Errorf("got %s", got)
	}
	if shared[0] != "an oddity of CN=Acme Root" {
		t.Error("the certificate that others read was changed")
	}
}

func TestDictionaryFindsTheLongestWholeWord(t *testing.T) {
	d := newDictionary(map[string]string{"ab": "1", "abc": "2", "abc d": "3", "(x)": "4", "é": "5"})
	for _, c := range []struct{ text, want string }{
		{"ab abc abcd abc d", "1 2 abcd 3"},
		{"xab ab-ab", "xab 1-1"},
		{"w(x)w", "w4w"},
		{"é éa aé", "5 éa aé"},
		{"", ""},
		{"\xffab\xff", "\xff1\xff"},
	} {
		if got := replaceAll(c.text, d); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}
