package s3

import (
	"fmt"
	"path"
	"strings"
)

// sentence is what a person reads in place of an error code; quote adds the server's own words.
type sentence struct {
	fact, hint string
	quote      bool
}

// sentences go by error code (Amazon S3 API reference, "Error responses") or by kind's own names. Codes that only
// S3-compatible servers use stand beside those of AWS.
func (d *download) sentences(err error) map[string]sentence {
	badKey := sentence{fact: "S3 does not know the access key",
		hint: "check AWS_ACCESS_KEY_ID or AWS_PROFILE; a temporary key needs AWS_SESSION_TOKEN too, one of China or GovCloud its --region"}
	expired := sentence{fact: "the AWS session has expired",
		hint: "sign in again (aws sso login) or renew AWS_SESSION_TOKEN with its key"}
	skewed := sentence{fact: "this machine's clock is too far from that of S3",
		hint: "set the clock; S3 allows fifteen minutes"}
	denied := sentence{fact: "access denied", quote: true, hint: d.deniedHint()}
	busy := sentence{fact: "S3 is busy and asks for fewer requests", hint: "try again in a minute"}
	const versionHint = "aws s3api list-object-versions shows the versions there are"
	return map[string]sentence{
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
		"NoSuchBucket": {fact: fmt.Sprintf("there is no bucket %q", d.Bucket),
			hint: "check the spelling, the endpoint and the account's partition"},
		"NoSuchKey":      {fact: fmt.Sprintf("there is no object %q in bucket %q", d.Key, d.Bucket), hint: d.noKeyHint()},
		"NoSuchVersion":  {fact: fmt.Sprintf("the object has no version %q", d.VersionID), hint: versionHint},
		"InvalidVersion": {fact: fmt.Sprintf("S3 does not take %q for a version id", d.VersionID), hint: versionHint},
		"DeleteMarker":   {fact: d.markerFact(), hint: "name an older version with ?versionId=ID (" + versionHint + "), or upload the file again"},
		"InvalidObjectState": {fact: "the object is archived and cannot be read",
			hint: "restore it (aws s3api restore-object) or upload it to the storage class STANDARD"},
		"WrongRegion": {fact: d.regionFact(err), hint: "give the bucket's region with --region or AWS_REGION"},
		"SlowDown":    busy, "ServiceUnavailable": busy, "Throttling": busy, "ThrottlingException": busy,
		"TooManyRequests": busy, "RequestLimitExceeded": busy,
		"InternalError": {fact: "S3 had an error of its own", hint: "try again in a minute"},
	}
}

// deniedHint follows "Required permissions" of GetObject in the Amazon S3 API reference.
func (d *download) deniedHint() string {
	action := "s3:GetObject"
	if d.VersionID != "" {
		action = "s3:GetObjectVersion"
	}
	return fmt.Sprintf("this identity needs %s on arn:aws:s3:::%s/%s; without s3:ListBucket on the bucket S3 says the same of a key that does not exist",
		action, d.Bucket, d.Key)
}

func (d *download) noKeyHint() string {
	if strings.HasPrefix(d.Key, "/") {
		return "the key begins with a slash, which is rarely meant: one slash stands between bucket and key"
	}
	place := "the bucket"
	if dir := path.Dir(d.Key); dir != "." {
		place = fmt.Sprintf("%q", dir+"/")
	}
	return fmt.Sprintf("keys tell upper from lower case and include every prefix; aws s3 ls shows what is in %s", place)
}

func (d *download) markerFact() string {
	if d.VersionID != "" {
		return fmt.Sprintf("version %q is a delete marker and has no content", d.VersionID)
	}
	return "the object was deleted: its latest version is a delete marker"
}

func (d *download) regionFact(err error) string {
	if region := bucketRegion(err); region != "" && region != d.region {
		return fmt.Sprintf("wrong region: %s was asked, the bucket is in %s", d.region, d.quote(region))
	}
	return fmt.Sprintf("wrong region: the bucket is not in %s, and the server does not say where it is", d.region)
}

// quote makes a server's words fit to be repeated: no credentials, not without end.
func (d *download) quote(s string) string {
	return cut(strings.NewReplacer(d.secret...).Replace(s), maxErrorMessage)
}

// cut shortens a text of a server to a number of bytes, and shows that it did.
func cut(s string, limit int) string {
	if len(s) > limit {
		return strings.ToValidUTF8(s[:limit], "") + " …"
	}
	return s
}
