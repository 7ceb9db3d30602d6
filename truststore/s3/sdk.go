package s3

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// Reader reads objects, and looks for settings and credentials once. The zero value is ready; it may be used from several
// goroutines.
type Reader struct {
	mu     sync.Mutex
	loaded map[string]aws.Config // by the region that was asked for
}

// config reads the environment and the shared files. The SDK's own log would go to stderr, unasked and unescaped.
func (r *Reader) config(ctx context.Context, region string) (aws.Config, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if cfg, ok := r.loaded[region]; ok {
		return cfg, nil
	}
	client := awshttp.NewBuildableClient().WithDialerOptions(func(d *net.Dialer) { d.Timeout = connectTimeout })
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion(region), config.WithHTTPClient(client), config.WithLogger(logging.Nop{}))
	if err != nil {
		return cfg, err
	}
	if r.loaded == nil {
		r.loaded = map[string]aws.Config{}
	}
	r.loaded[region] = cfg
	return cfg, nil
}

// object downloads, after a look at everything that can be wrong before.
func (d *download) object(ctx context.Context) (*truststore.Object, error) {
	cfg, err := d.settings.config(ctx, d.opts.Region)
	if err != nil {
		return nil, d.configFailed(err)
	}
	client := sdk.NewFromConfig(cfg, d.configure)
	if err := d.checkEndpoint(client); err != nil {
		return nil, err
	}
	if err := d.signIn(ctx, cfg); err != nil {
		return nil, err
	}
	out, err := d.get(ctx, client, cmp.Or(cfg.Region, firstRegion))
	if region := d.movedTo(ctx, client, err); region != "" && region != d.region {
		out, err = d.get(ctx, client, region)
	}
	if err != nil {
		return nil, d.failed(ctx, err)
	}
	defer out.Body.Close()
	return d.take(ctx, out)
}

// signIn finds credentials before S3 is asked, so that their absence is not mistaken for an answer of S3.
func (d *download) signIn(ctx context.Context, cfg aws.Config) error {
	creds, err := cfg.Credentials.Retrieve(ctx)
	if err != nil {
		return d.signInFailed(ctx, cfg, err)
	}
	for _, s := range []string{creds.AccessKeyID, creds.SecretAccessKey, creds.SessionToken} {
		if s != "" {
			d.secret = append(d.secret, s, "[hidden]")
		}
	}
	return nil
}

// configure finishes the client's options; AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_S3 have been looked at by then.
func (d *download) configure(o *sdk.Options) {
	if d.opts.EndpointURL != "" {
		o.BaseEndpoint = &d.opts.EndpointURL
	}
	// A server of one's own rarely has a name for each bucket, and a dot in the bucket's name does not fit
	// the wildcard certificate of S3.
	o.UsePathStyle = o.BaseEndpoint != nil || strings.Contains(d.Bucket, ".")
	o.Retryer = retry.AddWithMaxBackoffDelay(o.Retryer, maxBackoff)
	d.wire = &wire{next: o.HTTPClient}
	o.HTTPClient = d.wire
}

func (d *download) checkEndpoint(client *sdk.Client) error {
	endpoint := client.Options().BaseEndpoint
	if endpoint == nil {
		return nil
	}
	u, err := url.Parse(*endpoint)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return truststore.BadReference(d.ref, "the endpoint is not a URL", "write --endpoint-url (or AWS_ENDPOINT_URL) like https://s3.example.com")
	}
	if u.User != nil {
		return truststore.BadReference(d.ref, "the endpoint URL holds a user name", "S3 takes credentials from AWS_PROFILE or AWS_ACCESS_KEY_ID, not from the URL")
	}
	return nil
}

func (d *download) get(ctx context.Context, client *sdk.Client, region string) (*sdk.GetObjectOutput, error) {
	d.region = region
	in := &sdk.GetObjectInput{Bucket: &d.Bucket, Key: &d.Key}
	if d.VersionID != "" {
		in.VersionId = &d.VersionID
	}
	return client.GetObject(ctx, in, d.inRegion)
}

