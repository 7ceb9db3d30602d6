package s3helper

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// Serve is the program: it answers the question in args on out, with what read gives, and returns the exit code. A person
// who runs it is told on stderr what it is for.
func Serve(args []string, out, stderr io.Writer, read truststore.S3Reader) int {
	var q question
	if len(args) != 1 || json.Unmarshal([]byte(args[0]), &q) != nil {
		fmt.Fprintf(stderr, "%s reads truststores from S3 for mtlscheck, which starts it:\n\n  mtlscheck verify -t s3://bucket/truststore.pem client.pem\n", Program)
		return 2
	}
	// An interrupt is for mtlscheck, which then ends this program too. It is caught and not ignored, because a
	// credential_process would inherit the deafness.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	if err := answer(out, q, read); err != nil {
		fmt.Fprintf(stderr, "%s: %s\n", Program, err)
		return 3
	}
	return 0
}

func answer(out io.Writer, q question, read truststore.S3Reader) error {
	h, data := heading{}, []byte(nil)
	if q.Protocol != protocol {
		h.Failure = &failure{Fact: "mtlscheck and " + Program + " are of different versions", Hint: "install both anew"}
	} else if obj, err := get(q, read); err != nil {
		h.Failure = failureOf(err)
	} else {
		h.Region, h.VersionID, h.ETag, h.LastModified, data = obj.Region, obj.VersionID, obj.ETag, obj.LastModified, obj.Data
	}
	h.Protocol, h.Size = protocol, int64(len(data))
	w := bufio.NewWriter(out)
	if err := json.NewEncoder(w).Encode(h); err != nil { // ends the line
		return err
	}
	if _, err := w.Write(data); err != nil {
		return err
	}
	return w.Flush()
}

func get(q question, read truststore.S3Reader) (*truststore.Object, error) {
	return read(context.Background(), string(q.Ref), truststore.ReadOptions{MaxSize: q.MaxSize,
		S3: truststore.S3Options{Region: q.Region, EndpointURL: q.Endpoint, Timeout: q.Timeout}})
}
