package truststore

import (
	"cmp"
	"context"
	"crypto/tls"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"
)

// DefaultS3Timeout bounds one download from S3, from finding credentials to the last byte, retries included.
const DefaultS3Timeout = 30 * time.Second

const (
	// The SDK tries three times. With five seconds for each connection and at most half a second between two tries,
	// an endpoint that swallows packets is reported after 16 seconds; the SDK alone would take 90 and more.
	s3ConnectTimeout = 5 * time.Second
	s3MaxBackoff     = 500 * time.Millisecond

	// Where the search for a bucket begins when nothing says which region it is in: every region of a partition
	// names the right one (HeadBucket, Amazon S3 API reference), and nearly all buckets are in this one's.
	s3FirstRegion = "us-east-1"

	s3MaxErrorBody    = 64 << 10 // bytes of an error answer; S3 sends about one thousand
	s3MaxErrorMessage = 600      // bytes of a server's message that are repeated to the user
)

// ErrBadReference is wrapped by the SourceError of an s3:// URI or an endpoint URL that cannot be understood:
// nothing was asked over the network, the command line is at fault.
var ErrBadReference = errors.New("not a usable S3 reference")

// S3Options says how to reach S3. The zero value leaves everything to the SDK's environment and shared files.
// https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html lists them.
type S3Options struct {
	Region      string        // empty: from the environment, else found out from what S3 answers
	EndpointURL string        // for S3-compatible servers; path-style addressing is used with it
	Timeout     time.Duration // for the whole download with its retries; 0 means DefaultS3Timeout
}

// readS3 gets one object. Every error is a *SourceError with Remote set, or the error of ctx when that ended.
func readS3(ctx context.Context, ref string, o ReadOptions) (*Object, error) {
	f := &s3Fetch{ref: ref, opts: o.S3, limit: o.MaxSize}
	if f.opts.Timeout <= 0 {
		f.opts.Timeout = DefaultS3Timeout
	}
	if err := f.parse(); err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, f.opts.Timeout)
	defer cancel()
	obj, err := f.fetch(limited)
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return obj, err
}

// s3Fetch is one download.
type s3Fetch struct {
	ref                  string
	bucket, key, version string
	opts                 S3Options
	limit                int64 // in bytes

	region string   // the one that was asked last
	wire   *s3Wire  // what stands between the SDK and the network
	secret []string // never to be repeated to the user, whoever says it; each with what stands in its place
}

func (f *s3Fetch) fetch(ctx context.Context) (*Object, error) {
	cfg, err := f.config(ctx)
	if err != nil {
		return nil, f.configFailed(err)
	}
	client := s3.NewFromConfig(cfg, f.configure)
	if err := f.checkEndpoint(client); err != nil {
		return nil, err
	}
	if err := f.signIn(ctx, cfg); err != nil {
		return nil, err
	}
	out, err := f.get(ctx, client, cmp.Or(cfg.Region, s3FirstRegion))
	if region := f.movedTo(ctx, client, err); region != "" && region != f.region {
		out, err = f.get(ctx, client, region)
	}
	if err != nil {
		return nil, f.failed(ctx, err)
	}
	defer out.Body.Close()
	return f.take(ctx, out)
}

// config reads the environment and the shared files. The SDK's own log would go to stderr, unasked and unescaped.
func (f *s3Fetch) config(ctx context.Context) (aws.Config, error) {
	client := awshttp.NewBuildableClient().WithDialerOptions(func(d *net.Dialer) { d.Timeout = s3ConnectTimeout })
	return config.LoadDefaultConfig(ctx,
		config.WithRegion(f.opts.Region),
		config.WithHTTPClient(client),
		config.WithLogger(logging.Nop{}))
}

// signIn finds credentials before S3 is asked, so that their absence is not mistaken for an answer of S3.
func (f *s3Fetch) signIn(ctx context.Context, cfg aws.Config) error {
	creds, err := cfg.Credentials.Retrieve(ctx)
	if err != nil {
		return f.signInFailed(ctx, cfg, err)
	}
	for _, s := range []string{creds.AccessKeyID, creds.SecretAccessKey, creds.SessionToken} {
		if s != "" {
			f.secret = append(f.secret, s, "[hidden]")
		}
	}
	return nil
}

