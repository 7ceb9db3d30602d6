package s3test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/embedgw"
)

const (
	region = "eu-central-1" // not us-east-1, where a client without a region begins

	ownerKey, ownerSecret       = "OWNEROWNEROWNEROWNER", "ownerownerownerownerownerownerownerowner"
	strangerKey, strangerSecret = "STRANGERSTRANGERSTRA", "strangerstrangerstrangerstrangerstranger"

	bucket      = "truststores" // with versioning
	plainBucket = "plain"       // without
	key         = "gateway/trust store+1.pem"
	deletedKey  = "gateway/deleted.pem"
)

// world is what all tests look at and none changes.
var world struct {
	main     string // the main module's directory; the server changes the working directory
	dir      string // removed in the end
	endpoint string // of the server, http://127.0.0.1:port
	addr     string // the same, without the scheme

	client   []byte // a client certificate, issued by the CA that is in newStore only
	at       time.Time
	oldStore []byte
	newStore []byte

	oldVersion, newVersion, marker string
	etag                           string // of newStore
	modified                       time.Time
}

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp("", "s3test")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	world.dir = dir
	if world.main, err = filepath.Abs(filepath.Join("..", "..")); err != nil {
		return 0, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	stopped, err := startServer(ctx, dir)
	if err != nil {
		cancel()
		return 0, err
	}
	defer func() { cancel(); <-stopped }()
	if err := makeStores(); err != nil {
		return 0, err
	}
	if err := upload(ctx); err != nil {
		return 0, err
	}
	return m.Run(), nil
}

// startServer returns when the server takes connections. Only one can run in a process (embedgw's documentation).
func startServer(ctx context.Context, dir string) (<-chan error, error) {
	for _, sub := range []string{"data", "versions", "meta", "users"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			return nil, err
		}
	}
	be, err := backend(dir)
	if err != nil {
		return nil, err
	}
	users, err := auth.NewInternal(auth.Account{Access: ownerKey, Secret: ownerSecret, Role: auth.RoleAdmin}, filepath.Join(dir, "users"))
	if err != nil {
		return nil, err
	}
	if err := users.CreateAccount(auth.Account{Access: strangerKey, Secret: strangerSecret, Role: auth.RoleUser}); err != nil {
		return nil, err
	}
	if world.addr, err = freeAddr(); err != nil {
		return nil, err
	}
	world.endpoint = "http://" + world.addr
	stopped := make(chan error, 1)
	go func() {
		stopped <- embedgw.RunVersityGW(ctx, be, &embedgw.Config{
			RootUserAccess: ownerKey, RootUserSecret: ownerSecret, IAMService: users, Region: region,
			Ports: []string{world.addr}, Quiet: true, MaxConnections: 100, MaxRequests: 100, MultipartMaxParts: 10000,
		})
	}()
	return stopped, waitFor(world.addr, stopped)
}

// backend keeps what S3 knows of an object in extended attributes, or in files beside it where there are none, as on
// tmpfs before Linux 6.6.
func backend(dir string) (*posix.Posix, error) {
	data := filepath.Join(dir, "data")
	opts := posix.PosixOpts{VersioningDir: filepath.Join(dir, "versions"), Concurrency: 16}
	if err := (meta.XattrMeta{}).Test(data); err == nil {
		return posix.New(data, meta.XattrMeta{}, opts)
	}
	opts.SideCarDir = filepath.Join(dir, "meta")
	sidecar, err := meta.NewSideCar(opts.SideCarDir)
	if err != nil {
		return nil, err
	}
	return posix.New(data, sidecar, opts)
}

// freeAddr returns an address at which nothing listens.
func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func waitFor(addr string, stopped <-chan error) error {
	for begin := time.Now(); time.Since(begin) < 10*time.Second; {
		if conn, err := net.Dial("tcp", addr); err == nil {
			return conn.Close()
		}
		select {
		case err := <-stopped:
			return fmt.Errorf("the S3 server stopped: %w", err)
		case <-time.After(5 * time.Millisecond):
		}
	}
	return errors.New("the S3 server does not take connections")
}

