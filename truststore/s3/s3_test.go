package s3

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"log"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/truststore"
)

const (
	testKey    = "AKIATESTTESTTESTTEST"
	testSecret = "secretsecretsecretsecret"
	testToken  = "tokentokentokentoken"
)

// setenv gives the SDK credentials and hides what the machine would tell it: variables, shared files, metadata service.
func setenv(t *testing.T) {
	t.Helper()
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "AWS_") {
			t.Setenv(name, "")
		}
	}
	t.Setenv("AWS_ACCESS_KEY_ID", testKey)
	t.Setenv("AWS_SECRET_ACCESS_KEY", testSecret)
	t.Setenv("AWS_SESSION_TOKEN", testToken)
	t.Setenv("AWS_CONFIG_FILE", os.DevNull)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_MAX_ATTEMPTS", "1")
}

// stub answers every request with h, at a free port of 127.0.0.1.
func stub(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	setenv(t)
	srv := httptest.NewUnstartedServer(h)
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.Start()
	t.Cleanup(srv.Close)
	return srv.URL
}

func answer(status int, code, message string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(status)
		fmt.Fprintf(w, `<?xml version="1.0"?><Error><Code>%s</Code><Message>%s</Message><RequestId>REQ1</RequestId></Error>`, code, message)
	}
}

func get(endpoint, ref string) (*truststore.Object, error) {
	return new(Reader).Read(context.Background(), ref, truststore.ReadOptions{S3: truststore.S3Options{EndpointURL: endpoint, Timeout: 10 * time.Second}})
}

// wantError checks that err is a remote SourceError whose sentence begins with fact and whose hint holds hint, and
// that no credential is repeated. HOST in fact stands for the address of a test server.
func wantError(t *testing.T, err error, fact, hint string) {
	t.Helper()
	var e *truststore.SourceError
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want a SourceError", err)
	}
	t.Logf("%s | %s", e.Fact, e.Hint)
	said := regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(e.Fact, "HOST")
	if !e.Remote || !strings.HasPrefix(said, fact) || !strings.Contains(e.Hint, hint) {
		t.Errorf("got remote %v\n fact %s\n hint %s\nwant\n fact %s…\n hint …%s…", e.Remote, e.Fact, e.Hint, fact, hint)
	}
	for _, s := range []string{testKey, testSecret, testToken} {
		if strings.Contains(e.Fact+e.Hint, s) {
			t.Errorf("the sentence repeats the credential %s", s)
		}
	}
}

func TestBadEndpoint(t *testing.T) {
	setenv(t)
	for endpoint, fact := range map[string]string{
		"localhost:9000":            "the endpoint is not a URL",
		"ftp://127.0.0.1":           "the endpoint is not a URL",
		"http://":                   "the endpoint is not a URL",
		"http://me:word@127.0.0.1/": "the endpoint URL holds a user name",
	} {
		_, err := get(endpoint, "s3://b/k")
		wantError(t, err, fact, "")
		if !errors.Is(err, truststore.ErrBadReference) {
			t.Errorf("%s: %v is no truststore.ErrBadReference", endpoint, err)
		}
	}
}

func TestObject(t *testing.T) {
	body := []byte("-----BEGIN CERTIFICATE-----\n")
	var asked string
	endpoint := stub(t, func(w http.ResponseWriter, r *http.Request) {
		asked = r.RequestURI
		w.Header().Set("ETag", `"0cc175b9c0f1b6a831c399e269772661"`)
		w.Header().Set("Last-Modified", "Wed, 12 Oct 2022 17:50:00 GMT")
		w.Header().Set("x-amz-version-id", "null")
		w.Write(body)
	})
	obj, err := get(endpoint, "s3://b/a b+c%20d/ü.pem")
	if err != nil {
		t.Fatal(err)
	}
	if want := "/b/a%20b%2Bc%2520d/%C3%BC.pem"; !strings.HasPrefix(asked, want) {
		t.Errorf("asked for %s, want %s", asked, want)
	}
	modified := time.Date(2022, 10, 12, 17, 50, 0, 0, time.UTC)
	if !bytes.Equal(obj.Data, body) || obj.SHA256 != sha256.Sum256(body) || obj.VersionID != "" || obj.Region != "us-east-1" ||
		obj.ETag != "0cc175b9c0f1b6a831c399e269772661" || !obj.LastModified.Equal(modified) {
		t.Errorf("got %+v", obj)
	}
}

