package s3

import (
	"encoding/xml"
	"io"
	"net/http"
	"strings"
)

// wire stands between the SDK and the network: it remembers what the sentences need to know, keeps a server from
// sending an endless error, and moves the <Region> of an error, which the SDK drops, to where S3 otherwise puts it.
type wire struct {
	next interface {
		Do(*http.Request) (*http.Response, error)
	}
	host      string // that was asked last
	status    int    // of the last answer
	delimited bool   // whether the end of the last body can be told from a broken connection
	failure   error  // why the last request did not get through, nil if it did
}

// Do sends one request.
func (w *wire) Do(req *http.Request) (*http.Response, error) {
	w.host = req.URL.Host
	resp, err := w.next.Do(req)
	if req.Context().Err() == nil {
		w.failure = err
	}
	if err != nil {
		return nil, err
	}
	w.status = resp.StatusCode
	w.delimited = resp.ContentLength >= 0 || len(resp.TransferEncoding) > 0 || resp.ProtoMajor >= 2
	if resp.StatusCode < 300 {
		return resp, nil
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(strings.NewReader(string(body)))
	setRegion(resp.Header, body)
	return resp, nil
}

func setRegion(h http.Header, body []byte) {
	var answer struct{ Region string }
	if h.Get("X-Amz-Bucket-Region") == "" && xml.Unmarshal(body, &answer) == nil && answer.Region != "" {
		h.Set("X-Amz-Bucket-Region", answer.Region)
	}
}
