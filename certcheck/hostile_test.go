package certcheck_test

import (
	"bytes"
	"encoding/binary"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/testpki"
	"github.com/mtlscheck/mtlscheck/internal/weierstrass"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// decoys are n certificates of the name "mid" that differ in their serial numbers: one certificate, copied and
// patched. Its signature is not good, which nobody asks for.
func decoys(t testing.TB, n int, options ...testpki.Option) []*testpki.Cert {
	t.Helper()
	made := testpki.New(t).Root("mid", append(options, testpki.KeyNamed("decoy"))...)
	at := serialAt(t, made)
	list := make([]*testpki.Cert, n)
	for i := range list {
		c := *made
		c.DER = append([]byte(nil), made.DER...)
		binary.BigEndian.PutUint16(c.DER[at:], uint16(i)&0x7fff)
		c.DER[len(c.DER)-1] ^= byte(i >> 15)
		list[i] = &c
	}
	return list
}

func serialAt(t testing.TB, c *testpki.Cert) int {
	t.Helper()
	for i := range c.DER[:40] {
		if c.DER[i] == 2 && c.DER[i+1] == 2 && c.DER[i+2] == 0x10 {
			return i + 2
		}
	}
	t.Fatal("no serial number of two octets")
	return 0
}

// rivals are n CAs of the name "mid", each with a P-256 key of its own.
func rivals(t testing.TB, n int, options ...testpki.Option) []*testpki.Cert {
	t.Helper()
	pki := testpki.New(t)
	var list []*testpki.Cert
	for i := range n {
		list = append(list, pki.Root("mid", append(options, testpki.KeyNamed(fmt.Sprint(i)))...))
	}
	return list
}

// heavyRivals are n CAs of the name "mid", each with an RSA key of its own.
func heavyRivals(t testing.TB, n, bits int) []*testpki.Cert {
	t.Helper()
	list := decoys(t, n, testpki.SPKI(testpki.RSAKey(t, bits)))
	spki := bytes.Index(list[0].DER, list[0].Certificate().PublicKey.Raw)
	for i, c := range list {
		binary.BigEndian.PutUint32(c.DER[spki+100:], uint32(i))
	}
	return list
}

// bounded judges a client and fails when that took too long or too much memory. The best of a few runs counts: other
// work on the machine is not the search's. What it may do at all is bounded by TestTheBoundsHold.
func bounded(t *testing.T, s scene) *certcheck.Diagnosis {
	t.Helper()
	bundle, client := s.bundle(t), s.asClient()
	var d *certcheck.Diagnosis
	best := time.Hour
	for range 5 {
		checker := certcheck.New(bundle, certcheck.APIGateway())
		before := allocated()
		start := spentTime()
		first := checker.Diagnose(client, testpki.At())
		best = min(best, spentTime()-start)
		if used := (allocated() - before) >> 20; used > 64 {
			t.Errorf("allocated %d MiB", used)
		}
		for _, again := range []*certcheck.Diagnosis{d, checker.Diagnose(client, testpki.At())} {
			if again != nil && (again.Verdict != first.Verdict || reasonOf(again) != reasonOf(first) || len(again.Paths) != len(first.Paths)) {
				t.Error("asked twice, it answers twice")
			}
		}
		if d = first; best < patience() {
			break
		}
	}
	t.Logf("%s %q in %s, %d chains", d.Verdict, reasonOf(d), best.Round(time.Millisecond), len(d.Paths))
	if best > patience() {
		t.Errorf("took %s, more than %s", best, patience())
	}
	return d
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func patience() time.Duration {
	limit := 250 * time.Millisecond
	if os.Getenv("CI") == "true" || raceEnabled {
		limit *= 20
	}
	return limit
}

// mesh is n names, each certified by each of the others, without a root.
func mesh(t testing.TB, n int) (cas, certs []*testpki.Cert) {
	outside := testpki.New(t).Root("outside")
	for i := range n {
		cas = append(cas, outside.Intermediate(fmt.Sprintf("ca-%d", i)))
	}
	for _, issuer := range cas {
		for _, subject := range cas {
			if issuer != subject {
				certs = append(certs, issuer.CrossSign(subject))
			}
		}
	}
	return cas, certs
}

// TestAMeshOfCrossSignedCAs has more chains than can be told, with and without a root.
func TestAMeshOfCrossSignedCAs(t *testing.T) {
	cas, certs := mesh(t, 30)
	leaf := cas[0].Leaf("client")
	d := bounded(t, scene{store: certs, client: leaf})
	if d.Verdict == certcheck.Accepted || !d.PathsCut {
		t.Errorf("got %s, cut %v", d.Verdict, d.PathsCut)
	}
	root := testpki.Root(t, "root")
	d = bounded(t, scene{store: append(certs, root, root.CrossSign(cas[29])), client: leaf})
	want(t, d, certcheck.Accepted, "")
	if len(d.Chain) != 4 || !d.PathsCut {
		t.Errorf("a chain of %d, cut %v", len(d.Chain), d.PathsCut)
	}
}

// TestTheGoodIssuerAmongLyingDecoys: 500 of the same name and key id.
func TestTheGoodIssuerAmongLyingDecoys(t *testing.T) {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid", testpki.KeyID("wanted"))
	store := append(rivals(t, 500, testpki.KeyID("wanted")), mid, root)
	want(t, bounded(t, scene{store: store, client: mid.Leaf("client")}), certcheck.Accepted, "")
}

// TestAThousandOfOneName: none of them signed, whatever they weigh.
func TestAThousandOfOneName(t *testing.T) {
	gone := testpki.New(t).Root("mid")
	want(t, bounded(t, scene{store: rivals(t, 1000), client: gone.Leaf("client")}), certcheck.Denied, certcheck.IssuerKeyMismatch)
	rsa := testpki.New(t).Root("mid", testpki.Key(testpki.RSA4096))
	d := bounded(t, scene{store: heavyRivals(t, 1000, 4096), client: rsa.Leaf("client")})
	if d.Verdict == certcheck.Accepted {
		t.Error("accepted")
	}
	want(t, bounded(t, scene{store: heavyRivals(t, 1000, 16384), client: gone.Leaf("client")}), certcheck.Denied, certcheck.IssuerKeyMismatch)
}

// TestKeysOf16384Bits: the signature of the client is as long as they are.
func TestKeysOf16384Bits(t *testing.T) {
	store := heavyRivals(t, 200, 16384)
	leaf := testpki.New(t).Root("mid", testpki.Key(testpki.RSA2048)).Leaf("client")
	checker := certcheck.New(testpki.Bundle(t, store...), certcheck.APIGateway())
	entry := leaf.Entry()
	entry.Certificate.Signature = make([]byte, 2048)
	entry.Certificate.Signature[1] = 1
	start := spentTime()
	d := checker.Diagnose(certcheck.Client{Entry: entry}, testpki.At())
	if took := spentTime() - start; took > 2*patience() {
		t.Errorf("took %s", took)
	}
	want(t, d, certcheck.Unclear, certcheck.SearchStopped)
}

// TestRivalsOnRareCurves, whose signatures take milliseconds each and are checked: there are a hundred keys.
func TestRivalsOnRareCurves(t *testing.T) {
	curve := weierstrass.Named("brainpoolP512r1")
	var store []*testpki.Cert
	for i := range 100 {
		x, y := curve.Sum(big.NewInt(int64(i+1)), new(big.Int), curve.G)
		point := append(x.FillBytes(make([]byte, 64)), y.FillBytes(make([]byte, 64))...)
		store = append(store, decoys(t, 1, testpki.SPKI(brainpoolKey(point)))...)
	}
	gone := testpki.New(t).Root("mid")
	want(t, bounded(t, scene{store: store, client: gone.Leaf("client")}), certcheck.Unclear, certcheck.SearchStopped)
}

// brainpoolKey is the SubjectPublicKeyInfo of a point of brainpoolP512r1 (RFC 5639).
func brainpoolKey(point []byte) []byte {
	oids := []byte{6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 9, 0x2b, 0x24, 3, 3, 2, 8, 1, 1, 13}
	head := append([]byte{0x30, 0x81, byte(2 + len(oids) + 5 + len(point)), 0x30, byte(len(oids))}, oids...)
	return append(append(head, 3, 0x81, byte(2+len(point)), 0, 4), point...)
}

// TestSixtyThousandOfOneName, whose signatures fail at once, or cannot be checked at all.
func TestSixtyThousandOfOneName(t *testing.T) {
	if testing.Short() {
		t.Skip("loads 20 MB of certificates")
	}
	n := 60_000
	gone := testpki.New(t).Root("mid", testpki.Key(testpki.RSA2048))
	want(t, bounded(t, scene{text: text(decoys(t, n)), client: gone.Leaf("client")}), certcheck.Denied, certcheck.IssuerKeyMismatch)
	root := testpki.Root(t, "mid")
	foreign := decoys(t, n, foreignCurve(root))
	d := bounded(t, scene{text: text(foreign), client: root.Leaf("client")})
	if d.Verdict != certcheck.Unclear {
		t.Errorf("got %s", d.Verdict)
	}
}

func text(certs []*testpki.Cert) []byte {
	var out []byte
	for _, c := range certs {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.DER})...)
	}
	return out
}