func TestKeysGoOutAsTheyAre(t *testing.T) {
	var asked string
	endpoint := stub(t, func(w http.ResponseWriter, r *http.Request) {
		asked, _, _ = strings.Cut(r.RequestURI, "?")
		io.WriteString(w, "x")
	})
	for key, want := range map[string]string{
		"/k":     "/b//k",
		"a//k":   "/b/a//k",
		"a/../k": "/b/a/../k",
		"./k":    "/b/./k",
		"dir/":   "/b/dir/",
		"a&b=c":  "/b/a%26b%3Dc",
	} {
		if _, err := get(endpoint, "s3://b/"+key); err != nil || asked != want {
			t.Errorf("%s: asked for %s, want %s; %v", key, asked, want, err)
		}
	}
}

func TestEndpointFromTheEnvironment(t *testing.T) {
	for _, name := range []string{"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"} {
		var asked string
		endpoint := stub(t, func(w http.ResponseWriter, r *http.Request) {
			asked = r.Host + r.URL.Path
			io.WriteString(w, "x")
		})
		t.Setenv(name, endpoint)
		t.Setenv("AWS_REGION", "eu-west-3")
		obj, err := get("", "s3://b/k")
		if want := strings.TrimPrefix(endpoint, "http://") + "/b/k"; err != nil || asked != want || obj.Region != "eu-west-3" {
			t.Errorf("%s: asked %s, want %s, %v", name, asked, want, err)
		}
		t.Setenv(name, "")
	}
}

// TestAnswers goes through every sentence for an error that S3 itself gives.
func TestAnswers(t *testing.T) {
	const latest, pinned = "s3://shop/tls/bundle.pem", "s3://shop/tls/bundle.pem?versionId=v1"
	for _, tc := range []struct {
		name, ref     string
		status        int
		code, message string
		header        []string
		fact, hint    string
	}{
		{"unknown access key", latest, 403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", nil,
			"S3 does not know the access key", "AWS_ACCESS_KEY_ID"},
		{"unknown access key, versitygw", latest, 404, "XAdminUserNotFound", "No user exists with the provided access key ID.", nil,
			"S3 does not know the access key", "AWS_ACCESS_KEY_ID"},
		{"session token of another key", latest, 400, "InvalidToken", "The provided token is malformed or otherwise invalid.", nil,
			"the session token is not valid", "same sign-in"},
		{"expired session", latest, 400, "ExpiredToken", "The provided token has expired.", nil,
			"the AWS session has expired", "aws sso login"},
		{"clock", latest, 403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.", nil,
			"this machine's clock is too far from that of S3", "set the clock"},
		{"wrong secret", latest, 403, "SignatureDoesNotMatch", "The request signature we calculated does not match.", nil,
			"the secret key does not fit the access key", "AWS_SECRET_ACCESS_KEY"},
		{"denied", latest, 403, "AccessDenied", "Access Denied", nil,
			"access denied", "s3:GetObject on arn:aws:s3:::shop/tls/bundle.pem; without s3:ListBucket"},
		{"denied, reason given", latest, 403, "AccessDenied", "User: arn:aws:iam::1:user/u is not authorized to perform: s3:GetObject.", nil,
			"access denied: User: arn:aws:iam::1:user/u is not authorized to perform: s3:GetObject", "s3:GetObject on"},
		{"denied, version asked", pinned, 403, "AccessDenied", "Access Denied", nil,
			"access denied", "s3:GetObjectVersion on"},
		{"no bucket", latest, 404, "NoSuchBucket", "The specified bucket does not exist", nil,
			`there is no bucket "shop"`, "spelling"},
		{"no key", latest, 404, "NoSuchKey", "The specified key does not exist.", nil,
			`there is no object "tls/bundle.pem" in bucket "shop"`, `"tls/"`},
		{"no key, slash first", "s3://shop//bundle.pem", 404, "NoSuchKey", "The specified key does not exist.", nil,
			`there is no object "/bundle.pem" in bucket "shop"`, "one slash stands between"},
		{"no version", pinned, 404, "NoSuchVersion", "The specified version does not exist.", nil,
			`the object has no version "v1"`, "list-object-versions"},
		{"malformed version", pinned, 400, "InvalidArgument", "Invalid version id specified", nil,
			`S3 does not take "v1" for a version id`, "list-object-versions"},
		{"delete marker asked for", pinned, 405, "MethodNotAllowed", "The specified method is not allowed against this resource.", []string{"x-amz-delete-marker", "true"},
			`version "v1" is a delete marker`, "versionId=ID"},
		{"deleted", latest, 404, "NoSuchKey", "The specified key does not exist.", []string{"x-amz-delete-marker", "true"},
			"the object was deleted", "versionId=ID"},
		{"archived", latest, 403, "InvalidObjectState", "The operation is not valid for the object's storage class", nil,
			"the object is archived", "restore"},
		{"key of KMS denied", latest, 403, "AccessDenied", "User: arn:aws:iam::1:user/u is not authorized to perform: kms:Decrypt on the resource", nil,
			"AWS KMS does not decrypt the object: User: arn:aws:iam::1:user/u is not authorized to perform: kms:Decrypt", "kms:Decrypt"},
		{"key of KMS disabled", latest, 400, "KMS.DisabledException", "arn:aws:kms:eu-west-1:1:key/k is disabled.", nil,
			"AWS KMS does not decrypt the object: arn:aws:kms:eu-west-1:1:key/k is disabled", "must be enabled"},
		{"wrong region, server silent", latest, 400, "AuthorizationHeaderMalformed", "The authorization header is malformed; the region is wrong", nil,
			"wrong region: the bucket is not in us-east-1, and the server does not say where it is", "--region"},
		{"header malformed, but not for the region", latest, 400, "AuthorizationHeaderMalformed", "a non-empty Access Key (AKID) must be provided", nil,
			"HOST answered AuthorizationHeaderMalformed: a non-empty Access Key (AKID) must be provided (HTTP 400, request id REQ1)", "Error responses"},
		{"web server's redirect", latest, 301, "MovedPermanently", "Moved", []string{"Location", "https://example.com/"},
			"HOST answered MovedPermanently: Moved (HTTP 301, request id REQ1)", "Error responses"},
		{"slow down", latest, 503, "SlowDown", "Please reduce your request rate.", nil,
			"S3 is busy", "try again"},
		{"internal error", latest, 500, "InternalError", "We encountered an internal error.", nil,
			"S3 had an error of its own", "try again"},
		{"any other", latest, 400, "EntityTooStrange", "It is " + testToken + " strange.", nil,
			"HOST answered EntityTooStrange: It is [hidden] strange (HTTP 400, request id REQ1)", "Error responses"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			endpoint := stub(t, answer(tc.status, tc.code, tc.message, tc.header...))
			_, err := get(endpoint, tc.ref)
			wantError(t, err, tc.fact, tc.hint)
		})
	}
}

