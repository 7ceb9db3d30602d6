package s3helper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// TestMain lets this test binary be the program, under its name, beside itself and in PATH. It plays what the key of the
// reference says.
func TestMain(m *testing.M) {
	if name := filepath.Base(os.Args[0]); strings.TrimSuffix(name, ".exe") == Program {
		play()
		os.Exit(Serve(os.Args[1:], os.Stdout, os.Stderr, store))
	}
	os.Exit(m.Run())
}

// play is a program that does not work.
func play() {
	switch os.Getenv("PLAY") {
	case "silent":
		os.Exit(7)
	case "garbage":
		fmt.Println("Usage: something else entirely")
		os.Exit(0)
	case "endless":
		for {
			if _, err := os.Stdout.Write(bytes.Repeat([]byte("x"), 1<<16)); err != nil {
				os.Exit(1)
			}
		}
	case "cut":
		fmt.Println(`{"Protocol":1,"Size":10}`)
		fmt.Print("abc")
		os.Exit(0)
	case "older":
		fmt.Println(`{"Protocol":0,"Size":0}`)
		os.Exit(0)
	case "hangs":
		signal.Ignore(os.Interrupt)
		time.Sleep(time.Minute)
	}
}

func store(_ context.Context, ref string, o truststore.ReadOptions) (*truststore.Object, error) {
	if o.S3.Region == "nowhere" {
		return nil, &truststore.SourceError{Ref: ref, Remote: true, Fact: "access denied: \x1b[2J \"q\"\n2", Hint: "ask"}
	}
	if o.S3.EndpointURL == "bad" {
		return nil, truststore.BadReference(ref, "the endpoint is not a URL", "write it")
	}
	obj := truststore.NewObject(ref, []byte(fmt.Sprintf("%s|%+v|%d\n\x00\xff", ref, o.S3, o.MaxSize)))
	obj.Region, obj.VersionID, obj.ETag, obj.LastModified = "eu-west-1", "v1", "e1", time.Date(2026, 11, 23, 1, 2, 3, 0, time.UTC)
	return obj, nil
}

// installed puts the program into a directory of its own, the only one in PATH.
func installed(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	name := Program
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(dir, name)); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	t.Setenv("PATH", dir)
}

func TestReadIsWhatTheProgramReads(t *testing.T) {
	installed(t)
	const ref = "s3://b/\xff k?versionId=v1"
	o := truststore.ReadOptions{MaxSize: 1 << 20, S3: truststore.S3Options{Region: "r", EndpointURL: "http://e", Timeout: 3 * time.Second}}
	want, _ := store(t.Context(), ref, o)
	got, err := Read(t.Context(), ref, o)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprintf("%+v", *got) != fmt.Sprintf("%+v", *want) {
		t.Errorf("got  %+v\nwant %+v", *got, *want)
	}
}

func TestReadPassesErrorsOn(t *testing.T) {
	installed(t)
	for _, s3 := range []truststore.S3Options{{Region: "nowhere"}, {EndpointURL: "bad"}} {
		o := truststore.ReadOptions{MaxSize: 100, S3: s3}
		_, want := store(t.Context(), "s3://b/k", o)
		_, err := Read(t.Context(), "s3://b/k", o)
		var got, expected *truststore.SourceError
		if !errors.As(err, &got) || !errors.As(want, &expected) {
			t.Fatalf("got %v, want %v", err, want)
		}
		if *got != *expected {
			t.Errorf("got %+v, want %+v", got, expected)
		}
	}
}

func TestReadOfABrokenProgram(t *testing.T) {
	for play, fact := range map[string]string{
		"silent":  "it gave no answer and ended with exit status 7",
		"garbage": "its answer cannot be read",
		"endless": "it gave no answer and ended with ",
		"cut":     "it gave only 3 of 10 bytes",
		"older":   "its answer cannot be read",
	} {
		t.Run(play, func(t *testing.T) {
			installed(t)
			t.Setenv("PLAY", play)
			_, err := Read(t.Context(), "s3://b/k", truststore.ReadOptions{MaxSize: 100})
			wantRemote(t, err, Program+" does not work: "+fact, "of one version")
		})
	}
}

func TestReadWithoutTheProgram(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Read(t.Context(), "s3://b/k", truststore.ReadOptions{MaxSize: 100})
	wantRemote(t, err, "reading from S3 takes mtlscheck-s3", "go install github.com/mtlscheck/mtlscheck/cmd/mtlscheck-s3@latest")
}

func wantRemote(t *testing.T, err error, fact, hint string) {
	t.Helper()
	var e *truststore.SourceError
	if !errors.As(err, &e) || !e.Remote || e.Ref != "s3://b/k" || !strings.HasPrefix(e.Fact, fact) || !strings.Contains(e.Hint, hint) {
		t.Errorf("got %#v\nwant remote, %s | %s", err, fact, hint)
	}
}

func TestReadEndsWithItsContext(t *testing.T) {
	installed(t)
	t.Setenv("PLAY", "hangs")
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	begin := time.Now()
	if _, err := Read(ctx, "s3://b/k", truststore.ReadOptions{MaxSize: 100}); err != context.DeadlineExceeded {
		t.Errorf("got %v", err)
	}
	if took := time.Since(begin); took > 10*time.Second {
		t.Errorf("took %s", took)
	}
}

func TestServeByHand(t *testing.T) {
	for _, args := range [][]string{nil, {"--help"}, {"s3://b/k"}, {"{}", "{}"}} {
		var out, stderr bytes.Buffer
		code := Serve(args, &out, &stderr, store)
		if code != 2 || out.Len() > 0 || !strings.Contains(stderr.String(), "mtlscheck verify -t s3://") {
			t.Errorf("%q: exit code %d, stdout %q, stderr %q", args, code, &out, &stderr)
		}
	}
}

func TestServeAnotherVersion(t *testing.T) {
	var out bytes.Buffer
	if code := Serve([]string{`{"Protocol":2}`}, &out, io.Discard, store); code != 0 {
		t.Errorf("exit code %d", code)
	}
	_, err := receive(&out, "s3://b/k", 100)
	wantRemote(t, err, "mtlscheck and mtlscheck-s3 are of different versions", "install both")
}

// FuzzReceive: an answer of any bytes is an object within the limit or a remote failure.
func FuzzReceive(f *testing.F) {
	var out bytes.Buffer
	if err := answer(&out, question{Protocol: protocol, Ref: []byte("s3://b/k"), MaxSize: 100}, store); err != nil {
		f.Fatal(err)
	}
	f.Add(out.Bytes())
	f.Add([]byte("{\"Protocol\":1,\"Size\":3}\nabc"))
	f.Add([]byte("{\"Protocol\":1,\"Failure\":{\"Fact\":\"x\",\"BadReference\":true}}\n"))
	f.Add([]byte("{\"Protocol\":1,\"Size\":9000000000}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		const limit = 200
		obj, err := receive(bytes.NewReader(data), "s3://b/k", limit)
		var source *truststore.SourceError
		switch {
		case err == nil && (int64(len(obj.Data)) > limit || !bytes.HasSuffix(data, obj.Data) && !bytes.Contains(data, obj.Data)):
			t.Errorf("got %d bytes that were not sent", len(obj.Data))
		case err != nil && err != errSilent && (!errors.As(err, &source) || !source.Remote):
			t.Errorf("got %#v", err)
		}
	})
}
