// Package s3 reads objects of Amazon S3, and of servers that speak its language, for truststore.Read. It is apart from
// the package truststore because Go initialises the AWS SDK at the start of every program that links it, used or not.
package s3

import (
	"context"
	"math"
	"time"

	"github.com/mtlscheck/mtlscheck/truststore"
)

const (
	// The SDK tries three times. With five seconds for each connection and at most half a second between two tries,
	// an endpoint that swallows packets is reported after 16 seconds; the SDK alone would take 90 and more.
	connectTimeout = 5 * time.Second
	maxBackoff     = 500 * time.Millisecond

	// Where the search for a bucket begins when nothing says which region it is in: every region of a partition
	// names the right one (HeadBucket, Amazon S3 API reference), and nearly all buckets are in this one's.
	firstRegion = "us-east-1"

	maxErrorBody    = 64 << 10 // bytes of an error answer; S3 sends about one thousand
	maxErrorMessage = 600      // bytes of a server's message that are repeated to the user
	maxHeader       = 1 << 10  // bytes of an ETag or a version id; S3's ids have no more ("How S3 Versioning works", Amazon S3 User Guide)
)

// Read gets the object that ref, an s3:// URI, names, at most o.MaxSize bytes of it, with the credentials of the SDK's
// default chain; it is a truststore.S3Reader. Every error is a *truststore.SourceError with Remote set, or the error of
// ctx when that ended.
func (r *Reader) Read(ctx context.Context, ref string, o truststore.ReadOptions) (*truststore.Object, error) {
	at, err := truststore.ParseS3(ref)
	if err != nil {
		return nil, err
	}
	d := &download{S3Ref: at, ref: ref, opts: o.S3, limit: min(o.MaxSize, math.MaxInt64-1), settings: r}
	if d.opts.Timeout <= 0 {
		d.opts.Timeout = truststore.DefaultS3Timeout
	}
	if d.limit <= 0 {
		d.limit = truststore.DefaultMaxSize
	}
	limited, cancel := context.WithTimeout(ctx, d.opts.Timeout)
	defer cancel()
	obj, err := d.object(limited)
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return obj, err
}

// download is one download.
type download struct {
	truststore.S3Ref
	ref      string
	opts     truststore.S3Options
	settings *Reader
	limit    int64 // in bytes

	region string   // the one that was asked last
	wire   *wire    // what stands between the SDK and the network
	secret []string // never to be repeated to the user, whoever says it; each with what stands in its place
}

func (d *download) source(fact, hint string, err error) error {
	return &truststore.SourceError{Ref: d.ref, Remote: true, Fact: fact, Hint: hint, Err: err}
}

func (d *download) tooLarge(size int64) error {
	e := truststore.TooLarge(d.ref, size, d.limit)
	e.Remote = true
	return e
}