func TestFollowsTheBucketsRegion(t *testing.T) {
	region := func(r *http.Request) string { return strings.Split(r.Header.Get("Authorization"), "/")[2] }
	for name, first := range map[string]http.HandlerFunc{
		"301 with header": answer(301, "PermanentRedirect", "The bucket must be addressed using the specified endpoint.", "x-amz-bucket-region", "eu-central-1"),
		"400 with Region in the body": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(400)
			io.WriteString(w, "<Error><Code>AuthorizationHeaderMalformed</Code><Message>the region is wrong</Message><Region>eu-central-1</Region></Error>")
		},
		"400, HeadBucket names it": func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodHead {
				w.Header().Set("x-amz-bucket-region", "eu-central-1")
				w.WriteHeader(403)
				return
			}
			answer(400, "IllegalLocationConstraintException", "incompatible for the region specific endpoint")(w, r)
		},
	} {
		for _, configured := range []string{"", "us-west-2"} {
			endpoint := stub(t, func(w http.ResponseWriter, r *http.Request) {
				if region(r) != "eu-central-1" {
					first(w, r)
					return
				}
				io.WriteString(w, "found")
			})
			obj, err := new(Reader).Read(context.Background(), "s3://b/k", truststore.ReadOptions{S3: truststore.S3Options{EndpointURL: endpoint, Region: configured}})
			if err != nil || obj.Region != "eu-central-1" || string(obj.Data) != "found" {
				t.Errorf("%s, configured %q: got %+v, %v", name, configured, obj, err)
			}
		}
	}
}