func (d *download) inRegion(o *sdk.Options) { o.Region = d.region }

// movedTo returns the region S3 names when err says that it was asked in the wrong one, and "" else. Regions since 2019
// answer 400 and need not name one ("Request redirection and the REST API", Amazon S3 User Guide); then HeadBucket
// does, whatever else it answers (Amazon S3 API reference).
func (d *download) movedTo(ctx context.Context, client *sdk.Client, err error) string {
	if err == nil || !isWrongRegion(err) {
		return ""
	}
	if region := bucketRegion(err); region != "" {
		return region
	}
	out, err := client.HeadBucket(ctx, &sdk.HeadBucketInput{Bucket: &d.Bucket}, d.inRegion)
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
func (d *download) take(ctx context.Context, out *sdk.GetObjectOutput) (*truststore.Object, error) {
	want := int64(-1)
	if out.ContentLength != nil {
		want = *out.ContentLength
	}
	if want > d.limit {
		return nil, d.tooLarge(want)
	}
	version := aws.ToString(out.VersionId)
	if err := d.checkAnswer(out, version); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(out.Body, d.limit+1))
	if err != nil {
		return nil, d.bodyFailed(ctx, int64(len(data)), want, err)
	}
	if int64(len(data)) > d.limit {
		return nil, d.tooLarge(-1)
	}
	return d.describe(data, out, version), nil
}

func (d *download) describe(data []byte, out *sdk.GetObjectOutput, version string) *truststore.Object {
	obj := truststore.NewObject(d.ref, data)
	obj.Region = d.region
	obj.ETag = cut(strings.Trim(aws.ToString(out.ETag), `"`), maxHeader)
	obj.LastModified = aws.ToTime(out.LastModified)
	if version != "null" { // what S3 calls the one version of an object outside versioning
		obj.VersionID = cut(version, maxHeader)
	}
	return obj
}

// checkAnswer refuses an answer that could pass for another one: some S3-compatible servers ignore versionId, and a
// body that is neither counted nor chunked ends the same way whether it is whole or cut.
func (d *download) checkAnswer(out *sdk.GetObjectOutput, version string) error {
	if asked := d.VersionID; asked != "" && version != asked && (asked != "null" || version != "") {
		return d.source(fmt.Sprintf("version %q was asked for, the server sent version %q", asked, cut(version, maxHeader)),
			"the server may not know versions; read the object without versionId", nil)
	}
	if d.wire.status != http.StatusOK {
		return d.source(fmt.Sprintf("%s answered HTTP %d where 200 was due, so it is not the whole object", d.wire.host, d.wire.status),
			"check the endpoint URL and what stands between here and there", nil)
	}
	if !d.wire.delimited {
		return d.source(fmt.Sprintf("%s does not say how long the object is, so a cut download could not be told from a whole one", d.wire.host),
			"use an endpoint that sends Content-Length, as S3 does", nil)
	}
	return nil
}

func (d *download) configFailed(err error) error {
	var profile config.SharedConfigProfileNotExistError
	if errors.As(err, &profile) {
		return d.source(fmt.Sprintf("there is no AWS profile %q", profile.Profile),
			"check AWS_PROFILE against ~/.aws/config and ~/.aws/credentials", err)
	}
	if errors.As(err, new(config.AssumeRoleTokenProviderNotSetError)) {
		return d.source("the AWS profile takes a code of an MFA device (mfa_serial), which is not asked for here",
			"sign in first: aws configure export-credentials --format env asks for the code and prints the variables to export "+
				"(aws sts get-session-token takes it too), or name a profile of aws sso login", err)
	}
	cause := rootCause(err)
	var file *fs.PathError
	if errors.As(err, &file) {
		cause = file
	}
	return d.source("the AWS settings cannot be used: "+d.quote(cause.Error()),
		"check the AWS_… variables (AWS_CA_BUNDLE, AWS_CONFIG_FILE) and ~/.aws/config", err)
}

