package truststore

import (
	"fmt"
	"path"
	"strings"
)

// s3Sentence is what a person reads in place of an error code; quote adds the server's own words.
type s3Sentence struct {
	fact, hint string
	quote      bool
}

// sentences go by error code (Amazon S3 API reference, "Error responses") or by kind's own names. Codes that only
// S3-compatible servers use stand beside those of AWS.
func (f *s3Fetch) sentences(err error) map[string]s3Sentence {
	badKey := s3Sentence{fact: "S3 does not know the access key",
		hint: "check AWS_ACCESS_KEY_ID or AWS_PROFILE; a temporary key needs AWS_SESSION_TOKEN too, one of China or GovCloud its --region"}
	expired := s3Sentence{fact: "the AWS session has expired",
		hint: "sign in again (aws sso login) or renew AWS_SESSION_TOKEN with its key"}
	skewed := s3Sentence{fact: "this machine's clock is too far from that of S3",
		hint: "set the clock; S3 allows fifteen minutes"}
	denied := s3Sentence{fact: "access denied", quote: true, hint: f.deniedHint()}
	busy := s3Sentence{fact: "S3 is busy and asks for fewer requests", hint: "try again in a minute"}
	const versionHint = "aws s3api list-object-versions shows the versions there are"
	return map[string]s3Sentence{
		"InvalidAccessKeyId":   badKey,
		"XAdminUserNotFound":   badKey, // versitygw
		"InvalidToken":         {fact: "the session token is not valid", hint: "take AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN from the same sign-in"},
		"ExpiredToken":         expired,
		"TokenRefreshRequired": expired,
		"RequestTimeTooSkewed": skewed,
		"RequestExpired":       skewed,
		"SignatureDoesNotMatch": {fact: "the secret key does not fit the access key",
			hint: "check AWS_SECRET_ACCESS_KEY for lost or changed characters"},
		"AccessDenied": denied,
		"Forbidden":    denied, // a 403 without a body
		"KMS": {fact: "AWS KMS does not decrypt the object", quote: true,
			hint: "this identity needs kms:Decrypt on the key the object is encrypted with, and the key must be enabled"},
		"NoSuchBucket": {fact: fmt.Sprintf("there is no bucket %q", f.bucket),
			hint: "check the spelling, the endpoint and the account's partition"},
		"NoSuchKey":      {fact: fmt.Sprintf("there is no object %q in bucket %q", f.key, f.bucket), hint: f.noKeyHint()},
		"NoSuchVersion":  {fact: fmt.Sprintf("the object has no version %q", f.version), hint: versionHint},
		"InvalidVersion": {fact: fmt.Sprintf("S3 does not take %q for a version id", f.version), hint: versionHint},
		"DeleteMarker":   {fact: f.markerFact(), hint: "name an older version with ?versionId=ID (" + versionHint + "), or upload the file again"},
		"InvalidObjectState": {fact: "the object is archived and cannot be read",
			hint: "restore it (aws s3api restore-object) or upload it to the storage class STANDARD"},
		"WrongRegion": {fact: f.regionFact(err), hint: "give the bucket's region with --region or AWS_REGION"},
		"SlowDown":    busy, "ServiceUnavailable": busy, "Throttling": busy, "ThrottlingException": busy,
		"TooManyRequests": busy, "RequestLimitExceeded": busy,
		"InternalError": {fact: "S3 had an error of its own", hint: "try again in a minute"},
	}
}

// deniedHint follows "Required permissions" of GetObject in the Amazon S3 API reference.
func (f *s3Fetch) deniedHint() string {
	action := "s3:GetObject"
	if f.version != "" {
		action = "s3:GetObjectVersion"
	}
	return fmt.Sprintf("this identity needs %s on arn:aws:s3:::%s/%s; without s3:ListBucket on the bucket S3 says the same of a key that does not exist",
		action, f.bucket, f.key)
}

func (f *s3Fetch) noKeyHint() string {
	if strings.HasPrefix(f.key, "/") {
		return "the key begins with a slash, which is rarely meant: one slash stands between bucket and key"
	}
	place := "the bucket"
	if dir := path.Dir(f.key); dir != "." {
		place = fmt.Sprintf("%q", dir+"/")
	}
	return fmt.Sprintf("keys tell upper from lower case and include every prefix; aws s3 ls shows what is in %s", place)
}

func (f *s3Fetch) markerFact() string {
	if f.version != "" {
		return fmt.Sprintf("version %q is a delete marker and has no content", f.version)
	}
	return "the object was deleted: its latest version is a delete marker"
}

func (f *s3Fetch) regionFact(err error) string {
	if region := bucketRegion(err); region != "" && region != f.region {
		return fmt.Sprintf("wrong region: %s was asked, the bucket is in %s", f.region, f.quote(region))
	}
	return fmt.Sprintf("wrong region: the bucket is not in %s, and the server does not say where it is", f.region)
}

// quote makes a server's words fit to be repeated: no credentials, not without end.
func (f *s3Fetch) quote(s string) string {
	s = strings.NewReplacer(f.secret...).Replace(s)
	if len(s) > s3MaxErrorMessage {
		return strings.ToValidUTF8(s[:s3MaxErrorMessage], "") + " …"
	}
	return s
}