// TestAChainOfAHundred is too long long before its end.
func TestAChainOfAHundred(t *testing.T) {
	root := testpki.Root(t, "root")
	mids := root.Chain("mid", 99)
	d := bounded(t, scene{store: append(mids, root), client: mids[98].Leaf("client")})
	want(t, d, certcheck.Denied, certcheck.ChainTooLong)
	if find(d, certcheck.SearchStopped) == nil || !d.PathsCut {
		t.Errorf("the end of the search is not told: %v", conditions(d))
	}
	lax := certcheck.APIGateway()
	lax.MaxCAs = 0
	s := scene{store: append(mids, root), client: mids[98].Leaf("client")}
	want(t, certcheck.New(s.bundle(t), lax).Diagnose(s.asClient(), testpki.At()), certcheck.Unclear, certcheck.SearchStopped)
}

// TestFiveThousandConstraintsAndNames, in every CA of a mesh.
func TestFiveThousandConstraintsAndNames(t *testing.T) {
	var permitted, names []string
	for i := range 5000 {
		permitted = append(permitted, fmt.Sprintf("permitted-%d.example.org", i))
		names = append(names, fmt.Sprintf("client-%d.permitted-%d.example.org", i, 4999-i))
	}
	root := testpki.Root(t, "root", constraints(permitted))
	mid := root.Intermediate("mid", constraints(permitted))
	d := bounded(t, scene{store: []*testpki.Cert{root, mid}, client: mid.Leaf("client", alternatives(names))})
	want(t, d, certcheck.Unclear, certcheck.NameConstraintViolated)
}