// makeStores makes two roots and a client of the second:
//
//	oldStore   CN=Old Root
//	newStore   CN=Old Root, CN=New Root -> client
func makeStores() error {
	world.at = time.Now().Truncate(time.Second).UTC()
	oldRoot, _, err := issue("Old Root", nil, nil)
	if err != nil {
		return err
	}
	newRoot, newKey, err := issue("New Root", nil, nil)
	if err != nil {
		return err
	}
	client, _, err := issue("merchant-42", newRoot, newKey)
	if err != nil {
		return err
	}
	world.client = toPEM(client)
	world.oldStore = toPEM(oldRoot)
	world.newStore = append(toPEM(oldRoot), toPEM(newRoot)...)
	return nil
}

// issue makes a self-signed root, or with a parent a client certificate.
func issue(name string, parent *x509.Certificate, parentKey *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	priv, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		return nil, nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name, Organization: []string{"Acme"}},
		NotBefore: world.at.Add(-time.Hour), NotAfter: world.at.Add(24 * time.Hour),
		BasicConstraintsValid: true, IsCA: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	if parent == nil {
		parent, parentKey = template, priv
	} else {
		template.IsCA, template.KeyUsage = false, x509.KeyUsageDigitalSignature
		template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, priv.Public(), parentKey)
	if err != nil {
		return nil, nil, err
	}
	cert, err := x509.ParseCertificate(der)
	return cert, priv, err
}

func toPEM(cert *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})
}

// upload fills both buckets: the truststore in two versions, a deleted object, and the truststore without versioning.
func upload(ctx context.Context) error {
	c := s3.New(s3.Options{BaseEndpoint: &world.endpoint, Region: region, UsePathStyle: true,
		Credentials: credentials.NewStaticCredentialsProvider(ownerKey, ownerSecret, "")})
	for _, b := range []string{bucket, plainBucket} {
		if _, err := c.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String(b)}); err != nil {
			return err
		}
	}
	_, err := c.PutBucketVersioning(ctx, &s3.PutBucketVersioningInput{Bucket: aws.String(bucket),
		VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled}})
	if err != nil {
		return err
	}
	var etag string
	for _, o := range []struct {
		bucket, key   string
		data          []byte
		version, etag *string
	}{
		{bucket, key, world.oldStore, &world.oldVersion, &etag},
		{bucket, key, world.newStore, &world.newVersion, &world.etag},
		{bucket, deletedKey, world.newStore, new(string), &etag},
		{plainBucket, key, world.newStore, new(string), &etag},
	} {
		out, err := c.PutObject(ctx, &s3.PutObjectInput{Bucket: &o.bucket, Key: &o.key, Body: bytes.NewReader(o.data)})
		if err != nil {
			return err
		}
		*o.version, *o.etag = aws.ToString(out.VersionId), strings.Trim(aws.ToString(out.ETag), `"`)
	}
	head, err := c.HeadObject(ctx, &s3.HeadObjectInput{Bucket: aws.String(bucket), Key: aws.String(key)})
	if err != nil {
		return err
	}
	world.modified = aws.ToTime(head.LastModified)
	deleted, err := c.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: aws.String(bucket), Key: aws.String(deletedKey)})
	if err != nil {
		return err
	}
	world.marker = aws.ToString(deleted.VersionId)
	return nil
}

// badLine stands between client and server: it lets every request through and n bytes of each answer, then it hangs up
// or, when stall is set, says nothing more.
func badLine(t *testing.T, n int64, stall bool) (endpoint string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var done atomic.Bool
	over := make(chan struct{})
	t.Cleanup(func() { done.Store(true); close(over); l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				if !done.Load() {
					t.Error(err)
				}
				return
			}
			go relay(conn, n, stall, over)
		}
	}()
	return "http://" + l.Addr().String()
}

func relay(client net.Conn, n int64, stall bool, over <-chan struct{}) {
	defer client.Close()
	server, err := net.Dial("tcp", world.addr)
	if err != nil {
		return
	}
	defer server.Close()
	go io.Copy(server, client)
	io.CopyN(client, server, n)
	if stall {
		<-over
	}
}