// configure finishes the client's options; AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_S3 have been looked at by then.
func (f *s3Fetch) configure(o *s3.Options) {
	if f.opts.EndpointURL != "" {
		o.BaseEndpoint = &f.opts.EndpointURL
	}
	// A server of one's own rarely has a name for each bucket, and a dot in the bucket's name does not fit
	// the wildcard certificate of S3.
	o.UsePathStyle = o.BaseEndpoint != nil || strings.Contains(f.bucket, ".")
	o.Retryer = retry.AddWithMaxBackoffDelay(o.Retryer, s3MaxBackoff)
	f.wire = &s3Wire{next: o.HTTPClient}
	o.HTTPClient = f.wire
}

func (f *s3Fetch) checkEndpoint(client *s3.Client) error {
	endpoint := client.Options().BaseEndpoint
	if endpoint == nil {
		return nil
	}
	u, err := url.Parse(*endpoint)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return f.badReference("the endpoint is not a URL", "write --endpoint-url (or AWS_ENDPOINT_URL) like https://s3.example.com")
	}
	if u.User != nil {
		return f.badReference("the endpoint URL holds a user name", "S3 takes credentials from AWS_PROFILE or AWS_ACCESS_KEY_ID, not from the URL")
	}
	return nil
}

func (f *s3Fetch) get(ctx context.Context, client *s3.Client, region string) (*s3.GetObjectOutput, error) {
	f.region = region
	in := &s3.GetObjectInput{Bucket: &f.bucket, Key: &f.key}
	if f.version != "" {
		in.VersionId = &f.version
	}
	return client.GetObject(ctx, in, f.inRegion)
}

func (f *s3Fetch) inRegion(o *s3.Options) { o.Region = f.region }

// movedTo returns the region S3 names when err says that it was asked in the wrong one, and "" else. Regions since 2019
// answer 400 and need not name one ("Request redirection and the REST API", Amazon S3 User Guide); then HeadBucket
// does, whatever else it answers (Amazon S3 API reference).
func (f *s3Fetch) movedTo(ctx context.Context, client *s3.Client, err error) string {
	if err == nil || !isWrongRegion(err) {
		return ""
	}
	if region := bucketRegion(err); region != "" {
		return region
	}
	out, err := client.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &f.bucket}, f.inRegion)
	if err != nil {
		return bucketRegion(err)
	}
	return aws.ToString(out.BucketRegion)
}

func isWrongRegion(err error) bool {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return false
	}
	switch api.ErrorCode() {
	case "PermanentRedirect", "IllegalLocationConstraintException":
		return true
	case "MovedPermanently": // a 301 without S3's words, which any web server may send
		return bucketRegion(err) != ""
	case "AuthorizationHeaderMalformed": // also said of an access key that is none
		return bucketRegion(err) != "" || strings.Contains(api.ErrorMessage(), "region")
	}
	return false
}

func bucketRegion(err error) string { return responseHeader(err, "X-Amz-Bucket-Region") }

func responseHeader(err error, name string) string {
	var re *awshttp.ResponseError
	if !errors.As(err, &re) || re.Response == nil {
		return ""
	}
	return re.Response.Header.Get(name)
}

// take reads the body and checks that it is the object that was asked for, whole.
func (f *s3Fetch) take(ctx context.Context, out *s3.GetObjectOutput) (*Object, error) {
	want := int64(-1)
	if out.ContentLength != nil {
		want = *out.ContentLength
	}
	if want > f.limit {
		return nil, f.tooLarge(want)
	}
	version := aws.ToString(out.VersionId)
	if err := f.checkAnswer(out, version); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(out.Body, f.limit+1))
	if err != nil {
		return nil, f.bodyFailed(ctx, int64(len(data)), want, err)
	}
	if int64(len(data)) > f.limit {
		return nil, f.tooLarge(-1)
	}
	return f.describe(data, out, version), nil
}

func (f *s3Fetch) describe(data []byte, out *s3.GetObjectOutput, version string) *Object {
	obj := newObject(f.ref, data)
	obj.Region = f.region
	obj.ETag = strings.Trim(aws.ToString(out.ETag), `"`)
	obj.LastModified = aws.ToTime(out.LastModified)
	if version != "null" { // what S3 calls the one version of an object outside versioning
		obj.VersionID = version
	}
	return obj
}

