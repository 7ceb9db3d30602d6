package cmd

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"os"

	"github.com/mtlscheck/mtlscheck/report"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// openStream reads a large file of clients piece by piece.
func (g *judge) openStream(path string, emit func(unit) error) error {
	f, err := os.Open(path)
	if err != nil {
		return emit(func() *outcome { return g.file(path, false) }) // which says why
	}
	defer f.Close()
	return g.stream(path, f, emit)
}

// tally counts a stream as it is read.
type tally struct {
	r    io.Reader
	sum  hash.Hash
	size int
}

func (t *tally) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	t.sum.Write(p[:n])
	t.size += n
	return n, err
}

// stream emits a unit for each piece of an input, and at last one that tells of the whole.
func (g *judge) stream(ref string, r io.Reader, emit func(unit) error) error {
	in := &tally{r: truststore.Interruptible(g.job.ctx, r), sum: sha256.New()}
	err := truststore.Split(ref, in, g.job.options.maxSize, func(p truststore.Piece) error {
		return emit(func() *outcome { return g.piece(ref, p) })
	})
	if errors.Is(err, context.Canceled) {
		return err
	}
	o := &outcome{}
	o.inputs = append(o.inputs, report.Input{Ref: ref, Role: report.RoleClient, SHA256: hex.EncodeToString(in.sum.Sum(nil)), Size: in.size})
	if err != nil {
		o.err = o.failed(ref, report.RoleClient, err)
	}
	return emit(func() *outcome { return o })
}

// piece judges the clients of one piece of a larger input.
func (g *judge) piece(ref string, p truststore.Piece) *outcome {
	o := &outcome{}
	bundle, err := truststore.LoadPiece(ref, p)
	if err != nil {
		o.err = o.failed(ref, report.RoleClient, err)
		return o
	}
	g.job.meet(bundle, report.RoleClient)
	if p.First && p.Last && bundle.Ledger.Accepted == 0 {
		o.nothingToCheck(bundle, report.RoleClient)
	}
	g.judge(o, bundle)
	return o
}
