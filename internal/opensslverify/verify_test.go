package opensslverify

import (
	"sync"
	"testing"
	"time"

	"github.com/mtlscheck/mtlscheck/truststore"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

func TestErrorReadsLikeOpenSSL(t *testing.T) {
	e := Error{Code: 20, Depth: 0, Message: Message(20), Subject: "CN=client"}
	if got, want := e.String(), "error 20 at 0 depth lookup: unable to get local issuer certificate"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := Message(4711), "unknown certificate verification error 4711"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestOptions walks one small PKI through the options:
//
//	Root (expired) -> Issuing (EKU serverAuth) -> client
func TestOptions(t *testing.T) {
	h := newHostile()
	root, issuing := h.ca(t, "Root", "Root"), h.ca(t, "Issuing", "Root", ext("2.5.29.37", false, seq(oid("1.3.6.1.5.5.7.3.1"))))
	leaf := h.cert(t, "client", "Issuing")
	both := []*truststore.Certificate{root, issuing}
	for _, test := range []struct {
		name    string
		trusted []*truststore.Certificate
		pool    []*truststore.Certificate
		o       Options
		want    string
	}{
		{"the zero purpose is that of a client", both, nil, Options{At: h.at}, "error 26 at 1 depth lookup: unsuitable certificate purpose"},
		{"no purpose asks no usage", both, nil, Options{At: h.at, Purpose: PurposeAny}, ""},
		{"a server may use it", both, nil, Options{At: h.at, Purpose: PurposeServer}, ""},
		{"the issuer may come from beside the store", both[:1], both[1:], Options{At: h.at, Purpose: PurposeAny}, ""},
		{"the root may not", both[1:], both[:1], Options{At: h.at, Purpose: PurposeAny}, "error 2 at 1 depth lookup: unable to get issuer certificate"},
		{"a partial chain is enough when asked for", both[1:], nil, Options{At: h.at, Purpose: PurposeAny, PartialChain: true}, ""},
		{"everything expires", both, nil, Options{At: h.at.AddDate(10, 0, 0), Purpose: PurposeAny}, "error 10 at 2 depth lookup: certificate has expired"},
		{"nothing expires without time", both, nil, Options{At: h.at.AddDate(10, 0, 0), Purpose: PurposeAny, NoCheckTime: true}, ""},
		{"the zero time is before all", both, nil, Options{Purpose: PurposeAny}, "error 9 at 2 depth lookup: certificate is not yet valid"},
		{"strictness wants key identifiers", both, nil, Options{At: h.at, Purpose: PurposeAny, X509Strict: true}, "error 85 at 0 depth lookup: Missing Authority Key Identifier"},
		{"a depth below 0 stands for 0", both, nil, Options{At: h.at, Purpose: PurposeAny, VerifyDepth: -1}, "error 22 at 1 depth lookup: certificate chain too long"},
		{"P-256 is too weak for level 4", both, nil, Options{At: h.at, Purpose: PurposeAny, AuthLevel: 4}, "error 66 at 0 depth lookup: EE certificate key too weak"},
		{"an empty store has no issuer", nil, nil, Options{At: h.at}, "error 20 at 0 depth lookup: unable to get local issuer certificate"},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantFirst(t, NewStore(test.trusted).Verify(leaf, test.pool, test.o), test.want)
		})
	}
}

func TestStoreServesManyAtOnce(t *testing.T) {
	h := newHostile()
	store := NewStore([]*truststore.Certificate{h.ca(t, "Root", "Root"), h.ca(t, "Issuing", "Root")})
	leaf := h.cert(t, "client", "Issuing")
	var callers sync.WaitGroup
	for range 8 {
		callers.Go(func() {
			for range 20 {
				if got := store.Verify(leaf, nil, Options{At: h.at}); !got.OK || len(got.Chain) != 3 {
					t.Errorf("got %v %q", got.OK, lines(got))
				}
			}
		})
	}
	callers.Wait()
}

