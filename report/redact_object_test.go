package report

import (
	"strings"
	"testing"
	"time"
)

func TestTheFailureOfAnObjectNamesNeitherBucketNorKey(t *testing.T) {
	for _, c := range []struct{ ref, fact, want string }{
		{"s3://acme-bank/merchant-acme.pem", `there is no object "merchant-acme.pem" in bucket "acme-bank"`, `there is no object "KEY" in bucket "BUCKET"`},
		{"S3://acme-bank/in/acme.pem", `aws s3 ls shows what is in "in/"`, `aws s3 ls shows what is in "PREFIX/"`},
		{"s3://acme-bank/in/acme.pem", "needs s3:GetObject on arn:aws:s3:::acme-bank/in/acme.pem; without", "needs s3:GetObject on arn:aws:s3:::BUCKET/KEY; without"},
		{"s3://acme-bank/a\"é.pem", `no object "a\"é.pem"`, `no object "KEY"`},
		{"s3://acme-bank/in/a b.pem", "acme-bank.s3.amazonaws.com/in/a%20b.pem: EOF", "BUCKET.s3.amazonaws.com/KEY: EOF"},
		{"s3://acme-bank/a.pem?versionId=x%2Fy", `the object has no version "x/y"`, `the object has no version "VERSION"`},
		{"s3://acme-bank//acme.pem", "the key begins with a slash: one slash stands between bucket and key / x", "the key begins with a slash: one slash stands between bucket and key / x"},
		{"s3://acme-bank/acme.pem", "mtlscheck inspect s3://acme-bank/acme.pem shows it", "mtlscheck inspect client-file-1 shows it"},
		{"acme.pem", "no such file", "no such file"},
	} {
		r := s3Failure(c.ref, c.fact)
		redacted(t, r)
		in, f := r.Inputs[1], r.Failures[0]
		for _, got := range []string{in.Error, in.Hint, f.Fact, f.Hint} {
			if got != c.want {
				t.Errorf("%s: got %s, want %s", c.ref, got, c.want)
			}
		}
		if got := r.Failures[1].Fact; got != `there is no object "ts.pem" in bucket "acme-bank"` {
			t.Errorf("the truststore's failure: %s", got)
		}
		if strings.Contains(f.Ref, "acme") {
			t.Errorf("got %s", f.Ref)
		}
	}
}

// s3Failure is a report of a client and a truststore of one bucket, neither of which can be read.
func s3Failure(ref, fact string) *Report {
	const store, missing = "s3://acme-bank/ts.pem", `there is no object "ts.pem" in bucket "acme-bank"`
	return &Report{Head: Head{Command: "verify"}, Tail: Tail{
		Inputs: []Input{{Ref: store, Role: RoleTruststore, Error: missing},
			{Ref: ref, Role: RoleClient, LastModified: new(time.Time), Error: fact, Hint: fact}},
		Failures: []*Failure{{Ref: ref, Fact: fact, Hint: fact}, {Ref: store, Fact: missing}}}}
}