func TestRegionIsFollowedOnce(t *testing.T) {
	var asked atomic.Int32
	endpoint := stub(t, func(w http.ResponseWriter, r *http.Request) {
		n := asked.Add(1)
		answer(301, "PermanentRedirect", "elsewhere", "x-amz-bucket-region", fmt.Sprintf("eu-west-%d", n))(w, r)
	})
	_, err := get(endpoint, "s3://b/k")
	wantError(t, err, "wrong region: eu-west-1 was asked, the bucket is in eu-west-2", "--region")
	if asked.Load() != 2 {
		t.Errorf("asked %d times, want 2", asked.Load())
	}
}

func TestRetriesWhenBusy(t *testing.T) {
	var asked atomic.Int32
	endpoint := stub(t, func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 1 {
			answer(503, "SlowDown", "Please reduce your request rate.")(w, r)
			return
		}
		io.WriteString(w, "x")
	})
	t.Setenv("AWS_MAX_ATTEMPTS", "")
	if _, err := get(endpoint, "s3://b/k"); err != nil || asked.Load() != 2 {
		t.Errorf("asked %d times, %v", asked.Load(), err)
	}
}

// TestNotS3 has what a proxy, a web server or another port answers.
func TestNotS3(t *testing.T) {
	for _, tc := range []struct {
		status          int
		mediaType, body string
		fact            string
	}{
		{400, "text/plain", "Client sent an HTTP request to an HTTPS server.\n<", "HOST does not answer like S3 (HTTP 400, text/plain)"},
		{403, "text/html; charset=utf-8", "<html><head><title>Blocked</title></head><body>no</body></html>", "HOST does not answer like S3 (HTTP 403, text/html)"},
		{404, "text/plain", "404 page not found", "HOST does not answer like S3 (HTTP 404, text/plain)"},
		{407, "text/html/x", "<html/>", "HOST does not answer like S3 (HTTP 407, no media type)"},
		{502, "text/html", "", "HOST does not answer like S3 (HTTP 502, no body)"},
		{403, "text/html", "", "access denied"}, // as some servers that are like S3 have it
		{403, "text/html", "<Error><Code>AccessDenied</Code></Error>", "access denied"},
	} {
		endpoint := stub(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", tc.mediaType)
			w.WriteHeader(tc.status)
			io.WriteString(w, tc.body)
		})
		_, err := get(endpoint, "s3://b/k")
		wantError(t, err, tc.fact, "")
	}
}

func TestEndlessErrorAnswer(t *testing.T) {
	endpoint := stub(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(500)
		for r.Context().Err() == nil {
			if _, err := w.Write(bytes.Repeat([]byte("<a>"), 1<<10)); err != nil {
				return
			}
		}
	})
	_, err := get(endpoint, "s3://b/k")
	wantError(t, err, "HOST does not answer like S3 (HTTP 500, text/html)", "")
}

// hijack writes raw bytes as the answer and closes the connection.
func hijack(t *testing.T, raw string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		io.WriteString(conn, raw)
	}
}

func TestCutBodies(t *testing.T) {
	for name, tc := range map[string]struct{ raw, fact string }{
		"counted":     {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "the download broke off after 4 of 100 bytes: unexpected EOF"},
		"chunked":     {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "the download broke off after 4 bytes: unexpected EOF"},
		"neither":     {"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf", "HOST does not say how long the object is"},
		"before any":  {"", "HOST closed the connection without an answer"},
		"in its head": {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", "HOST closed the connection without an answer"},
	} {
		t.Run(name, func(t *testing.T) {
			endpoint := stub(t, hijack(t, tc.raw))
			_, err := get(endpoint, "s3://b/k")
			wantError(t, err, tc.fact, "")
		})
	}
}

func TestChecksum(t *testing.T) {
	sum := binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte("whole")))
	for body, good := range map[string]bool{"whole": true, "whale": false} {
		endpoint := stub(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("x-amz-checksum-crc32", base64.StdEncoding.EncodeToString(sum))
			io.WriteString(w, body)
		})
		_, err := get(endpoint, "s3://b/k")
		if good && err != nil {
			t.Error(err)
		}
		if !good {
			wantError(t, err, "the object does not match the checksum S3 keeps of it", "upload the file again")
		}
	}
}