// checkAnswer refuses an answer that could pass for another one: some S3-compatible servers ignore versionId, and a
// body that is neither counted nor chunked ends the same way whether it is whole or cut.
func (f *s3Fetch) checkAnswer(out *s3.GetObjectOutput, version string) error {
	if asked := f.version; asked != "" && version != asked && (asked != "null" || version != "") {
		return f.source(fmt.Sprintf("version %q was asked for, the server sent version %q", asked, version),
			"the server may not know versions; read the object without versionId", nil)
	}
	if !f.wire.delimited {
		return f.source(fmt.Sprintf("%s does not say how long the object is, so a cut download could not be told from a whole one", f.wire.host),
			"use an endpoint that sends Content-Length, as S3 does", nil)
	}
	return nil
}

func (f *s3Fetch) tooLarge(size int64) error {
	e := tooLarge(f.ref, size, f.limit)
	e.Remote = true
	return e
}

// s3Wire stands between the SDK and the network: it remembers what the sentences need to know, keeps a server from
// sending an endless error, and moves the <Region> of an error, which the SDK drops, to where S3 otherwise puts it.
type s3Wire struct {
	next      s3.HTTPClient
	host      string // that was asked last
	delimited bool   // whether the end of the last body can be told from a broken connection
	failure   error  // why the last request did not get through, nil if it did
}

// Do sends one request.
func (w *s3Wire) Do(req *http.Request) (*http.Response, error) {
	w.host = req.URL.Host
	resp, err := w.next.Do(req)
	if req.Context().Err() == nil {
		w.failure = err
	}
	if err != nil {
		return nil, err
	}
	w.delimited = resp.ContentLength >= 0 || len(resp.TransferEncoding) > 0 || resp.ProtoMajor >= 2
	if resp.StatusCode < 300 {
		return resp, nil
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, s3MaxErrorBody))
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

func (f *s3Fetch) source(fact, hint string, err error) error {
	return &SourceError{Ref: f.ref, Remote: true, Fact: fact, Hint: hint, Err: err}
}

func (f *s3Fetch) configFailed(err error) error {
	var profile config.SharedConfigProfileNotExistError
	if errors.As(err, &profile) {
		return f.source(fmt.Sprintf("there is no AWS profile %q", profile.Profile),
			"check AWS_PROFILE against ~/.aws/config and ~/.aws/credentials", err)
	}
	cause := rootCause(err)
	var file *fs.PathError
	if errors.As(err, &file) {
		cause = file
	}
	return f.source("the AWS settings cannot be used: "+f.quote(cause.Error()),
		"check the AWS_… variables (AWS_CA_BUNDLE, AWS_CONFIG_FILE) and ~/.aws/config", err)
}

// signInFailed tells an empty credential chain, which ends at the instance metadata service, from a broken link.
func (f *s3Fetch) signInFailed(ctx context.Context, cfg aws.Config, err error) error {
	if aws.IsCredentialsProvider(cfg.Credentials, (*ec2rolecreds.Provider)(nil)) {
		return f.source("no AWS credentials found",
			"set AWS_PROFILE, or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, or give this machine a role", err)
	}
	fact := "the AWS credentials cannot be used: " + f.quote(strings.TrimPrefix(err.Error(), "failed to refresh cached credentials, "))
	var api smithy.APIError
	switch {
	case errors.As(err, &api):
		fact = fmt.Sprintf("the AWS credentials cannot be used: %s: %s", api.ErrorCode(), f.quote(api.ErrorMessage()))
	case ctx.Err() != nil:
		fact = fmt.Sprintf("AWS credentials could not be had within %s", f.opts.Timeout)
	}
	return f.source(fact, "sign in again (aws sso login) or check the profile; aws sts get-caller-identity takes the same way", err)
}

// failed words why S3 did not send the object.
func (f *s3Fetch) failed(ctx context.Context, err error) error {
	var api smithy.APIError
	if errors.As(err, &api) {
		return f.answered(api, err)
	}
	if ctx.Err() != nil && f.wire.failure != nil { // the time ran out while waiting to try again
		return f.unreachable(f.wire.failure)
	}
	if ctx.Err() != nil {
		return f.source(fmt.Sprintf("no answer from %s within %s", cmp.Or(f.wire.host, "S3"), f.opts.Timeout),
			"check the network and the proxy settings, or raise --timeout", err)
	}
	var re *awshttp.ResponseError
	if errors.As(err, &re) && re.HTTPStatusCode() > 0 { // 0: there was no answer, but the SDK wraps that too
		return f.source(fmt.Sprintf("%s does not answer like S3 (HTTP %d)", f.wire.host, re.HTTPStatusCode()),
			"check the endpoint URL and what stands between here and there", err)
	}
	return f.unreachable(err)
}

