package s3test

import (
	"os"
	"strings"
	"testing"
	"time"
)

// failure is a way in which a truststore cannot be had from the server, and what a person is told then.
type failure struct {
	name       string
	ref        string
	env        map[string]string // on top of the owner's credentials
	endpoint   string            // empty: the server's
	region     string            // empty: the server's
	timeout    time.Duration     // 0: ten seconds
	maxSize    int64             // 0: the default
	fact, hint string            // what the sentences contain
	usage      bool              // the command line is at fault
}

const (
	ref     = "s3://" + bucket + "/" + key
	aNumber = "01JDXAAAAAAAAAAAAAAAAAAAAA" // the form of versitygw's version ids (ULID), but of no version
)

func failures(t *testing.T) []failure {
	t.Helper()
	closed, err := freeAddr()
	if err != nil {
		t.Fatal(err)
	}
	return []failure{
		{name: "no such key", ref: "s3://" + bucket + "/gateway/Trust store+1.pem",
			fact: `there is no object "gateway/Trust store+1.pem" in bucket "truststores"`, hint: "upper from lower case"},
		{name: "no such bucket", ref: "s3://trusstores/" + key,
			fact: `there is no bucket "trusstores"`, hint: "spelling"},
		{name: "no such version", ref: ref + "?versionId=" + aNumber,
			fact: `the object has no version "` + aNumber + `"`, hint: "list-object-versions"},
		{name: "malformed version", ref: ref + "?versionId=latest",
			fact: `S3 does not take "latest" for a version id`, hint: "list-object-versions"},
		{name: "deleted", ref: "s3://" + bucket + "/" + deletedKey,
			fact: "the object was deleted: its latest version is a delete marker", hint: "?versionId=ID"},
		{name: "delete marker", ref: "s3://" + bucket + "/" + deletedKey + "?versionId=" + world.marker,
			fact: `version "` + world.marker + `" is a delete marker`, hint: "?versionId=ID"},
		{name: "wrong secret", ref: ref, env: map[string]string{"AWS_SECRET_ACCESS_KEY": strings.ToUpper(ownerSecret)},
			fact: "the secret key does not fit the access key", hint: "AWS_SECRET_ACCESS_KEY"},
		{name: "unknown access key", ref: ref, env: map[string]string{"AWS_ACCESS_KEY_ID": "NOBODYNOBODYNOBODYNO"},
			fact: "S3 does not know the access key", hint: "AWS_ACCESS_KEY_ID"},
		{name: "no credentials", ref: ref, env: map[string]string{"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""},
			fact: "no AWS credentials found", hint: "AWS_PROFILE"},
		{name: "no right to read", ref: ref, env: map[string]string{"AWS_ACCESS_KEY_ID": strangerKey, "AWS_SECRET_ACCESS_KEY": strangerSecret},
			fact: "access denied", hint: "s3:GetObject on arn:aws:s3:::truststores/gateway/trust store+1.pem"},
		{name: "server down", ref: ref, endpoint: "http://" + closed,
			fact: closed + " refuses the connection", hint: "port"},
		{name: "plain server asked for TLS", ref: ref, endpoint: "https://" + world.addr,
			fact: world.addr, hint: "http"},
		{name: "no answer", ref: ref, endpoint: badLine(t, 0, true), timeout: 300 * time.Millisecond,
			fact: "no answer from 127.0.0.1:", hint: "--timeout"},
		{name: "stalled in the body", ref: ref, endpoint: badLine(t, 1200, true), timeout: 300 * time.Millisecond,
			fact: "bytes came from 127.0.0.1:", hint: "--timeout"},
		{name: "cut in the body", ref: ref, endpoint: badLine(t, 1200, false),
			fact: "the download broke off after ", hint: "try again"},
		{name: "too large", ref: ref, maxSize: int64(len(world.newStore)) - 1,
			fact: "too large: the limit is ", hint: "--max-size"},
		{name: "no key in the URI", ref: "s3://" + bucket, usage: true,
			fact: "the S3 URI names a bucket but no object", hint: "s3://truststores/key"},
	}
}

// environ is this process's environment with nothing of AWS in it but the owner's credentials and env.
func environ(env map[string]string) map[string]string {
	vars := map[string]string{
		"AWS_ACCESS_KEY_ID": ownerKey, "AWS_SECRET_ACCESS_KEY": ownerSecret,
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_EC2_METADATA_DISABLED": "true",
	}
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		if _, ours := vars[name]; strings.HasPrefix(name, "AWS_") && !ours {
			vars[name] = ""
		}
	}
	for name, value := range env {
		vars[name] = value
	}
	return vars
}
