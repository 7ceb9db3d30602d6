package s3helper

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// Read has the program read an object of S3; it is a truststore.S3Reader. Every error is a *truststore.SourceError with
// Remote set, or the error of ctx when that ended.
func Read(ctx context.Context, ref string, o truststore.ReadOptions) (*truststore.Object, error) {
	path, err := find()
	if err != nil {
		return nil, remote(ref, "reading from S3 takes "+Program+", which stands neither beside mtlscheck nor in PATH",
			"go install github.com/mtlscheck/mtlscheck/cmd/"+Program+"@latest, or download the object and name the file", err)
	}
	obj, err := ask(ctx, path, ref, o)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return obj, err
}

// find looks beside this program first: that one is of the same release, and as trustworthy.
func find() (string, error) {
	self, err := os.Executable()
	if err == nil {
		if path, err := exec.LookPath(filepath.Join(filepath.Dir(self), Program)); err == nil {
			return path, nil
		}
	}
	return exec.LookPath(Program)
}

func ask(ctx context.Context, path, ref string, o truststore.ReadOptions) (*truststore.Object, error) {
	text, err := json.Marshal(question{protocol, []byte(ref), o.S3.Region, o.S3.EndpointURL, o.S3.Timeout, o.MaxSize})
	if err != nil {
		return nil, broken(ref, err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c := exec.CommandContext(ctx, path, string(text))
	c.Stdin, c.Stderr = os.Stdin, os.Stderr
	c.WaitDelay = time.Second
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, broken(ref, err)
	}
	if err := c.Start(); err != nil {
		return nil, broken(ref, err)
	}
	obj, err := receive(out, ref, o.MaxSize)
	if err != nil { // it has nothing more to say, but may not know that
		defer time.AfterFunc(time.Second, cancel).Stop()
	}
	if _ = c.Wait(); errors.Is(err, errSilent) { // how it ended matters only when it did not answer
		return nil, broken(ref, fmt.Errorf("it gave no answer and ended with %s", c.ProcessState))
	}
	return obj, err
}

// errSilent is the end of an answer before its first line was complete.
var errSilent = errors.New("no answer")

// receive reads an answer; limit is that of the object, in bytes.
func receive(r io.Reader, ref string, limit int64) (*truststore.Object, error) {
	in := bufio.NewReader(io.LimitReader(r, maxHeading+limit))
	line, err := in.ReadBytes('\n')
	if err != nil {
		return nil, errSilent
	}
	var h heading
	if err := json.Unmarshal(line, &h); err != nil || h.Protocol != protocol || h.Size < 0 || h.Size > limit {
		return nil, broken(ref, errors.New("its answer cannot be read"))
	}
	if h.Failure != nil {
		return nil, h.Failure.of(ref)
	}
	data := make([]byte, h.Size)
	if n, err := io.ReadFull(in, data); err != nil {
		return nil, broken(ref, fmt.Errorf("it gave only %d of %d bytes", n, h.Size))
	}
	obj := truststore.NewObject(ref, data)
	obj.Region, obj.VersionID, obj.ETag, obj.LastModified = h.Region, h.VersionID, h.ETag, h.LastModified
	return obj, nil
}

func broken(ref string, err error) error {
	return remote(ref, fmt.Sprintf("%s does not work: %s", Program, err), "install mtlscheck and "+Program+" anew, both of one version", err)
}
