package s3helper

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// TestMain lets this test binary be the program, under its name.
func TestMain(m *testing.M) {
	if name := filepath.Base(os.Args[0]); strings.TrimSuffix(name, ".exe") == Program {
		play()
		if err := Serve(os.Stdin, os.Stdout, store); err != nil {
			os.Exit(3)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// play is a program that does not work.
func play() {
	say := func(answer string) {
		_, _ = bufio.NewReader(os.Stdin).ReadBytes('\n')
		fmt.Print(answer)
		os.Exit(0)
	}
	switch os.Getenv("PLAY") {
	case "silent":
		os.Exit(7)
	case "garbage":
		say("Usage: something else entirely\n")
	case "endless":
		for {
			if _, err := os.Stdout.Write(bytes.Repeat([]byte("x"), 1<<16)); err != nil {
				os.Exit(1)
			}
		}
	case "cut":
		say("{\"Protocol\":2,\"Size\":10}\nabc")
	case "liar":
		say("{\"Protocol\":2,\"Size\":9000000000000000000}\nabc")
	case "older":
		say("{\"Protocol\":1,\"Size\":0}\n")
	case "hangs":
		time.Sleep(time.Minute)
	case "leaves a child": // that holds the output open, as a wrapper's may
		child := exec.Command(os.Args[0])
		child.Env, child.Stdout = append(os.Environ(), "PLAY=hangs"), os.Stdout
		if err := child.Start(); err != nil {
			os.Exit(9)
		}
		os.Exit(0)
	}
}

func store(ctx context.Context, ref string, o truststore.ReadOptions) (*truststore.Object, error) {
	if o.S3.Region == "nowhere" {
		return nil, &truststore.SourceError{Ref: ref, Remote: true, Fact: "access denied: \x1b[2J \"q\" \xff\n2", Hint: "ask"}
	}
	if o.S3.EndpointURL == "slow" {
		<-ctx.Done()
		return nil, ctx.Err()
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

func reader(t *testing.T) *Reader {
	r := &Reader{}
	t.Cleanup(r.Close)
	return r
}

func TestReadIsWhatTheProgramReads(t *testing.T) {
	installed(t)
	const ref = "s3://b/\xff k?versionId=v1"
	o := truststore.ReadOptions{MaxSize: 1 << 20, S3: truststore.S3Options{Region: "r", EndpointURL: "http://e", Timeout: 3 * time.Second}}
	want, _ := store(t.Context(), ref, o)
	got, err := reader(t).Read(t.Context(), ref, o)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprintf("%+v", *got) != fmt.Sprintf("%+v", *want) {
		t.Errorf("got  %+v\nwant %+v", *got, *want)
	}
}

func TestReadPassesErrorsOn(t *testing.T) {
	installed(t)
	r := reader(t)
	for _, s3 := range []truststore.S3Options{{Region: "nowhere"}, {EndpointURL: "bad"}} {
		o := truststore.ReadOptions{MaxSize: 100, S3: s3}
		_, want := store(t.Context(), "s3://b/k", o)
		_, err := r.Read(t.Context(), "s3://b/k", o)
		var got, expected *truststore.SourceError
		if !errors.As(err, &got) || !errors.As(want, &expected) {
			t.Fatalf("got %v, want %v", err, want)
		}
		if *got != *expected {
			t.Errorf("got %+v, want %+v", got, expected)
		}
	}
}

// TestReadManyFromOneProcess: what was looked for once, credentials above all, is there for the next.
func TestReadManyFromOneProcess(t *testing.T) {
	installed(t)
	r := reader(t)
	var wait sync.WaitGroup
	for i := range 20 {
		wait.Go(func() {
			ref := fmt.Sprintf("s3://b/%d", i)
			want, _ := store(t.Context(), ref, truststore.ReadOptions{MaxSize: truststore.DefaultMaxSize, S3: truststore.S3Options{Timeout: truststore.DefaultS3Timeout}})
			if got, err := r.Read(t.Context(), ref, truststore.ReadOptions{}); err != nil || !bytes.Equal(got.Data, want.Data) {
				t.Errorf("%s: got %+v, %v", ref, got, err)
			}
		})
	}
	wait.Wait()
	first := r.running
	if _, err := r.Read(t.Context(), "s3://b/k", truststore.ReadOptions{}); err != nil || r.running != first {
		t.Errorf("got another process, %v", err)
	}
}

func TestReadOfABrokenProgram(t *testing.T) {
	for play, fact := range map[string]string{
		"silent":         "it gave no answer (exit status 7)",
		"garbage":        "its answer cannot be read (exit status 0)",
		"endless":        "its answer cannot be read (",
		"cut":            "it gave only 3 of 10 bytes (exit status 0)",
		"liar":           "its answer cannot be read (exit status 0)",
		"older":          "its answer cannot be read (exit status 0)",
		"hangs":          "it gave no answer (signal: killed)",
		"leaves a child": "it gave no answer (exit status 0)",
	} {
		t.Run(play, func(t *testing.T) {
			installed(t)
			t.Setenv("PLAY", play)
			r, o := reader(t), truststore.ReadOptions{MaxSize: 100, S3: truststore.S3Options{Timeout: 100 * time.Millisecond}}
			begin := time.Now()
			_, err := r.Read(t.Context(), "s3://b/k", o)
			wantRemote(t, err, Program+" does not work: "+fact, "of one version")
			if took := time.Since(begin); took > 4*grace {
				t.Errorf("took %s", took)
			}
			t.Setenv("PLAY", "")
			if _, err := r.Read(t.Context(), "s3://b/k", truststore.ReadOptions{}); err != nil {
				t.Errorf("after it was mended: %v", err)
			}
		})
	}
}

// TestReadOfALargestLimit: the limit is the user's, and may be any number.
func TestReadOfALargestLimit(t *testing.T) {
	installed(t)
	t.Setenv("PLAY", "liar")
	_, err := reader(t).Read(t.Context(), "s3://b/k", truststore.ReadOptions{MaxSize: math.MaxInt64})
	wantRemote(t, err, Program+" does not work: it gave only 3 of 9000000000000000000 bytes", "")
	t.Setenv("PLAY", "")
	if obj, err := reader(t).Read(t.Context(), "s3://b/k", truststore.ReadOptions{MaxSize: math.MaxInt64}); err != nil || len(obj.Data) == 0 {
		t.Errorf("got %+v, %v", obj, err)
	}
}

func TestReadWithoutTheProgram(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	_, err := reader(t).Read(t.Context(), "s3://b/k", truststore.ReadOptions{})
	wantRemote(t, err, "reading from S3 takes mtlscheck-s3", "go install github.com/mtlscheck/mtlscheck/cmd/mtlscheck-s3@latest")
	if runtime.GOOS == "windows" {
		return // which knows no programs that may not be run
	}
	if err := os.WriteFile(filepath.Join(dir, Program), []byte("#!/nonexistent/interpreter\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err = reader(t).Read(t.Context(), "s3://b/k", truststore.ReadOptions{})
	wantRemote(t, err, "mtlscheck-s3 cannot be started: ", "look at that file")
}

func wantRemote(t *testing.T, err error, fact, hint string) {
	t.Helper()
	var e *truststore.SourceError
	if !errors.As(err, &e) || !e.Remote || e.Ref != "s3://b/k" || !strings.HasPrefix(e.Fact, fact) || !strings.Contains(e.Hint, hint) {
		t.Errorf("got %#v\nwant remote, %s | %s", err, fact, hint)
	}
}

func TestReadEndsWithItsContext(t *testing.T) {
	for _, play := range []string{"", "hangs", "leaves a child"} {
		t.Run(play, func(t *testing.T) {
			installed(t)
			t.Setenv("PLAY", play)
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			begin := time.Now()
			o := truststore.ReadOptions{S3: truststore.S3Options{EndpointURL: "slow"}}
			if _, err := reader(t).Read(ctx, "s3://b/k", o); err != context.DeadlineExceeded {
				t.Errorf("got %v", err)
			}
			if took := time.Since(begin); took > 2*grace {
				t.Errorf("took %s", took)
			}
		})
	}
}

// TestServeEndsWithItsInput: where mtlscheck is gone, nobody waits for the download.
func TestServeEndsWithItsInput(t *testing.T) {
	line, err := json.Marshal(question{Protocol: protocol, Ref: []byte("s3://b/k"), Endpoint: "slow"})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Serve(strings.NewReader(string(line)+"\n"), &out, store); err != nil || !strings.Contains(out.String(), "Failure") {
		t.Errorf("got %q, %v", &out, err)
	}
}

func TestServeAnotherVersion(t *testing.T) {
	for _, line := range []string{`{"Protocol":1}`, `{}`, "garbage"} {
		var out bytes.Buffer
		if err := Serve(strings.NewReader(line+"\n"), &out, store); err != nil {
			t.Error(err)
		}
		head, _, err := receive(bufio.NewReader(&out), 100)
		if err != nil || head.Failure == nil || !strings.Contains(string(head.Failure.Fact), "of different versions") {
			t.Errorf("%s: got %+v, %v", line, head, err)
		}
	}
}

// FuzzReceive: an answer of any bytes is an object within the limit, a failure, or an error.
func FuzzReceive(f *testing.F) {
	f.Add([]byte("{\"Protocol\":2,\"Size\":3}\nabc"))
	f.Add([]byte("{\"Protocol\":2,\"Failure\":{\"Fact\":\"eA==\",\"BadReference\":true}}\n"))
	f.Add([]byte("{\"Protocol\":2,\"Size\":9000000000}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		const limit = 200
		head, got, err := receive(bufio.NewReader(bytes.NewReader(data)), limit)
		if err == nil && (int64(len(got)) != head.Size || len(got) > limit || !bytes.Contains(data, got)) {
			t.Errorf("got %d bytes that were not sent", len(got))
		}
	})
}
