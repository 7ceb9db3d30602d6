package truststore

import (
	"fmt"
	"net/url"
	"strings"
)

// parse takes s3://bucket/key[?versionId=…] apart. The key is everything from the first slash after the bucket to the
// first question mark, byte for byte, as the aws command line and the console's "Copy S3 URI" have it: a %20 in it is
// three characters. Only the query is decoded.
func (f *s3Fetch) parse() error {
	rest, query, hasQuery := strings.Cut(f.ref[len("s3://"):], "?")
	f.bucket, f.key, _ = strings.Cut(rest, "/")
	switch {
	case f.bucket == "":
		return f.badReference("the S3 URI has no bucket", "write s3://bucket/key")
	case strings.HasPrefix(f.bucket, "arn:"):
		return f.badReference("an ARN stands where the bucket's name belongs", "write s3://bucket/key; an access point has an alias that serves as bucket name")
	case strings.Trim(f.bucket, s3BucketLetters) != "":
		return f.badReference(fmt.Sprintf("%q cannot be the name of a bucket", f.bucket), "write s3://bucket/key; bucket names hold letters, digits, dots, hyphens and underscores")
	case f.key == "":
		return f.badReference("the S3 URI names a bucket but no object", "write s3://"+f.bucket+"/key")
	case !hasQuery:
		return nil
	}
	return f.parseQuery(query)
}

// s3BucketLetters are those of today's buckets, and the upper case and underscores that us-east-1 allowed before 2018
// ("General purpose bucket naming rules", Amazon S3 User Guide).
const s3BucketLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"

func (f *s3Fetch) parseQuery(query string) error {
	const hint = "write s3://bucket/key?versionId=ID; a key that itself holds a question mark cannot be named"
	values, err := url.ParseQuery(query)
	if err != nil {
		return f.badReference("what follows the question mark of the S3 URI cannot be read", hint)
	}
	for name := range values {
		if name != "versionId" {
			return f.badReference(fmt.Sprintf("unknown parameter %q in the S3 URI", name), hint)
		}
	}
	versions := values["versionId"]
	if len(versions) != 1 || versions[0] == "" {
		return f.badReference("the S3 URI must give versionId once, with a value", hint)
	}
	f.version = versions[0]
	return nil
}

func (f *s3Fetch) badReference(fact, hint string) error {
	return &SourceError{Ref: f.ref, Remote: true, Fact: fact, Hint: hint, Err: ErrBadReference}
}