func TestTimes(t *testing.T) {
	at := testTime()
	for _, test := range []struct {
		tag   cbasn1.Tag
		text  string
		order int
		unix  int64 // 0 for a time that cannot be read at all
	}{
		{cbasn1.UTCTime, "260601000000Z", -1, at.Unix()},
		{cbasn1.UTCTime, "260601000001Z", 1, at.Unix() + 1},
		{cbasn1.UTCTime, "2606010000Z", 0, at.Unix()},
		{cbasn1.UTCTime, "260601010000+0100", 0, at.Unix()},
		{cbasn1.UTCTime, "260531230000-0100", 0, at.Unix()},
		{cbasn1.UTCTime, "260601000000+01", 0, 0},
		{cbasn1.UTCTime, "260601000000", 0, 0},
		{cbasn1.UTCTime, "260230000000Z", 0, 0},
		{cbasn1.UTCTime, "500101000000Z", -1, time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC).Unix()},
		{cbasn1.UTCTime, "491231235959Z", 1, time.Date(2049, 12, 31, 23, 59, 59, 0, time.UTC).Unix()},
		{cbasn1.UTCTime, "", 0, 0},
		{cbasn1.GeneralizedTime, "20260601000000Z", -1, at.Unix()},
		{cbasn1.GeneralizedTime, "20260601000000.5Z", 0, at.Unix()},
		{cbasn1.GeneralizedTime, "20260601000000.Z", 0, 0},
		{cbasn1.GeneralizedTime, "99991231235959Z", 1, time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC).Unix()},
		{cbasn1.GeneralizedTime, "260601000000Z", 0, 0},
	} {
		got := newTime(test.tag, test.text)
		if got.order(at) != test.order || got.readable != (test.unix != 0) || got.seconds != test.unix {
			t.Errorf("%s: got %+v in order %d, want %d and %d", test.text, got, got.order(at), test.unix, test.order)
		}
	}
}

func TestHostsInCommonNames(t *testing.T) {
	for text, want := range map[string]bool{"a.example": true, "a-b.c_d.example": true, "example": false, "": false, "-a.example": false,
		"a.example-": false, "a..b": false, "a-.b": false, "a.-b": false, ".a.b": false, "a.b.": false, "*.a.b": false, "a b.c": false} {
		if got := looksLikeHost([]byte(text)); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func TestPunycode(t *testing.T) {
	for encoded, want := range map[string]string{"xn--bcher-kva.test": "bücher.test", "plain.test": "plain.test", "xn--pss25c.xn--eckwd4c7c": "大学.ドメイン",
		"xn--bcher-!": "", "xn--99999999": "", "xn--a-\x80-b": ""} {
		got, ok := unicodeHost(encoded)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q: got %q %v, want %q", encoded, got, ok, want)
		}
	}
}

// FuzzVerify looks for panics, and for answers that contradict themselves.
func FuzzVerify(f *testing.F) {
	keys := testKeys()
	for seed := range uint64(20) {
		w := newMaker(seed, keys).world()
		f.Add(w.trusted[0], w.leaves[0])
	}
	f.Fuzz(func(t *testing.T, root, leaf []byte) {
		r, err := truststore.ParseCertificate(root)
		l, errToo := truststore.ParseCertificate(leaf)
		if err != nil || errToo != nil {
			return
		}
		at := testTime()
		for _, strict := range []bool{false, true} {
			got := NewStore([]*truststore.Certificate{r, l}).Verify(l, []*truststore.Certificate{r}, Options{At: at, X509Strict: strict, PartialChain: strict, CheckSelfSigned: true, AuthLevel: 1})
			if got.OK != (got.Code == 0) || got.OK && len(got.Errors) > 0 {
				t.Errorf("OK %v, code %d, %q", got.OK, got.Code, lines(got))
			}
		}
	})
}