func TestOtherVersionThanAsked(t *testing.T) {
	endpoint := stub(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "latest") })
	_, err := get(endpoint, "s3://b/k?versionId=v1")
	wantError(t, err, `version "v1" was asked for, the server sent version ""`, "without versionId")
	if _, err := get(endpoint, "s3://b/k?versionId=null"); err != nil {
		t.Error(err)
	}
}

func TestTooLarge(t *testing.T) {
	for _, chunked := range []bool{false, true} {
		endpoint := stub(t, func(w http.ResponseWriter, _ *http.Request) {
			if chunked {
				w.(http.Flusher).Flush()
			}
			io.WriteString(w, strings.Repeat("x", 101))
		})
		for limit, fact := range map[int64]string{100: "too large: the limit is 100 bytes, it has", 101: ""} {
			_, err := new(Reader).Read(context.Background(), "s3://b/k", truststore.ReadOptions{MaxSize: limit, S3: truststore.S3Options{EndpointURL: endpoint}})
			if fact == "" && err != nil {
				t.Errorf("limit %d: %v", limit, err)
			}
			if fact != "" {
				wantError(t, err, fact, "--max-size")
			}
		}
	}
}

func TestTimeout(t *testing.T) {
	for name, tc := range map[string]struct {
		before, fact string
	}{
		"no answer": {"", "no answer from HOST within 200ms"},
		"half body": {"half", "only 4 of 100 bytes came from HOST within 200ms"},
	} {
		t.Run(name, func(t *testing.T) {
			endpoint := stub(t, func(w http.ResponseWriter, r *http.Request) {
				if tc.before != "" {
					w.Header().Set("Content-Length", "100")
					io.WriteString(w, tc.before)
					w.(http.Flusher).Flush()
				}
				<-r.Context().Done()
			})
			begin := time.Now()
			_, err := new(Reader).Read(context.Background(), "s3://b/k", truststore.ReadOptions{S3: truststore.S3Options{EndpointURL: endpoint, Timeout: 200 * time.Millisecond}})
			wantError(t, err, tc.fact, "--timeout")
			if took := time.Since(begin); took > 5*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	endpoint := stub(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	if _, err := new(Reader).Read(ctx, "s3://b/k", truststore.ReadOptions{S3: truststore.S3Options{EndpointURL: endpoint}}); err != context.Canceled {
		t.Errorf("got %v, want context.Canceled itself", err)
	}
}

func TestNoCredentials(t *testing.T) {
	setenv(t)
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	_, err := get("http://127.0.0.1:9", "s3://b/k")
	wantError(t, err, "no AWS credentials found", "AWS_PROFILE")
}

// TestSilentMetadataService stands for a machine outside AWS whose network swallows the question for a role.
func TestSilentMetadataService(t *testing.T) {
	silent := stub(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "false")
	t.Setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", silent)
	_, err := new(Reader).Read(context.Background(), "s3://b/k", truststore.ReadOptions{S3: truststore.S3Options{EndpointURL: "http://127.0.0.1:9", Timeout: 300 * time.Millisecond}})
	wantError(t, err, "no AWS credentials found", "AWS_PROFILE")
}

func TestSettings(t *testing.T) {
	for name, tc := range map[string]struct{ variable, value, fact, hint string }{
		"profile":   {"AWS_PROFILE", "nobody", `there is no AWS profile "nobody"`, "AWS_PROFILE"},
		"CA bundle": {"AWS_CA_BUNDLE", "/nonexistent/ca.pem", "the AWS settings cannot be used: open /nonexistent/ca.pem", "AWS_CA_BUNDLE"},
		"region":    {"AWS_REGION", "not a region", "the request to S3 failed: invalid input region", "check the region"},
	} {
		t.Run(name, func(t *testing.T) {
			setenv(t)
			t.Setenv(tc.variable, tc.value)
			_, err := get("", "s3://b/k")
			wantError(t, err, tc.fact, tc.hint)
		})
	}
}

func TestCredentialProcessFails(t *testing.T) {
	setenv(t)
	credentialProcess(t, "exit 3")
	_, err := get("http://127.0.0.1:9", "s3://b/k")
	wantError(t, err, "the AWS credentials cannot be used: process provider error: error in credential_process: exit status 3", "aws sso login")
}

func TestUnreachable(t *testing.T) {
	setenv(t)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	endpoint := "http://" + closed.Addr().String()
	closed.Close()
	_, err = get(endpoint, "s3://b/k")
	wantError(t, err, "HOST refuses the connection", "port")
}

// TestTimeRunsOutBetweenTwoTries keeps the reason of the first try from being lost in a time-out.
func TestTimeRunsOutBetweenTwoTries(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	refused := &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	f := &download{ref: "s3://b/k", wire: &wire{host: "127.0.0.1:1", failure: refused}}
	wantError(t, f.failed(ctx, ctx.Err()), "HOST refuses the connection", "port")
}

// TestNetwork goes through the failures that a test cannot bring about without leaving the machine.
func TestNetwork(t *testing.T) {
	refused := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	for _, tc := range []struct {
		err        error
		fact, hint string
	}{
		{&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "s3.nowhere.invalid", IsNotFound: true}},
			"the host name s3.nowhere.invalid cannot be resolved", "DNS"},
		{&net.OpError{Op: "proxyconnect", Err: refused},
			"the proxy proxy.corp:3128 to s3.amazonaws.com cannot be reached: connection refused", "check HTTPS_PROXY and"},
		{&net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded},
			"s3.amazonaws.com does not answer", "firewall"},
		{errors.New("something new"),
			"the request to s3.amazonaws.com failed: something new", "network"},
	} {
		f := &download{ref: "s3://b/k", wire: &wire{host: "s3.amazonaws.com"}}
		if strings.Contains(tc.fact, "proxy") {
			f.wire.proxy = "proxy.corp:3128"
		}
		wantError(t, f.unreachable(fmt.Errorf("request send failed, %w", tc.err)), tc.fact, tc.hint)
	}
}

// TestProxyIsNamed: a proxy is what a sentence about the network is about, where there is one. net/http reads the
// variables once, so each proxy gets a process of its own.
func TestProxyIsNamed(t *testing.T) {
	if endpoint := os.Getenv("MTLSCHECK_TEST_ENDPOINT"); endpoint != "" {
		_, err := get(endpoint, "s3://b/k")
		var source *truststore.SourceError
		if errors.As(err, &source) {
			fmt.Printf("%s | %s\n", source.Fact, source.Hint)
		}
		return
	}
	closing := stub(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, _ := w.(http.Hijacker).Hijack()
		conn.Close()
	})
	denying := stub(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(407) })
	const http1, https = "http://s3.example.test", "https://s3.example.test"
	for _, tc := range []struct{ endpoint, proxy, want string }{
		{http1, denying, "s3.example.test through the proxy PROXY does not answer like S3 (HTTP 407, no body)"},
		{https, denying, "the request to s3.example.test through the proxy PROXY failed: Proxy Authentication Required | check HTTPS_PROXY, which takes a user name"},
		{https, closing, "s3.example.test through the proxy PROXY closed the connection without an answer"},
		{http1, "http://127.0.0.1:1", "the proxy PROXY to s3.example.test cannot be reached: connection refused | check HTTP_PROXY and NO_PROXY"},
		{https, "http://127.0.0.1:1", "the proxy PROXY to s3.example.test cannot be reached: connection refused | check HTTPS_PROXY and NO_PROXY"},
	} {
		c := exec.Command(os.Args[0], "-test.run=^TestProxyIsNamed$")
		c.Env = append(os.Environ(), "MTLSCHECK_TEST_ENDPOINT="+tc.endpoint, "HTTP_PROXY="+tc.proxy, "HTTPS_PROXY="+tc.proxy, "NO_PROXY=")
		out, err := c.CombinedOutput()
		said := regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(string(out), "PROXY")
		if err != nil || !strings.Contains(said, tc.want) {
			t.Errorf("%s: %v\n got %s\nwant %s", tc.endpoint, err, said, tc.want)
		}
	}
}

