package s3

import (
	"cmp"
	"encoding/xml"
	"io"
	"mime"
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
	proxy     string // that it was asked through, as the environment names it
	plain     bool   // it was asked without TLS
	status    int    // of the last answer
	foreign   string // the media type of the last answer, or "no body", when it is an error in words that are not S3's
	delimited bool   // whether the end of the last body can be told from a broken connection
	failure   error  // why the last request did not get through, nil if it did
}

// Do sends one request.
func (w *wire) Do(req *http.Request) (*http.Response, error) {
	w.host, w.proxy, w.plain, w.foreign = req.URL.Host, proxyOf(req), req.URL.Scheme == "http", ""
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
	w.foreign = foreign(req.Method, resp, body)
	return resp, nil
}

// variable names the one that the proxy comes from (net/http, ProxyFromEnvironment).
func (w *wire) variable() string {
	if w.plain {
		return "HTTP_PROXY"
	}
	return "HTTPS_PROXY"
}

func proxyOf(req *http.Request) string {
	u, err := http.ProxyFromEnvironment(req)
	if err != nil || u == nil {
		return ""
	}
	return u.Host
}

// foreign tells the answer of a proxy or a web server from one of S3, whose errors have a body with a code (Amazon S3 API
// reference, "Error responses"). S3-compatible servers may send a 403 without a body.
func foreign(method string, resp *http.Response, body []byte) string {
	var answer struct{ Code string }
	switch {
	case method == http.MethodHead || resp.Header.Get("X-Amz-Bucket-Region") != "":
		return ""
	case len(body) == 0 && (resp.StatusCode == http.StatusForbidden || resp.Header.Get("X-Amz-Request-Id") != ""):
		return ""
	case len(body) == 0:
		return "no body"
	case xml.Unmarshal(body, &answer) == nil && answer.Code != "":
		return ""
	}
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return cmp.Or(kind, "no media type")
}

func setRegion(h http.Header, body []byte) {
	var answer struct{ Region string }
	if h.Get("X-Amz-Bucket-Region") == "" && xml.Unmarshal(body, &answer) == nil && answer.Region != "" {
		h.Set("X-Amz-Bucket-Region", answer.Region)
	}
}
