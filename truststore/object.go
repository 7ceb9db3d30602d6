package truststore

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"strings"
	"time"
)

// DefaultMaxSize is how many bytes of one input are read, unless the caller says otherwise. API Gateway takes
// about one megabyte (observed, aws-samples/serverless-samples apigw-mtls-multi-tenant); the rest is room for
// files that ought to be diagnosed although no gateway would take them.
const DefaultMaxSize = 32 << 20

// Object is the bytes of one input and where they came from. The last four fields are set for S3 only; a version id
// or an ETag of more than 1024 bytes, which S3 does not send, is cut and ends with " …".
type Object struct {
	Ref    string // as the user named it: a path, "-", or an s3:// URI
	Data   []byte
	SHA256 [sha256.Size]byte

	Region       string
	VersionID    string // empty when the bucket has no versioning
	ETag         string // as S3 sent it, without quotes
	LastModified time.Time
}

// ReadOptions says how far Read may go for an input. The zero value reads local files up to DefaultMaxSize.
type ReadOptions struct {
	Stdin   io.Reader // what "-" reads; nil means that "-" is refused
	MaxSize int64     // in bytes; 0 means DefaultMaxSize
	ReadS3  S3Reader  // what reads s3:// URIs, as Read of the package s3 does; nil means that they are refused
	S3      S3Options
}

// SourceError says why the bytes of an input could not be had.
type SourceError struct {
	Ref    string // the input, as the user named it
	Remote bool   // the fault lies with a remote source, its credentials or the network, not with a local file
	Fact   string // what happened
	Hint   string // what to do about it
	Err    error  // the cause, for errors.Is; may be nil
}

func (e *SourceError) Error() string { return fmt.Sprintf("read %s: %s", e.Ref, e.Fact) }

func (e *SourceError) Unwrap() error { return e.Err }

// Read gets the bytes of ref: a path, "-" for standard input, or s3://bucket/key[?versionId=…].
// Every error is a *SourceError, or the context's own error when the context ended first.
func Read(ctx context.Context, ref string, o ReadOptions) (*Object, error) {
	if o.MaxSize <= 0 {
		o.MaxSize = DefaultMaxSize
	}
	switch {
	case isS3(ref):
		return readS3(ctx, ref, o)
	case ref == "-":
		return readStdin(ctx, o)
	}
	return readFile(ctx, ref, o.MaxSize)
}

func readStdin(ctx context.Context, o ReadOptions) (*Object, error) {
	if o.Stdin == nil {
		return nil, &SourceError{Ref: "-", Fact: "standard input is not available here", Hint: "name a file"}
	}
	return ReadFrom(ctx, "-", o.Stdin, o.MaxSize)
}

func readFile(ctx context.Context, path string, limit int64) (*Object, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	if info.IsDir() {
		return nil, &SourceError{Ref: path, Fact: "is a directory, not a file", Hint: "name the file inside it"}
	}
	if info.Mode().IsRegular() && info.Size() > limit {
		return nil, TooLarge(path, info.Size(), limit)
	}
	return readAll(ctx, path, limit, info.Size(), func() (io.ReadCloser, error) { return os.Open(path) })
}

// ReadFrom reads r to its end as the input ref, at most limit bytes. A pipe that never ends its writing is left to
// itself when ctx ends: a blocked read cannot be called back.
func ReadFrom(ctx context.Context, ref string, r io.Reader, limit int64) (*Object, error) {
	return readAll(ctx, ref, limit, 0, func() (io.ReadCloser, error) { return io.NopCloser(r), nil })
}

// readAll opens and reads an input aside, because both may block: opening a named pipe waits for a writer. It makes room
// for as many bytes as are expected; an input may have more or fewer.
func readAll(ctx context.Context, ref string, limit, expected int64, open func() (io.ReadCloser, error)) (*Object, error) {
	type result struct {
		data []byte
		err  error
	}
	limit = min(limit, math.MaxInt64-1)
	done := make(chan result, 1)
	go func() {
		data, err := readUpTo(limit+1, min(expected, limit), open)
		done <- result{data, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case got := <-done:
		if got.err != nil {
			return nil, fileError(ref, got.err)
		}
		if int64(len(got.data)) > limit {
			return nil, TooLarge(ref, -1, limit)
		}
		return NewObject(ref, got.data), nil
	}
}

func readUpTo(size, expected int64, open func() (io.ReadCloser, error)) ([]byte, error) {
	r, err := open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var b bytes.Buffer
	b.Grow(int(max(expected, 0)) + bytes.MinRead)
	_, err = b.ReadFrom(io.LimitReader(r, size))
	return b.Bytes(), err
}

// NewObject holds data as the bytes of the input ref.
func NewObject(ref string, data []byte) *Object {
	return &Object{Ref: ref, Data: data, SHA256: sha256.Sum256(data)}
}

// TooLarge words the refusal of an input above the limit; size -1 means that its full size is not known.
func TooLarge(ref string, size, limit int64) *SourceError {
	has := "has more"
	if size >= 0 {
		has = fmt.Sprintf("has %d bytes", size)
	}
	return &SourceError{
		Ref:  ref,
		Fact: fmt.Sprintf("too large: the limit is %d bytes, it %s", limit, has),
		Hint: "raise the limit with --max-size if this really is a certificate file",
	}
}

func fileError(path string, err error) *SourceError {
	e := &SourceError{Ref: path, Err: err}
	var pathErr *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist) && strings.Contains(path, "://"):
		e.Fact, e.Hint = "no such file, and URLs of this kind are not read", "name an object in S3 as s3://bucket/key, or download the file first"
	case errors.Is(err, fs.ErrNotExist):
		e.Fact, e.Hint = "no such file", "check the path and the working directory"
	case errors.Is(err, fs.ErrPermission):
		e.Fact, e.Hint = "permission denied", "let this user read the file"
	case errors.As(err, &pathErr):
		e.Fact, e.Hint = pathErr.Err.Error(), "check that the file can be read"
	default:
		e.Fact, e.Hint = err.Error(), "check that the file can be read"
	}
	return e
}
