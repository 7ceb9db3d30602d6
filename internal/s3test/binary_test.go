package s3test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// program builds mtlscheck and mtlscheck-s3 as a user would, side by side, with the main module's own dependencies, once
// per run.
var program = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(world.dir, "bin")
	build := exec.Command("go", "install", ".", "./cmd/mtlscheck-s3")
	build.Dir = world.main
	build.Env = append(os.Environ(), "GOBIN="+dir)
	if out, err := build.CombinedOutput(); err != nil {
		return "", errors.New("go install: " + string(out))
	}
	path := filepath.Join(dir, "mtlscheck")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	return path, nil
})

type result struct {
	code           int
	stdout, stderr string
}

// verify runs mtlscheck verify on the client certificate with a truststore.
func verify(t *testing.T, ref string, env map[string]string, flags ...string) result {
	t.Helper()
	return mtlscheck(t, env, append([]string{"verify", "-t", ref, clientFile(t)}, flags...)...)
}

func clientFile(t *testing.T) string {
	t.Helper()
	client := filepath.Join(t.TempDir(), "client.pem")
	if err := os.WriteFile(client, world.client, 0o600); err != nil {
		t.Fatal(err)
	}
	return client
}

// mtlscheck runs a command line at the time of the certificates and gives its JSON.
func mtlscheck(t *testing.T, env map[string]string, args ...string) result {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	args = append(args, "--at", world.at.Format(time.RFC3339), "--output", "json")
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Env = os.Environ()
	for name, value := range environ(env) {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

type input struct {
	Ref          string    `json:"ref"`
	Role         string    `json:"role"`
	SHA256       string    `json:"sha256"`
	Size         int       `json:"size"`
	VersionID    string    `json:"version_id"`
	ETag         string    `json:"etag"`
	LastModified time.Time `json:"last_modified"`
}

// truststoreInput finds in a JSON report what was recorded of the truststore.
func truststoreInput(t *testing.T, got result, ref string) input {
	t.Helper()
	var report struct{ Inputs []input }
	if err := json.Unmarshal([]byte(got.stdout), &report); err != nil {
		t.Fatalf("%v\nstdout:\n%s\nstderr:\n%s", err, got.stdout, got.stderr)
	}
	for _, in := range report.Inputs {
		if in.Ref == ref {
			return in
		}
	}
	t.Fatalf("inputs do not name %s: %+v", ref, report.Inputs)
	return input{}
}

func TestProgramJudgesByTheObject(t *testing.T) {
	for _, tc := range []struct {
		name, ref, version string
		data               []byte
		code               int
	}{
		{"latest", ref, world.newVersion, world.newStore, 0},
		{"older, without the client's root", ref + "?versionId=" + world.oldVersion, world.oldVersion, world.oldStore, 1},
		{"without versioning", "s3://" + plainBucket + "/" + key, "", world.newStore, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := verify(t, tc.ref, nil, "--endpoint-url", world.endpoint, "--region", region, "--timeout", "10s")
			if got.code != tc.code {
				t.Fatalf("exit code %d, want %d\n%s%s", got.code, tc.code, got.stdout, got.stderr)
			}
			in := truststoreInput(t, got, tc.ref)
			sum := sha256.Sum256(tc.data)
			if in.SHA256 != hex.EncodeToString(sum[:]) || in.Size != len(tc.data) || in.VersionID != tc.version || in.Role == "" {
				t.Errorf("got %+v", in)
			}
			if tc.code == 0 && in.ETag != world.etag {
				t.Errorf("got etag %s, want %s", in.ETag, world.etag)
			}
			if tc.version == world.newVersion && !in.LastModified.Equal(world.modified) {
				t.Errorf("got last modified %s, want %s", in.LastModified, world.modified)
			}
		})
	}
}

// TestProgramComparesVersions: the truststore that the domain uses, by its version, with another version.
func TestProgramComparesVersions(t *testing.T) {
	older, newer := ref+"?versionId="+world.oldVersion, ref+"?versionId="+world.newVersion
	flags := []string{"--clients", clientFile(t), "--endpoint-url", world.endpoint, "--region", region}
	for _, tc := range []struct {
		name, old, new, change string
		code                   int
	}{
		{"back to a version without the client's root", newer, older, "loses", 1},
		{"to a version with it", older, newer, "gains", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := mtlscheck(t, nil, append([]string{"diff", tc.old, tc.new}, flags...)...)
			var report struct {
				Diff struct{ Clients []struct{ Change string } }
			}
			if err := json.Unmarshal([]byte(got.stdout), &report); err != nil || got.code != tc.code {
				t.Fatalf("exit code %d, want %d; %v\n%s%s", got.code, tc.code, err, got.stdout, got.stderr)
			}
			if c := report.Diff.Clients; len(c) != 1 || c[0].Change != tc.change {
				t.Errorf("got %+v, want one client that %s", c, tc.change)
			}
			if v := truststoreInput(t, got, tc.old).VersionID; !strings.HasSuffix(tc.old, v) || v == "" {
				t.Errorf("the old side's version is %q", v)
			}
		})
	}
}

func TestProgramFindsTheRegion(t *testing.T) {
	for _, flags := range [][]string{nil, {"--region", "eu-west-1"}} {
		got := verify(t, ref, map[string]string{"AWS_ENDPOINT_URL_S3": world.endpoint}, flags...)
		if got.code != 0 {
			t.Errorf("%v: exit code %d\n%s", flags, got.code, got.stderr)
		}
	}
}

func TestProgramSaysWhy(t *testing.T) {
	for _, tc := range failures(t) {
		t.Run(tc.name, func(t *testing.T) {
			got := verify(t, tc.ref, tc.env, flagsOf(tc)...)
			want := 4
			if tc.usage {
				want = 2
			}
			if got.code != want {
				t.Errorf("exit code %d, want %d\n%s", got.code, want, got.stdout)
			}
			checkStderr(t, tc, got.stderr)
		})
	}
}

func flagsOf(tc failure) []string {
	endpoint, timeout := world.endpoint, 10*time.Second
	if tc.endpoint != "" {
		endpoint = tc.endpoint
	}
	if tc.timeout > 0 {
		timeout = tc.timeout
	}
	flags := []string{"--endpoint-url", endpoint, "--region", region, "--timeout", timeout.String()}
	if tc.maxSize > 0 {
		flags = append(flags, "--max-size", strconv.FormatInt(tc.maxSize, 10))
	}
	return flags
}

func checkStderr(t *testing.T, tc failure, stderr string) {
	t.Helper()
	said, hint, _ := strings.Cut(stderr, "\nmtlscheck: hint: ")
	if !strings.HasPrefix(said, "mtlscheck: error: ") || !strings.Contains(said, tc.fact) || !strings.Contains(hint, tc.hint) {
		t.Errorf("got stderr\n%s\nwant an error with %s\nand a hint with %s", stderr, tc.fact, tc.hint)
	}
	for _, secret := range []string{ownerSecret, strings.ToUpper(ownerSecret), strangerSecret} {
		if strings.Contains(stderr, secret) {
			t.Errorf("stderr repeats the credential %s", secret)
		}
	}
}
