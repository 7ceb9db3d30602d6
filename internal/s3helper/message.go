// Package s3helper is how mtlscheck and mtlscheck-s3 speak with each other. Go initialises every package at the start of
// every program that links it, which for the AWS SDK takes longer than all the rest of mtlscheck's start; and a program
// that reads strangers' files is better off without code for the network. So the SDK lives in a program of its own, which
// is started for an s3:// input alone.
//
// A question is a line of JSON on the program's standard input; the answer on its standard output is a line of JSON, and
// after it the bytes of the object.
package s3helper

import (
	"errors"
	"time"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// Program is the name of the program that reads S3.
const Program = "mtlscheck-s3"

const (
	protocol   = 2       // changes with the two types below
	maxHeading = 1 << 20 // bytes of the line before an object; a sentence in it may repeat a key
)

// question is what mtlscheck wants to have. What a user wrote goes as bytes: JSON would change what is not UTF-8.
type question struct {
	Protocol int
	Ref      []byte
	Region   string
	Endpoint string
	Timeout  time.Duration
	MaxSize  int64
}

// heading stands before the bytes of the object, or says why there are none.
type heading struct {
	Protocol int
	Size     int64 // bytes that follow

	Region       string
	VersionID    string
	ETag         string
	LastModified time.Time

	Failure *failure
}

// failure is a truststore.SourceError on its way.
type failure struct {
	Fact, Hint   []byte
	BadReference bool
}

func failureOf(err error) *failure {
	var source *truststore.SourceError
	if !errors.As(err, &source) {
		return &failure{Fact: []byte(err.Error()), Hint: []byte("try again")}
	}
	return &failure{[]byte(source.Fact), []byte(source.Hint), errors.Is(err, truststore.ErrBadReference)}
}

func (f *failure) of(ref string) error {
	if f.BadReference {
		return truststore.BadReference(ref, string(f.Fact), string(f.Hint))
	}
	return remote(ref, string(f.Fact), string(f.Hint), nil)
}

func remote(ref, fact, hint string, err error) error {
	return &truststore.SourceError{Ref: ref, Remote: true, Fact: fact, Hint: hint, Err: err}
}
