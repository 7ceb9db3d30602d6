// Package bench measures the whole program, from its start to its exit, against what people use today. The figures
// are ratios taken in one run on one machine; run them with
//
//	go test -run '^$' -bench . ./internal/bench
package bench

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// The bars.
const (
	maxVerifyRatio  = 0.2 // of `openssl verify -CAfile` with the same files
	maxLintRatio    = 0.5 // of openssl listing the same truststore, which checks nothing
	maxStartupRatio = 1.5 // of a bare cobra program, both built alike
)

func TestVerifyBeatsOpenSSL(t *testing.T) {
	if testing.Short() {
		t.Skip("measuring takes some seconds: left out with -short")
	}
	ours, theirs := verifyCommands(t)
	meet(t, "mtlscheck verify, 1 client and 1,000 CAs, to openssl verify", ours, theirs, 15, maxVerifyRatio)
}

func TestLintBeatsOpenSSL(t *testing.T) {
	if testing.Short() {
		t.Skip("measuring takes some seconds: left out with -short")
	}
	ours, theirs := lintCommands(t)
	meet(t, "mtlscheck lint, 1,000 CAs, to openssl crl2pkcs7 | openssl pkcs7", ours, theirs, 15, maxLintRatio)
}

func TestStartupIsThatOfABareProgram(t *testing.T) {
	if testing.Short() {
		t.Skip("measuring takes some seconds: left out with -short")
	}
	for name, environment := range builds() {
		ours, bare := startupCommands(t, environment)
		meet(t, "mtlscheck version to a bare cobra program, "+name, ours, bare, 60, maxStartupRatio)
	}
}

// meet measures up to three times: a machine that is busy with something else must not fail the build, a program that
// is too slow does so every time.
func meet(t *testing.T, what string, ours, theirs []string, rounds int, bar float64) {
	t.Helper()
	var r float64
	for range 3 {
		a, b := race(t, ours, theirs, rounds)
		r = float64(a) / float64(b)
		t.Logf("%s: %.3f (%s to %s)", what, r, a.Round(10*time.Microsecond), b.Round(10*time.Microsecond))
		if r <= bar {
			return
		}
	}
	t.Errorf("%s: %.3f is above the bar of %.2f", what, r, bar)
}

func BenchmarkVerifyToOpenSSL(b *testing.B) {
	ours, theirs := verifyCommands(b)
	benchmark(b, ours, theirs, "of-openssl")
}

func BenchmarkLintToOpenSSL(b *testing.B) {
	ours, theirs := lintCommands(b)
	benchmark(b, ours, theirs, "of-openssl")
}

func BenchmarkStartupToBareCobra(b *testing.B) {
	for name, environment := range builds() {
		b.Run(name, func(b *testing.B) {
			ours, bare := startupCommands(b, environment)
			benchmark(b, ours, bare, "of-bare-cobra")
		})
	}
}

// builds are the two ways in which people build: as Go does it, with cgo where there is a C compiler, and as the README
// says, without, so that no dynamic linker runs first.
func builds() map[string][]string {
	return map[string][]string{"plain": nil, "static": {"CGO_ENABLED=0"}}
}

// startupCommands are the same command of two programs that are built alike.
func startupCommands(t testing.TB, environment []string) (ours, bare []string) {
	t.Helper()
	dir := t.TempDir()
	return []string{build(t, dir, "../..", environment...), "version"}, []string{build(t, dir, "./bare", environment...), "version"}
}

func benchmark(b *testing.B, ours, theirs []string, unit string) {
	b.ResetTimer()
	mine, other := race(b, ours, theirs, b.N)
	b.ReportMetric(float64(mine)/float64(other), unit)
	b.ReportMetric(float64(mine.Microseconds())/1000, "ms/ours")
	b.ReportMetric(float64(other.Microseconds())/1000, "ms/theirs")
}

// race runs two commands in turns, so that both meet the same load, and gives the least time of each: load only adds.
func race(t testing.TB, ours, theirs []string, rounds int) (a, b time.Duration) {
	t.Helper()
	var mine, other []time.Duration
	for range rounds {
		mine = append(mine, clock(t, ours))
		other = append(other, clock(t, theirs))
	}
	return slices.Min(mine), slices.Min(other)
}

func clock(t testing.TB, command []string) time.Duration {
	t.Helper()
	start := time.Now()
	out, err := exec.Command(command[0], command[1:]...).CombinedOutput()
	took := time.Since(start)
	if err != nil {
		t.Fatalf("%v: %v\n%s", command, err, out)
	}
	return took
}

func build(t testing.TB, dir, pkg string, environment ...string) string {
	t.Helper()
	binary := filepath.Join(dir, filepath.Base(pkg)+"-binary")
	c := exec.Command("go", "build", "-trimpath", "-o", binary, pkg)
	c.Env = append(os.Environ(), environment...)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", pkg, err, out)
	}
	return binary
}

func verifyCommands(t testing.TB) (ours, theirs []string) {
	t.Helper()
	binary, dir := thousand(t)
	store, client := filepath.Join(dir, "truststore.pem"), filepath.Join(dir, "clients.pem")
	ours = []string{binary, "verify", "-t", store, client}
	return ours, []string{"openssl", "verify", "-no-CApath", "-no-CAstore", "-purpose", "sslclient", "-CAfile", store, client}
}

// lintCommands compare with the usual way to list the certificates of a bundle. A thousand CAs are more than API Gateway
// was seen to take, which lint says: its exit code is not what is measured.
func lintCommands(t testing.TB) (ours, theirs []string) {
	t.Helper()
	binary, dir := thousand(t)
	store := filepath.Join(dir, "truststore.pem")
	list := `openssl crl2pkcs7 -nocrl -certfile "$0" | openssl pkcs7 -print_certs -noout`
	return []string{binary, "lint", "--fail-on", "never", store}, []string{"sh", "-c", list, store}
}

// thousand builds the program and makes a truststore of 1,000 CAs with one client.
func thousand(t testing.TB) (binary, dir string) {
	t.Helper()
	if _, err := exec.LookPath("openssl"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("openssl is missing: install it, it is what the program is measured against")
		}
		t.Skip("openssl is missing: there is nothing to measure against")
	}
	dir = t.TempDir()
	if out, err := exec.Command(build(t, dir, "./pki"), dir, "rsa2048", "1000", "1").CombinedOutput(); err != nil {
		t.Fatalf("pki: %v\n%s", err, out)
	}
	return build(t, dir, "../..", "CGO_ENABLED=0"), dir
}
