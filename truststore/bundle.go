// Package truststore answers what is in a file of certificates, where it stands, and whether each block is usable.
//
// A truststore comes from a path, standard input or S3 (Read), is taken apart without losing a byte (ScanPEM) and
// becomes a Bundle: every block is an entry that is accepted, or rejected with a reason, and the ledger balances.
// The package knows nothing of gateways and passes no verdict: see package certcheck for those.
package truststore

import (
	"slices"
	"sync"

	"github.com/mtlscheck/mtlscheck/internal/ber"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Ledger counts the blocks of an input. Seen = Accepted + Rejected always holds.
type Ledger struct {
	Seen     int // blocks that claim to be certificates
	Accepted int // of these, the ones that could be read
	Rejected int // of these, the others; each says why
	Other    int // blocks of other kinds: keys, requests, revocation lists …
}

// Entry is one block of a bundle, or a further certificate in the block before it, whose number it has.
type Entry struct {
	Index int // its number among all blocks of the input, from 1
	Block
	Certificate *Certificate // nil unless the block is an accepted certificate
	Request     *Request     // nil unless it is a readable certificate signing request
	Holds       Kind         // what a block turned out to hold whose label promises something else; else empty
	Lost        *Certificate // of a rejected block: the certificate that stands in it all the same, and that readers lose

	behind     []fragment // what stands beside Certificate or Lost in the same block
	passedOver bool       // it stands beside another certificate in its block
}

// Bundle is an input taken apart.
type Bundle struct {
	Object  *Object
	Entries []Entry
	Texts   []Text
	Notes   []Note
	Ledger  Ledger
	Lines   int
}

// Load takes an input apart. The error is ErrTooManyBlocks or nil: whatever else is wrong is in the bundle, and
// an input without a single certificate is a bundle whose ledger says so.
func Load(o *Object) (*Bundle, error) {
	scan, err := ScanPEM(o.Data)
	if err != nil {
		return nil, &SourceError{Ref: o.Ref, Fact: err.Error(), Hint: "split the file", Err: err}
	}
	b := &Bundle{Object: o, Texts: scan.Texts, Notes: scan.Notes, Lines: scan.Lines}
	b.Entries = make([]Entry, len(scan.Blocks))
	b.readEntries(scan.Blocks)
	if b.unfold(); len(b.Entries) > maxBlocks {
		return nil, &SourceError{Ref: o.Ref, Fact: ErrTooManyBlocks.Error(), Hint: "split the file", Err: ErrTooManyBlocks}
	}
	for i := range b.Entries {
		b.Ledger.count(&b.Entries[i])
	}
	return b, nil
}

// readEntries reads the blocks, on all cores when there are many: a program that judges one client spends most of its
// time here.
func (b *Bundle) readEntries(blocks []Block) {
	const share = 128 // blocks that are worth a goroutine
	var work sync.WaitGroup
	for from := 0; from < len(blocks); from += share {
		read := func() {
			for i := from; i < min(from+share, len(blocks)); i++ {
				b.Entries[i] = newEntry(i+1, blocks[i])
			}
		}
		if len(blocks) <= share {
			read()
			return
		}
		work.Go(read)
	}
	work.Wait()
}

func newEntry(index int, block Block) Entry {
	e := Entry{Index: index, Block: block}
	switch {
	case len(e.inside) > 0:
		e.takeInside()
	case e.Reject != "" || e.DER == nil:
	case e.mislabelled():
	case e.Kind == KindCSR:
		e.readRequest()
	default:
		e.readCertificate()
	}
	return e
}

func (e *Entry) readCertificate() {
	c, err := ParseCertificate(e.trusted())
	if err != nil {
		e.behind = slices.DeleteFunc(fragmentsIn(e.DER), func(p fragment) bool { return p.cert == nil })
		e.refuse("a certificate", err)
		return
	}
	if c.trailing > 0 {
		e.Forms = append(e.Forms, FormTrailingData)
	}
	e.Certificate = c
	e.behind = fragmentsIn(e.DER[len(c.Raw):])
}

// trusted cuts off the trust settings that follow the certificate in a TRUSTED CERTIFICATE
// (openssl crypto/x509/x_x509.c, d2i_X509_AUX).
func (e *Entry) trusted() []byte {
	if e.Label != "TRUSTED CERTIFICATE" {
		return e.DER
	}
	_, _, size, ok := ber.ToDER(e.DER)
	rest := cryptobyte.String(e.DER[size:])
	if !ok || !rest.SkipASN1(cbasn1.SEQUENCE) || !rest.Empty() || certificateAmong(fragmentsIn(e.DER[size:])) >= 0 {
		return e.DER
	}
	return e.DER[:size]
}

func (e *Entry) readRequest() {
	var err error
	if e.Request, err = ParseRequest(e.DER); err != nil {
		e.refuse("a certificate signing request", err)
	}
}

// refuse turns down a block that is not what its label says, and forgets its bytes: they may be a private key.
func (e *Entry) refuse(promised string, err error) {
	e.Reject = err.Error()
	der := e.DER
	if readable, _, _, ok := ber.ToDER(der); ok {
		der = readable // BER, as browsers write PKCS#12
	}
	if kind, message := derKind(der); message != "" {
		e.Holds, e.Reject = kind, "labelled as "+promised+", but it "+message
	}
	e.DER = nil
}

func (l *Ledger) count(e *Entry) {
	switch {
	case e.Kind != KindCertificate:
		l.Other++
	case e.Certificate != nil:
		l.Seen++
		l.Accepted++
	default:
		l.Seen++
		l.Rejected++
	}
}

// Certificates lists the accepted certificates with their entries, in the order of the file.
func (b *Bundle) Certificates() []*Entry {
	var list []*Entry
	for i := range b.Entries {
		if b.Entries[i].Certificate != nil {
			list = append(list, &b.Entries[i])
		}
	}
	return list
}
