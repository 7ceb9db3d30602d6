package s3helper

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// grace is how long the program may take beyond the time-out that it was told, and to end when it is done.
const grace = 2 * time.Second

// Reader has the program read objects, one after the other: one process serves a whole run, so that credentials are
// looked for once and a person is asked once. The zero value is ready; it may be used from several goroutines.
type Reader struct {
	mu      sync.Mutex
	running *helper // nil before the first object, and after a failure of the program itself
}

// Read is a truststore.S3Reader. Every error is a *truststore.SourceError with Remote set, or the error of ctx when that
// ended.
func (r *Reader) Read(ctx context.Context, ref string, o truststore.ReadOptions) (*truststore.Object, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if r.running == nil {
		h, err := start()
		if err != nil {
			return nil, notStarted(ref, err)
		}
		r.running = h
	}
	head, data, err := r.running.ask(ctx, ref, o)
	if err != nil {
		how := r.end()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, remote(ref, fmt.Sprintf("%s does not work: %s (%s)", Program, err, how), "install mtlscheck and "+Program+" anew, both of one version", err)
	}
	if head.Failure != nil {
		return nil, head.Failure.of(ref)
	}
	obj := truststore.NewObject(ref, data)
	obj.Region, obj.VersionID, obj.ETag, obj.LastModified = head.Region, head.VersionID, head.ETag, head.LastModified
	return obj, nil
}

// Close ends the program, if it runs.
func (r *Reader) Close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.running != nil {
		r.end()
	}
}

func (r *Reader) end() string {
	how := r.running.end()
	r.running = nil
	return how
}

// helper is the program at work.
type helper struct {
	process *exec.Cmd
	in      io.WriteCloser
	pipe    io.ReadCloser
	out     *bufio.Reader // of pipe
}

func start() (*helper, error) {
	path, err := find()
	if err != nil {
		return nil, err
	}
	c := exec.Command(path)
	c.Stderr = os.Stderr // for the questions of a credential_process
	in, err := c.StdinPipe()
	if err != nil {
		return nil, err
	}
	pipe, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &helper{c, in, pipe, bufio.NewReader(pipe)}, c.Start()
}

// find looks beside this program first: that one is of the same release, and as trustworthy.
func find() (string, error) {
	if self, err := os.Executable(); err == nil {
		if real, err := filepath.EvalSymlinks(self); err == nil {
			self = real
		}
		path, err := exec.LookPath(filepath.Join(filepath.Dir(self), Program))
		if !errors.Is(err, exec.ErrNotFound) && !errors.Is(err, os.ErrNotExist) {
			return path, err // also one that cannot be run: rather said than passed over
		}
	}
	return exec.LookPath(Program)
}

func notStarted(ref string, err error) error {
	if errors.Is(err, exec.ErrNotFound) {
		return remote(ref, "reading from S3 takes "+Program+", which stands neither beside mtlscheck nor in PATH",
			"go install github.com/mtlscheck/mtlscheck/cmd/"+Program+"@latest, or download the object and name the file", err)
	}
	return remote(ref, fmt.Sprintf("%s cannot be started: %s", Program, err), "look at that file, or download the object and name the file", err)
}

// ask puts one question. An error means that the program is of no further use.
func (h *helper) ask(ctx context.Context, ref string, o truststore.ReadOptions) (heading, []byte, error) {
	q := question{Protocol: protocol, Ref: []byte(ref), Region: o.S3.Region, Endpoint: o.S3.EndpointURL,
		Timeout: cmp.Or(o.S3.Timeout, truststore.DefaultS3Timeout), MaxSize: cmp.Or(o.MaxSize, truststore.DefaultMaxSize)}
	ctx, cancel := context.WithTimeout(ctx, q.Timeout+grace)
	defer cancel()
	defer context.AfterFunc(ctx, h.leave)()
	if err := json.NewEncoder(h.in).Encode(q); err != nil { // ends the line
		return heading{}, nil, errSilent
	}
	head, data, err := receive(h.out, q.MaxSize)
	if ctx.Err() != nil { // an answer now may be of what leave has broken off
		err = errSilent
	}
	return head, data, err
}

// leave tells the program to end, and ends the wait for its answer, and for what it may have left behind that still holds
// its output. It is not killed at once, for it has a credential_process to end.
func (h *helper) leave() {
	_ = h.in.Close()
	_ = h.pipe.Close()
}

// end lets the program end by itself, for a moment, and says how it did.
func (h *helper) end() string {
	h.leave()
	kill := func() { _ = h.process.Process.Kill() } // fails when it has ended already
	defer time.AfterFunc(grace, kill).Stop()
	_ = h.process.Wait() // told in the state
	return h.process.ProcessState.String()
}

var (
	errSilent     = errors.New("it gave no answer")
	errUnreadable = errors.New("its answer cannot be read")
)

// receive reads one answer; limit is that of the object, in bytes.
func receive(in *bufio.Reader, limit int64) (head heading, data []byte, err error) {
	line, err := readLine(in)
	if err != nil {
		return head, nil, err
	}
	if err := json.Unmarshal(line, &head); err != nil || head.Protocol != protocol || head.Size < 0 || head.Size > limit {
		return head, nil, errUnreadable
	}
	var b bytes.Buffer // grows with what comes: the size is only a promise
	if n, err := io.CopyN(&b, in, head.Size); err != nil {
		return head, nil, fmt.Errorf("it gave only %d of %d bytes", n, head.Size)
	}
	return head, b.Bytes(), nil
}

func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case err == nil:
			return line, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, errSilent
		case len(line) > maxHeading:
			return nil, errUnreadable
		}
	}
}