// TestManyChainsToAHeavyRoot: chains of no better place are not followed again and again.
func TestManyChainsToAHeavyRoot(t *testing.T) {
	root := testpki.Root(t, "root")
	mid := root.Intermediate("mid")
	store := []*testpki.Cert{root, mid}
	for range 200 {
		store = append(store, root.Intermediate("mid"))
	}
	d := bounded(t, scene{store: store, client: mid.Leaf("client")})
	want(t, d, certcheck.Accepted, "")
	if len(d.Paths) > 16 || !d.PathsCut {
		t.Errorf("%d chains, cut %v", len(d.Paths), d.PathsCut)
	}
}

// TestSplittingAHostileFileEnds: 20,000 certificates that might each have issued each other.
func TestSplittingAHostileFileEnds(t *testing.T) {
	list := decoys(t, 20_000, testpki.NotCA)
	entries := testpki.Load(t, "clients.pem", text(list)).Certificates()
	start := spentTime()
	clients, sent := certcheck.SplitClients(entries)
	if took := spentTime() - start; took > 8*patience() {
		t.Errorf("took %s", took)
	}
	if len(clients)+len(sent) != len(entries) {
		t.Errorf("%d and %d of %d", len(clients), len(sent), len(entries))
	}
}

// TestMatchingManyKeysEnds: a truststore of 60,000 different keys.
func TestMatchingManyKeysEnds(t *testing.T) {
	raw := testpki.Root(t, "a").Certificate().PublicKey.Raw
	holders := make([]certcheck.KeyHolder, 60_000)
	for i := range holders {
		key := append([]byte(nil), raw...)
		binary.BigEndian.PutUint32(key[len(key)-40:], uint32(i))
		parsed, err := truststore.ParsePublicKey(key)
		if err != nil {
			t.Fatal(err)
		}
		holders[i] = certcheck.KeyHolder{Kind: certcheck.HolderTruststore, Key: parsed}
	}
	start := spentTime()
	if m := certcheck.MatchKeys(holders); m.Holders[59_999].Group != 60_000 {
		t.Errorf("%d groups", m.Holders[59_999].Group)
	}
	if took := spentTime() - start; took > 4*patience() {
		t.Errorf("took %s", took)
	}
}
