package truststore

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// DefaultS3Timeout bounds one download from S3, from finding credentials to the last byte, retries included.
const DefaultS3Timeout = 30 * time.Second

// ErrBadReference is wrapped by the SourceError of an s3:// URI or an endpoint URL that cannot be understood:
// nothing was asked over the network, the command line is at fault.
var ErrBadReference = errors.New("not a usable S3 reference")

// S3Options says how to reach S3. The zero value leaves everything to the SDK's environment and shared files.
// https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html lists them.
type S3Options struct {
	Region      string        // empty: from the environment, else found out from what S3 answers
	EndpointURL string        // for S3-compatible servers; path-style addressing is used with it
	Timeout     time.Duration // for the whole download with its retries; 0 means DefaultS3Timeout
}

// S3Reader gets one object of S3. Its errors are those of Read.
type S3Reader func(ctx context.Context, ref string, o ReadOptions) (*Object, error)

// S3Ref names one object of S3.
type S3Ref struct {
	Bucket, Key string
	VersionID   string // empty: the latest
}

// isS3 tells whether ref is written as a URI of S3, well or not.
func isS3(ref string) bool {
	return len(ref) >= len(s3Scheme) && strings.EqualFold(ref[:len(s3Scheme)], s3Scheme)
}

const s3Scheme = "s3://"

// ParseS3 takes s3://bucket/key[?versionId=…] apart. The key is everything from the first slash after the bucket to the
// first question mark, byte for byte, as the aws command line and the console's "Copy S3 URI" have it: a %20 in it is
// three characters. Only the query is decoded. The error is a *SourceError that wraps ErrBadReference.
func ParseS3(ref string) (S3Ref, error) {
	if !isS3(ref) {
		return S3Ref{}, BadReference(ref, "not an S3 URI", "write s3://bucket/key")
	}
	rest, query, hasQuery := strings.Cut(ref[len(s3Scheme):], "?")
	bucket, key, _ := strings.Cut(rest, "/")
	switch {
	case bucket == "":
		return S3Ref{}, BadReference(ref, "the S3 URI has no bucket", "write s3://bucket/key")
	case strings.HasPrefix(bucket, "arn:"):
		return S3Ref{}, BadReference(ref, "an ARN stands where the bucket's name belongs", "write s3://bucket/key; an access point has an alias that serves as bucket name")
	case strings.Trim(bucket, s3BucketLetters) != "":
		return S3Ref{}, BadReference(ref, fmt.Sprintf("%q cannot be the name of a bucket", bucket), "write s3://bucket/key; bucket names hold letters, digits, dots, hyphens and underscores")
	case key == "":
		return S3Ref{}, BadReference(ref, "the S3 URI names a bucket but no object", "write s3://"+bucket+"/key")
	case !hasQuery:
		return S3Ref{Bucket: bucket, Key: key}, nil
	}
	version, err := s3Version(ref, query)
	return S3Ref{Bucket: bucket, Key: key, VersionID: version}, err
}

// s3BucketLetters are those of today's buckets, and the upper case and underscores that us-east-1 allowed before 2018
// ("General purpose bucket naming rules", Amazon S3 User Guide).
const s3BucketLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"

func s3Version(ref, query string) (string, error) {
	const hint = "write s3://bucket/key?versionId=ID; a key that itself holds a question mark cannot be named"
	values, err := url.ParseQuery(strings.ReplaceAll(query, "+", "%2B")) // a plus sign is one: version ids have it
	if err != nil {
		return "", BadReference(ref, "what follows the question mark of the S3 URI cannot be read", hint)
	}
	for name := range values {
		if name != "versionId" {
			return "", BadReference(ref, fmt.Sprintf("unknown parameter %q in the S3 URI", name), hint)
		}
	}
	versions := values["versionId"]
	if len(versions) != 1 || versions[0] == "" {
		return "", BadReference(ref, "the S3 URI must give versionId once, with a value", hint)
	}
	return versions[0], nil
}

// BadReference is the error of an input whose reference, or the endpoint it is to be read from, makes no sense.
func BadReference(ref, fact, hint string) *SourceError {
	return &SourceError{Ref: ref, Remote: true, Fact: fact, Hint: hint, Err: ErrBadReference}
}

func readS3(ctx context.Context, ref string, o ReadOptions) (*Object, error) {
	if _, err := ParseS3(ref); err != nil {
		return nil, err
	}
	if o.ReadS3 == nil {
		return nil, &SourceError{Ref: ref, Remote: true, Fact: "S3 is not read here", Hint: "download the object first"}
	}
	return o.ReadS3(ctx, ref, o)
}
