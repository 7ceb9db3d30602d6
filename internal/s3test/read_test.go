package s3test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/truststore"
	"github.com/mtlscheck/mtlscheck/truststore/s3"
)

func setenv(t *testing.T, env map[string]string) {
	t.Helper()
	for name, value := range environ(env) {
		t.Setenv(name, value)
	}
}

func TestReadFindsTheObject(t *testing.T) {
	setenv(t, nil)
	for _, tc := range []struct {
		name, ref, version string
		data               []byte
	}{
		{"latest", ref, world.newVersion, world.newStore},
		{"latest, by its id", ref + "?versionId=" + world.newVersion, world.newVersion, world.newStore},
		{"older", ref + "?versionId=" + world.oldVersion, world.oldVersion, world.oldStore},
		{"without versioning", "s3://" + plainBucket + "/" + key, "", world.newStore},
	} {
		t.Run(tc.name, func(t *testing.T) {
			obj, err := truststore.Read(context.Background(), tc.ref, truststore.ReadOptions{ReadS3: new(s3.Reader).Read,
				S3: truststore.S3Options{Region: region, EndpointURL: world.endpoint}})
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(obj.Data, tc.data) || obj.SHA256 != sha256.Sum256(tc.data) {
				t.Errorf("got %d bytes, want %d", len(obj.Data), len(tc.data))
			}
			if obj.Ref != tc.ref || obj.VersionID != tc.version || obj.Region != region {
				t.Errorf("got ref %s version %q region %q, want %s %q %q", obj.Ref, obj.VersionID, obj.Region, tc.ref, tc.version, region)
			}
			if bytes.Equal(tc.data, world.newStore) && obj.ETag != world.etag {
				t.Errorf("got etag %s, want %s", obj.ETag, world.etag)
			}
			if tc.version == world.newVersion && !obj.LastModified.Equal(world.modified) {
				t.Errorf("got last modified %s, want %s", obj.LastModified, world.modified)
			}
			if age := time.Since(obj.LastModified); age < -time.Minute || age > time.Hour {
				t.Errorf("last modified %s ago", age)
			}
		})
	}
}

func TestReadFindsTheRegion(t *testing.T) {
	for name, env := range map[string]map[string]string{
		"none":                     nil,
		"a wrong one":              {"AWS_REGION": "eu-west-1"},
		"none, endpoint by AWS":    {"AWS_ENDPOINT_URL": world.endpoint},
		"none, endpoint by AWS S3": {"AWS_ENDPOINT_URL_S3": world.endpoint},
	} {
		t.Run(name, func(t *testing.T) {
			setenv(t, env)
			o := truststore.S3Options{EndpointURL: world.endpoint}
			if strings.Contains(name, "endpoint") {
				o.EndpointURL = ""
			}
			obj, err := truststore.Read(context.Background(), ref, truststore.ReadOptions{ReadS3: new(s3.Reader).Read, S3: o})
			if err != nil {
				t.Fatal(err)
			}
			if obj.Region != region {
				t.Errorf("got region %s, want %s", obj.Region, region)
			}
		})
	}
}

func TestReadSaysWhy(t *testing.T) {
	for _, tc := range failures(t) {
		t.Run(tc.name, func(t *testing.T) {
			setenv(t, tc.env)
			o := truststore.ReadOptions{MaxSize: tc.maxSize, ReadS3: new(s3.Reader).Read, S3: truststore.S3Options{Region: region, EndpointURL: world.endpoint, Timeout: 10 * time.Second}}
			if tc.endpoint != "" {
				o.S3.EndpointURL = tc.endpoint
			}
			if tc.timeout > 0 {
				o.S3.Timeout = tc.timeout
			}
			begin := time.Now()
			_, err := truststore.Read(context.Background(), tc.ref, o)
			checkSourceError(t, tc, err)
			if took := time.Since(begin); took > o.S3.Timeout+2*time.Second {
				t.Errorf("took %s with a time-out of %s", took, o.S3.Timeout)
			}
		})
	}
}

func checkSourceError(t *testing.T, tc failure, err error) {
	t.Helper()
	var e *truststore.SourceError
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want a SourceError", err)
	}
	t.Logf("%s | %s", e.Fact, e.Hint)
	if !e.Remote || !strings.Contains(e.Fact, tc.fact) || !strings.Contains(e.Hint, tc.hint) {
		t.Errorf("got remote %v, fact %s, hint %s; want fact %s, hint %s", e.Remote, e.Fact, e.Hint, tc.fact, tc.hint)
	}
	if errors.Is(err, truststore.ErrBadReference) != tc.usage {
		t.Errorf("is a bad reference: %v, want %v", !tc.usage, tc.usage)
	}
	for _, secret := range []string{ownerSecret, strings.ToUpper(ownerSecret), strangerSecret, ownerKey, strangerKey} {
		if strings.Contains(e.Fact+e.Hint, secret) {
			t.Errorf("the sentence repeats the credential %s", secret)
		}
	}
}
