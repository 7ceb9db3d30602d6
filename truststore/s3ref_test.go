package truststore

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestS3Reference(t *testing.T) {
	for _, tc := range []struct{ ref, bucket, key, version string }{
		{"s3://b/k.pem", "b", "k.pem", ""},
		{"S3://b/k.pem", "b", "k.pem", ""},
		{"s3://my.bucket/a/b/c.pem", "my.bucket", "a/b/c.pem", ""},
		{"s3://b/a b+c%20d&e=f#g.pem", "b", "a b+c%20d&e=f#g.pem", ""},
		{"s3://b/vertrauen/größe-信.pem", "b", "vertrauen/größe-信.pem", ""},
		{"s3://b//k", "b", "/k", ""},
		{"s3://b/dir/", "b", "dir/", ""},
		{"s3://b/../k", "b", "../k", ""},
		{"s3://b/k?versionId=3sL4kqtJlcpXroDTDmJ.xUp1ZgT5uVnB", "b", "k", "3sL4kqtJlcpXroDTDmJ.xUp1ZgT5uVnB"},
		{"s3://b/k?versionId=a+b%2Bc", "b", "k", "a+b+c"},
		{"s3://b/k%3F?versionId=a%2Fb", "b", "k%3F", "a/b"},
		{"s3://b/k?versionId=null", "b", "k", "null"},
	} {
		want := S3Ref{Bucket: tc.bucket, Key: tc.key, VersionID: tc.version}
		if got, err := ParseS3(tc.ref); err != nil || got != want {
			t.Errorf("%s: got %+v, %v", tc.ref, got, err)
		}
	}
}

func TestS3BadReference(t *testing.T) {
	for ref, fact := range map[string]string{
		"s3://":                             "the S3 URI has no bucket",
		"s3:///k":                           "the S3 URI has no bucket",
		"s3://b":                            "the S3 URI names a bucket but no object",
		"s3://b/":                           "the S3 URI names a bucket but no object",
		"s3://b/?versionId=x":               "the S3 URI names a bucket but no object",
		"s3://b c/k":                        `"b c" cannot be the name of a bucket`,
		"s3://b?versionId=x":                "the S3 URI names a bucket but no object",
		"s3://user:secret@b/k":              `"user:secret@b" cannot be the name of a bucket`,
		"s3://arn:aws:s3:::b/k":             "an ARN stands where the bucket's name belongs",
		"s3://b/k?versionid=x":              `unknown parameter "versionid"`,
		"s3://b/k?versionId=x&region=y":     `unknown parameter "region"`,
		"s3://b/k?":                         "the S3 URI must give versionId once",
		"s3://b/k?versionId=":               "the S3 URI must give versionId once",
		"s3://b/k?versionId=x&versionId=y":  "the S3 URI must give versionId once",
		"s3://b/k?versionId=%zz":            "what follows the question mark",
		"s3://b/what?.pem?versionId=abc":    `unknown parameter ".pem?versionId"`,
		"s3://b/k?versionId=x;versionId=yy": "what follows the question mark",
	} {
		_, err := Read(t.Context(), ref, ReadOptions{})
		var source *SourceError
		if !errors.As(err, &source) || !source.Remote || !errors.Is(err, ErrBadReference) {
			t.Fatalf("%s: got %v, want a remote SourceError that is an ErrBadReference", ref, err)
		}
		if !strings.HasPrefix(source.Fact, fact) || !strings.Contains(source.Hint, "write s3://") {
			t.Errorf("%s: got %s | %s, want %s", ref, source.Fact, source.Hint, fact)
		}
	}
}

// TestS3NeedsAReader: this package has no code for the network.
func TestS3NeedsAReader(t *testing.T) {
	_, err := Read(t.Context(), "s3://b/k", ReadOptions{})
	var source *SourceError
	if !errors.As(err, &source) || !source.Remote || errors.Is(err, ErrBadReference) {
		t.Errorf("got %v, want a remote SourceError", err)
	}
	var asked string
	o := ReadOptions{ReadS3: func(_ context.Context, ref string, _ ReadOptions) (*Object, error) {
		asked = ref
		return NewObject(ref, []byte("x")), nil
	}}
	if obj, err := Read(t.Context(), "S3://b/k", o); err != nil || string(obj.Data) != "x" || asked != "S3://b/k" {
		t.Errorf("got %+v, %v; asked for %q", obj, err, asked)
	}
}
