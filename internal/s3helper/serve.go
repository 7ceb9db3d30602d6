package s3helper

import (
	"bufio"
	"context"
	"encoding/json"
	"io"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// Serve is the program: it answers the questions on in, one a line, with what read gives. It ends with in, which also
// stops a download: nobody waits for it any more.
func Serve(in io.Reader, out io.Writer, read truststore.S3Reader) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	lines := make(chan []byte)
	go func() {
		defer close(lines)
		defer cancel()
		for r := bufio.NewReader(in); ; {
			line, err := r.ReadBytes('\n')
			if err != nil {
				return
			}
			lines <- line
		}
	}()
	for line := range lines {
		if err := answer(ctx, line, out, read); err != nil {
			return err
		}
	}
	return nil
}

func answer(ctx context.Context, line []byte, out io.Writer, read truststore.S3Reader) error {
	var q question
	head, data := heading{Protocol: protocol}, []byte(nil)
	if err := json.Unmarshal(line, &q); err != nil || q.Protocol != protocol {
		head.Failure = &failure{Fact: []byte("mtlscheck and " + Program + " are of different versions"), Hint: []byte("install both anew")}
	} else if obj, err := get(ctx, q, read); err != nil {
		head.Failure = failureOf(err)
	} else {
		head.Region, head.VersionID, head.ETag, head.LastModified = obj.Region, obj.VersionID, obj.ETag, obj.LastModified
		head.Size, data = int64(len(obj.Data)), obj.Data
	}
	w := bufio.NewWriter(out)
	if err := json.NewEncoder(w).Encode(head); err != nil { // ends the line
		return err
	}
	if _, err := w.Write(data); err != nil {
		return err
	}
	return w.Flush()
}

func get(ctx context.Context, q question, read truststore.S3Reader) (*truststore.Object, error) {
	return read(ctx, string(q.Ref), truststore.ReadOptions{MaxSize: q.MaxSize,
		S3: truststore.S3Options{Region: q.Region, EndpointURL: q.Endpoint, Timeout: q.Timeout}})
}