func TestTLS(t *testing.T) {
	setenv(t)
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "x") }))
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	t.Cleanup(srv.Close)
	_, err := get(srv.URL, "s3://b/k")
	wantError(t, err, "the TLS certificate of HOST is not trusted: x509: certificate signed by unknown authority", "AWS_CA_BUNDLE")

	bundle := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw})
	if err := os.WriteFile(bundle, block, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CA_BUNDLE", bundle)
	if _, err := get(srv.URL, "s3://b/k"); err != nil {
		t.Errorf("with AWS_CA_BUNDLE: %v", err)
	}
}

func TestPlainServerBehindHTTPS(t *testing.T) {
	endpoint := stub(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "x") })
	_, err := get(strings.Replace(endpoint, "http:", "https:", 1), "s3://b/k")
	wantError(t, err, "HOST does not speak TLS", "http://")
}

// credentialProcess has the SDK take credentials from a command of the shell.
func credentialProcess(t *testing.T, command string) {
	t.Helper()
	config := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(config, []byte("[default]\ncredential_process = "+command+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_CONFIG_FILE", config)
}

// TestCredentialProcessWithNoise: the SDK's own sentence holds all that the process printed.
func TestCredentialProcessWithNoise(t *testing.T) {
	setenv(t)
	credentialProcess(t, `echo '{"Version":1,"AccessKeyId":"`+testKey+`","SecretAccessKey":"`+testSecret+`"} a new release is there'`)
	_, err := get("http://127.0.0.1:9", "s3://b/k")
	wantError(t, err, "the AWS credentials cannot be used: what credential_process prints is not its JSON alone", "nothing else")
}

func TestReaderLooksForCredentialsOnce(t *testing.T) {
	endpoint := stub(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "x") })
	asked := filepath.Join(t.TempDir(), "asked")
	credentialProcess(t, `echo >>`+asked+`; echo '{"Version":1,"AccessKeyId":"`+testKey+`","SecretAccessKey":"`+testSecret+`"}'`)
	r := new(Reader)
	for range 3 {
		if _, err := r.Read(context.Background(), "s3://b/k", truststore.ReadOptions{S3: truststore.S3Options{EndpointURL: endpoint}}); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(asked); err != nil || string(got) != "\n" {
		t.Errorf("asked %d times, %v", len(got), err)
	}
}

func TestPartialContent(t *testing.T) {
	for _, status := range []int{http.StatusPartialContent, http.StatusNoContent} {
		endpoint := stub(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Range", "bytes 0-1/4")
			w.WriteHeader(status)
			io.WriteString(w, "ha")
		})
		_, err := get(endpoint, "s3://b/k")
		wantError(t, err, fmt.Sprintf("HOST answered HTTP %d where 200 was due", status), "endpoint")
	}
}