// bodyFailed words why the object did not arrive whole; got and want are bytes, want is -1 where the server did not
// say. The SDK does not export its checksum error.
func (f *s3Fetch) bodyFailed(ctx context.Context, got, want int64, err error) error {
	far := fmt.Sprintf("%d bytes", got)
	if want >= 0 {
		far = fmt.Sprintf("%d of %d bytes", got, want)
	}
	switch {
	case ctx.Err() != nil:
		return f.source(fmt.Sprintf("only %s came from %s within %s", far, f.wire.host, f.opts.Timeout), "check the network, or raise --timeout", err)
	case strings.Contains(err.Error(), "checksum did not match"):
		return f.source("the object does not match the checksum S3 keeps of it", "try again; if it stays so, upload the file again", err)
	}
	return f.source(fmt.Sprintf("the download broke off after %s: %s", far, rootCause(err)), "try again", err)
}

// unreachable words a failure below HTTP.
func (f *s3Fetch) unreachable(err error) error {
	host := cmp.Or(f.wire.host, "S3")
	var op *net.OpError
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var timeout net.Error
	switch {
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return f.source(fmt.Sprintf("the proxy to %s cannot be reached: %s", host, rootCause(err)), "check HTTPS_PROXY and NO_PROXY", err)
	case errors.As(err, &dns):
		return f.source("the host name "+dns.Name+" cannot be resolved", "check the endpoint URL or the region, and this machine's DNS", err)
	case errors.As(err, &cert):
		return f.source(fmt.Sprintf("the TLS certificate of %s is not trusted: %s", host, f.quote(rootCause(cert).Error())),
			"if a proxy or a server of your own answers there, name its CA file in AWS_CA_BUNDLE", err)
	case errors.Is(err, http.ErrSchemeMismatch):
		return f.source(host+" does not speak TLS", "check the port, or write http:// in the endpoint URL if TLS is not wanted", err)
	case isRefused(err):
		return f.source(host+" refuses the connection", "check that the endpoint URL and its port are right and the server runs", err)
	case errors.As(err, &timeout) && timeout.Timeout():
		return f.source(host+" does not answer", "check the endpoint URL, the network, the firewall and the proxy settings", err)
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET):
		return f.source(host+" closed the connection without an answer", "try again; check the endpoint URL and its scheme", err)
	}
	return f.source(fmt.Sprintf("the request to %s failed: %s", host, f.quote(rootCause(err).Error())), "check the region, the endpoint URL and the network", err)
}

// isRefused also knows WSAECONNREFUSED, which Go's syscall does not map to ECONNREFUSED on Windows.
func isRefused(err error) bool {
	const wsaConnRefused = syscall.Errno(10061)
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, wsaConnRefused)
}

// answered words an error S3 itself gave.
func (f *s3Fetch) answered(api smithy.APIError, err error) error {
	if s, ok := f.sentences(err)[f.kind(api, err)]; ok {
		if said := strings.TrimRight(api.ErrorMessage(), ". "); s.quote && len(strings.Fields(said)) > 2 {
			s.fact += ": " + f.quote(said) // more than the two words "Access Denied"
		}
		return f.source(s.fact, s.hint, err)
	}
	fact := fmt.Sprintf("%s answered %s: %s", f.wire.host, api.ErrorCode(), f.quote(strings.TrimSuffix(api.ErrorMessage(), ".")))
	var re *awshttp.ResponseError
	if errors.As(err, &re) {
		fact += fmt.Sprintf(" (HTTP %d, request id %s)", re.HTTPStatusCode(), cmp.Or(re.ServiceRequestID(), "not given"))
	}
	return f.source(fact, "look the code up under Error responses in the Amazon S3 API reference", err)
}

// kind is the row of the sentences an answer belongs to: its code, unless the code alone says too little.
func (f *s3Fetch) kind(api smithy.APIError, err error) string {
	code, message := api.ErrorCode(), strings.ToLower(api.ErrorMessage())
	switch {
	case responseHeader(err, "X-Amz-Delete-Marker") == "true":
		return "DeleteMarker"
	case code == "MethodNotAllowed" && f.version != "": // GetObject of a delete marker
		return "DeleteMarker"
	case code == "InvalidArgument" && f.version != "":
		return "InvalidVersion"
	case strings.HasPrefix(code, "KMS."), code == "AccessDenied" && (strings.Contains(message, "kms") || strings.Contains(message, "ciphertext")):
		return "KMS"
	case isWrongRegion(err):
		return "WrongRegion"
	}
	return code
}

func rootCause(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}
