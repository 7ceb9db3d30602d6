package opensslverify

import (
	"fmt"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// hostileLimit is how long any file may hold a caller up. Runs under the race detector are an order slower.
const hostileLimit = 250 * time.Millisecond

// hostile makes certificates in quantity: one key signs them all.
type hostile struct {
	*maker
	key *testKey
}

func newHostile() *hostile { return &hostile{newMaker(1, nil), newECKey()} }

// testTime is when the made certificates are judged.
func testTime() time.Time { return time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC) }

func named(cn string) []byte { return seq(attr("2.5.4.3", utf8String, cn)) }

func (h *hostile) cert(t *testing.T, subject, issuer string, extensions ...[]byte) *truststore.Certificate {
	t.Helper()
	c := h.base(named(subject), named(issuer), h.key, h.key)
	c.algorithm, c.extensions = h.key.algorithms()[0], extensions
	parsed, err := truststore.ParseCertificate(c.der())
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func (h *hostile) ca(t *testing.T, subject, issuer string, extensions ...[]byte) *truststore.Certificate {
	t.Helper()
	return h.cert(t, subject, issuer, append(extensions, ext("2.5.29.19", true, seq(boolean(true))))...)
}

func keyID(n int) []byte        { return ext("2.5.29.14", false, octets(fmt.Append(nil, n))) }
func authorityID(n int) []byte  { return ext("2.5.29.35", false, seq(tlv(0x80, fmt.Append(nil, n)))) }
func constraint(n int) []byte   { return seq(tlv(0x82, fmt.Appendf(nil, "n%d.example.test", n))) }
func hostName(n int) []byte     { return tlv(0x82, fmt.Appendf(nil, "h%d.example.test", n)) }
func excludes(n int) []byte     { return ext("2.5.29.30", true, seq(tlv(0xa1, repeat(n, constraint)...))) }
func alternatives(n int) []byte { return ext("2.5.29.17", false, seq(repeat(n, hostName)...)) }

func repeat(n int, one func(int) []byte) [][]byte {
	all := make([][]byte, n)
	for i := range all {
		all[i] = one(i)
	}
	return all
}

func answer(t *testing.T, trusted, pool []*truststore.Certificate, leaf *truststore.Certificate) Result {
	t.Helper()
	var got Result
	within(t, hostileLimit, func() {
		got = NewStore(trusted).Verify(leaf, pool, Options{At: testTime()})
	})
	return got
}

// within wants the best of some attempts to be fast enough: a busy machine slows down any single one.
func within(t *testing.T, limit time.Duration, attempt func()) {
	t.Helper()
	best := time.Hour
	for range 10 {
		start := time.Now()
		attempt()
		if best = min(best, time.Since(start)); best <= limit*raceFactor {
			return
		}
	}
	t.Errorf("took %v at best", best)
}

func wantFirst(t *testing.T, got Result, want string) {
	t.Helper()
	if firstLine(lines(got)) != want || got.OK != (want == "") {
		t.Errorf("got %v %q, want %q first", got.OK, lines(got), want)
	}
}

func TestMeshOfSameNamedAuthorities(t *testing.T) {
	h := newHostile()
	var mesh []*truststore.Certificate
	for i := range 200 { // each one names the next as its issuer, in a ring
		mesh = append(mesh, h.ca(t, "CA", "CA", keyID(i), authorityID((i+1)%200)))
	}
	leaf := h.cert(t, "client", "CA")
	const tooLong = "error 22 at 101 depth lookup: certificate chain too long"
	wantFirst(t, answer(t, mesh, nil, leaf), tooLong)
	wantFirst(t, answer(t, []*truststore.Certificate{h.ca(t, "Root", "Root")}, mesh, leaf), tooLong)
}

func TestMeshWithoutKeyIdentifiers(t *testing.T) {
	h := newHostile()
	var mesh []*truststore.Certificate
	for i := range 200 { // three names that certify each other every way
		mesh = append(mesh, h.ca(t, fmt.Sprint("CA ", i%3), fmt.Sprint("CA ", (i+1)%3)))
	}
	wantFirst(t, answer(t, mesh, nil, h.cert(t, "client", "CA 0")), "error 22 at 101 depth lookup: certificate chain too long")
	got := answer(t, mesh[1:2], mesh, h.cert(t, "client", "CA 0"))
	if got.OK || len(got.Chain) > defaultDepth+2 {
		t.Errorf("got %v with a chain of %d", got.OK, len(got.Chain))
	}
}

func TestManyNameConstraints(t *testing.T) {
	h := newHostile()
	root := h.ca(t, "CA", "CA", excludes(5000))
	leaf := h.cert(t, "client", "CA", alternatives(5000))
	wantFirst(t, answer(t, []*truststore.Certificate{root}, nil, leaf), "error 1 at 0 depth lookup: unspecified certificate verification error")

	root = h.ca(t, "CA", "CA", excludes(1000)) // just within the limit
	leaf = h.cert(t, "client", "CA", alternatives(1000))
	wantFirst(t, answer(t, []*truststore.Certificate{root}, nil, leaf), "")
}

func TestManyNameConstraintsOnEachOfManyAuthorities(t *testing.T) {
	h := newHostile()
	all := []*truststore.Certificate{h.ca(t, "CA 0", "CA 0", excludes(500))}
	for i := range 90 {
		all = append(all, h.ca(t, fmt.Sprint("CA ", i+1), fmt.Sprint("CA ", i), excludes(500), alternatives(500)))
	}
	store := NewStore(all)
	leaf := h.cert(t, "client", "CA 90", alternatives(2000))
	var got Result
	within(t, 2*hostileLimit, func() { got = store.Verify(leaf, nil, Options{At: h.at}) })
	if got.OK || !got.CutShort || len(got.Errors) != 0 {
		t.Errorf("got %v %q, cut short %v; a search of this size is to be cut", got.OK, lines(got), got.CutShort)
	}
}

func TestLongChains(t *testing.T) {
	h := newHostile()
	chain := []*truststore.Certificate{h.ca(t, "CA 0", "CA 0")}
	for i := range 150 {
		chain = append(chain, h.ca(t, fmt.Sprint("CA ", i+1), fmt.Sprint("CA ", i)))
	}
	const tooLong = "error 22 at 101 depth lookup: certificate chain too long"
	wantFirst(t, answer(t, chain, nil, h.cert(t, "client", "CA 150")), tooLong)
	wantFirst(t, answer(t, chain[:1], chain[1:], h.cert(t, "client", "CA 150")), tooLong)
	wantFirst(t, answer(t, chain, nil, h.cert(t, "client", "CA 99")), "") // 100 authorities and the root are allowed
	wantFirst(t, answer(t, chain, nil, h.cert(t, "client", "CA 100")), "")
	wantFirst(t, answer(t, chain, nil, h.cert(t, "client", "CA 101")), tooLong)
}