// signInFailed tells an empty credential chain, which ends at the instance metadata service, from a broken link.
func (d *download) signInFailed(ctx context.Context, cfg aws.Config, err error) error {
	if aws.IsCredentialsProvider(cfg.Credentials, (*ec2rolecreds.Provider)(nil)) {
		return d.source("no AWS credentials found",
			"set AWS_PROFILE, or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, or give this machine a role", err)
	}
	if strings.Contains(err.Error(), "process output") { // and the whole of it, with the secrets, follows
		return d.source("the AWS credentials cannot be used: what credential_process prints is not its JSON alone",
			"let it print nothing else on standard output; ~/.aws/config has the command", nil)
	}
	fact := "the AWS credentials cannot be used: " + d.quote(strings.TrimPrefix(err.Error(), "failed to refresh cached credentials, "))
	var api smithy.APIError
	switch {
	case errors.As(err, &api):
		fact = fmt.Sprintf("the AWS credentials cannot be used: %s: %s", api.ErrorCode(), d.quote(api.ErrorMessage()))
	case ctx.Err() != nil:
		fact = fmt.Sprintf("AWS credentials could not be had within %s", d.opts.Timeout)
	}
	return d.source(fact, "sign in again (aws sso login) or check the profile; aws sts get-caller-identity takes the same way", err)
}

// failed words why S3 did not send the object.
func (d *download) failed(ctx context.Context, err error) error {
	var api smithy.APIError
	var re *awshttp.ResponseError
	switch isAnswer := errors.As(err, &re) && re.HTTPStatusCode() > 0; { // 0: there was no answer, but the SDK wraps that too
	case isAnswer && d.wire.foreign != "":
		return d.notS3(re.HTTPStatusCode(), err)
	case errors.As(err, &api):
		return d.answered(api, err)
	}
	if ctx.Err() != nil && d.wire.failure != nil { // the time ran out while waiting to try again
		return d.unreachable(d.wire.failure)
	}
	if ctx.Err() != nil {
		return d.source(fmt.Sprintf("no answer from %s within %s", cmp.Or(d.wire.host, "S3"), d.opts.Timeout),
			"check the network and the proxy settings, or raise --timeout", err)
	}
	return d.unreachable(err)
}

// answered words an error S3 itself gave.
func (d *download) answered(api smithy.APIError, err error) error {
	if s, ok := d.sentences(err)[d.kind(api, err)]; ok {
		if said := strings.TrimRight(api.ErrorMessage(), ". "); s.quote && len(strings.Fields(said)) > 2 {
			s.fact += ": " + d.quote(said) // more than the two words "Access Denied"
		}
		return d.source(s.fact, s.hint, err)
	}
	fact := fmt.Sprintf("%s answered %s: %s", d.wire.host, d.quote(api.ErrorCode()), d.quote(strings.TrimSuffix(api.ErrorMessage(), ".")))
	var re *awshttp.ResponseError
	if errors.As(err, &re) {
		fact += fmt.Sprintf(" (HTTP %d, request id %s)", re.HTTPStatusCode(), d.quote(cmp.Or(re.ServiceRequestID(), "not given")))
	}
	return d.source(fact, "look the code up under Error responses in the Amazon S3 API reference", err)
}

// kind is the row of the sentences an answer belongs to: its code, unless the code alone says too little.
func (d *download) kind(api smithy.APIError, err error) string {
	code, message := api.ErrorCode(), strings.ToLower(api.ErrorMessage())
	switch {
	case responseHeader(err, "X-Amz-Delete-Marker") == "true":
		return "DeleteMarker"
	case code == "MethodNotAllowed" && d.VersionID != "": // GetObject of a delete marker
		return "DeleteMarker"
	case code == "InvalidArgument" && d.VersionID != "":
		return "InvalidVersion"
	case strings.HasPrefix(code, "KMS."), code == "AccessDenied" && (strings.Contains(message, "kms") || strings.Contains(message, "ciphertext")):
		return "KMS"
	case isWrongRegion(err):
		return "WrongRegion"
	}
	return code
}