func TestLargestLimit(t *testing.T) {
	endpoint := stub(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "whole") })
	obj, err := new(Reader).Read(context.Background(), "s3://b/k", truststore.ReadOptions{MaxSize: math.MaxInt64, S3: truststore.S3Options{EndpointURL: endpoint}})
	if err != nil || string(obj.Data) != "whole" {
		t.Errorf("got %+v, %v", obj, err)
	}
}

func TestTheServersWordsHideSecrets(t *testing.T) {
	endpoint := stub(t, answer(400, "Odd"+testSecret, "your secret "+testSecret))
	_, err := get(endpoint, "s3://b/k")
	wantError(t, err, "HOST answered Odd[hidden]: your secret [hidden]", "")
}

func TestProfileWithMFA(t *testing.T) {
	endpoint := stub(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "x") })
	config := filepath.Join(t.TempDir(), "config")
	text := "[profile base]\naws_access_key_id = " + testKey + "\naws_secret_access_key = " + testSecret +
		"\n[profile mfa]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = base\nmfa_serial = arn:aws:iam::123456789012:mfa/me\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CONFIG_FILE", config)
	t.Setenv("AWS_PROFILE", "mfa")
	if _, err := get(endpoint, "s3://b/k"); err != nil {
		t.Errorf("with exported credentials, as the hint has it: %v", err)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	_, err := get(endpoint, "s3://b/k")
	wantError(t, err, "the AWS profile takes a code of an MFA device (mfa_serial)", "aws sts get-session-token")
}

func TestHugeHeaders(t *testing.T) {
	huge := strings.Repeat("e", 900_000)
	endpoint := stub(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", huge)
		w.Header().Set("x-amz-version-id", huge)
		io.WriteString(w, "x")
	})
	obj, err := get(endpoint, "s3://b/k")
	if want := huge[:1024] + " …"; err != nil || obj.ETag != want || obj.VersionID != want {
		t.Errorf("got %d and %d bytes, %v", len(obj.ETag), len(obj.VersionID), err)
	}
	_, err = get(endpoint, "s3://b/k?versionId=v1")
	wantError(t, err, `version "v1" was asked for, the server sent version "eee`, "")
	if len(err.Error()) > 2000 {
		t.Errorf("the sentence has %d bytes", len(err.Error()))
	}
}
