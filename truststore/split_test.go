package truststore

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// longStream is several pieces of certificates with text between them, and one block that is longer than a piece.
func longStream(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	for i := 0; b.Len() < 5*pieceSize; i++ {
		b.WriteString(framed(wrapped(odd(func(p *parts) { p.serial = []byte{2, 2, 0x11, byte(i)} }), 64)))
		if i%7 == 0 {
			b.WriteString("# a comment\r\n\n")
		}
		if i == 1000 {
			b.WriteString("-----BEGIN X-----\n" + strings.Repeat("A", 3*pieceSize) + "\n-----END X-----\n")
		}
	}
	return b.Bytes()
}

func TestSplitLosesNothing(t *testing.T) {
	data := longStream(t)
	whole := load(t, data)
	var entries []Entry
	count, size := 0, 0
	err := Split("s", iotest.HalfReader(bytes.NewReader(data)), DefaultMaxSize, func(p Piece) error {
		b, err := LoadPiece("s", p)
		if err == nil {
			entries = append(entries, b.Entries...)
		}
		count, size = count+1, size+len(p.Data)
		return err
	})
	if err != nil || count < 5 || size != len(data) || len(entries) != len(whole.Entries) {
		t.Fatalf("%d pieces, %d of %d bytes, %d of %d blocks: %v", count, size, len(data), len(entries), len(whole.Entries), err)
	}
	for i, e := range entries {
		want := whole.Entries[i]
		if e.Index != want.Index || e.FirstLine != want.FirstLine || e.Offset != want.Offset || e.End != want.End || !bytes.Equal(e.DER, want.DER) {
			t.Fatalf("block %d is %+v, and of the whole %+v", i, e.Block, want.Block)
		}
	}
}

// TestSplitIsBounded: what cannot be cut is read up to the limit and not beyond.
func TestSplitIsBounded(t *testing.T) {
	const limit = 3*pieceSize + 1
	for size, tooLong := range map[int]bool{limit: false, 40 * pieceSize: true} {
		r := strings.NewReader(strings.Repeat("x", size))
		err := Split("s", r, limit, func(Piece) error { return nil })
		var source *SourceError
		if errors.As(err, &source) != tooLong || size-r.Len() > limit+1 {
			t.Errorf("%d bytes: %v after %d", size, err, size-r.Len())
		}
	}
}

// TestSplitIsLinear: four times the boundaries on one line take about four times as long, not sixteen.
func TestSplitIsLinear(t *testing.T) {
	for _, unit := range []string{
		"-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", "-----BEGIN A-----AAAA-----END A-----", "-----END A-----" + strings.Repeat(" ", 50),
	} {
		took := func(size int) time.Duration {
			start := time.Now()
			(&splitter{data: []byte(strings.Repeat(unit, size/len(unit)) + strings.Repeat(" ", size) + "\n")}).cut()
			return time.Since(start)
		}
		took(1 << 20)
		best := func(size int) time.Duration { return min(took(size), took(size), took(size)) }
		// 16 would be linear and 256 quadratic; the room is for a machine that has other work too
		if small, large := best(1<<18), best(1<<22); large > 100*small {
			t.Errorf("%s: %v, and %v for sixteen times as much", unit, small, large)
		}
	}
}

func TestReadEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 20 {
		if n, err := Interruptible(ctx, strings.NewReader("x")).Read(make([]byte, 1)); n != 0 || err != context.Canceled {
			t.Fatalf("read %d bytes: %v", n, err)
		}
	}
}
