package truststore

import (
	"bytes"
	"context"
	"io"
	"slices"
	"unicode"
)

// pieceSize is how much of a stream is read before it is cut between two blocks: about two hundred certificates, few
// enough that no core waits long for another at the end.
const pieceSize = 1 << 18

// Piece is a part of an input that begins and ends between two blocks, with the count of what came before it.
type Piece struct {
	Data   []byte
	Line   int // lines before the piece
	Index  int // blocks before it
	Offset int // bytes before it
	First  bool
	Last   bool
}

// Split reads the input ref piece by piece and yields each as it comes, so that a stream of any length needs little
// memory. limit bounds what stands between two places where it may be cut, in bytes. A stretch of UTF-16 cannot be
// cut and is in one piece. Errors are those of yield, or a *SourceError.
func Split(ref string, r io.Reader, limit int64, yield func(Piece) error) error {
	s := &splitter{piece: Piece{First: true}}
	for {
		more, err := s.fill(r)
		if err != nil {
			return fileError(ref, err)
		}
		cut := len(s.data)
		if more {
			cut = s.cut()
		}
		if cut == 0 && more {
			if int64(len(s.data)) > limit {
				return TooLarge(ref, -1, limit)
			}
			s.want = int(min(2*int64(len(s.data)), limit)) + 1 // doubled, because all of it is searched anew
			continue
		}
		if err := yield(s.take(cut, !more)); err != nil || !more {
			return err
		}
	}
}

type splitter struct {
	data  []byte // read and not yet yielded
	want  int    // how much to have before the next cut
	piece Piece  // the counts for the next one
}

// fill reads until there is enough; more is false at the end of the stream.
func (s *splitter) fill(r io.Reader) (more bool, err error) {
	s.want = max(s.want, pieceSize)
	missing := s.want - len(s.data)
	if missing <= 0 {
		return true, nil
	}
	have := len(s.data)
	s.data = slices.Grow(s.data, missing)[:s.want]
	n, err := io.ReadFull(r, s.data[have:])
	s.data = s.data[:have+n]
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return false, nil
	}
	return true, err
}

// cut finds the last place behind the line of an END boundary; 0 when there is none yet. A line may have very many
// boundaries: its end is looked for once.
func (s *splitter) cut() int {
	if s.piece.First && archive(s.data) != "" {
		return 0
	}
	last, lineEnd := 0, -1
	walk := newBoundaries(s.data)
	for {
		b, ok := walk.next()
		if !ok {
			return last
		}
		if b.begin {
			continue
		}
		if lineEnd < b.end {
			lineEnd = indexFrom(s.data, b.end, '\n')
		}
		if rest := s.data[b.end:lineEnd]; lineEnd < len(s.data) && len(bytes.TrimLeftFunc(rest, unicode.IsSpace)) == 0 {
			last = lineEnd + 1
		}
	}
}

// take yields the data up to cut and moves the counts on.
func (s *splitter) take(cut int, last bool) Piece {
	p := s.piece
	p.Data, p.Last = s.data[:cut:cut], last
	s.data = append(make([]byte, 0, pieceSize), s.data[cut:]...)
	s.want = 0
	t := decodeText(p.Data)
	s.piece = Piece{Line: p.Line + t.lineEnds(0, len(t.data)), Index: p.Index + countBlocks(t.data), Offset: p.Offset + cut}
	return p
}

// countBlocks counts what the scanner will make of a text: a block ends at an END, or where the next BEGIN comes first.
func countBlocks(data []byte) int {
	blocks, open := 0, false
	walk := newBoundaries(data)
	for {
		b, ok := walk.next()
		switch {
		case !ok && open:
			return blocks + 1
		case !ok:
			return blocks
		case b.begin && !open:
			open = true
		case b.begin:
			blocks++
		default:
			blocks++
			open = false
		}
	}
}

// LoadPiece takes a piece apart as Load does a whole input, with the numbers and lines that its blocks have there.
// A piece behind the first that has no boundary is text.
func LoadPiece(ref string, p Piece) (*Bundle, error) {
	if _, ok := newBoundaries(decodeText(p.Data).data).next(); !ok && !p.First {
		return &Bundle{Object: &Object{Ref: ref}}, nil
	}
	b, err := Load(&Object{Ref: ref, Data: p.Data})
	if err != nil {
		return nil, err
	}
	for i := range b.Entries {
		e := &b.Entries[i]
		e.Index += p.Index
		e.Offset, e.End = e.Offset+p.Offset, e.End+p.Offset
		if e.FirstLine > 0 {
			e.FirstLine, e.LastLine = e.FirstLine+p.Line, e.LastLine+p.Line
		}
	}
	for i := range b.Notes {
		b.Notes[i].Line += p.Line
	}
	return b, nil
}

// Interruptible makes a reader that gives up a blocked read when ctx ends; the read itself cannot be called back.
func Interruptible(ctx context.Context, r io.Reader) io.Reader {
	return &interruptible{ctx: ctx, r: r}
}

type interruptible struct {
	ctx    context.Context
	r      io.Reader
	buffer []byte // of the last read; nil when that was given up and may still be writing to it
}

func (i *interruptible) Read(p []byte) (int, error) {
	type result struct {
		data []byte
		err  error
	}
	if err := i.ctx.Err(); err != nil {
		return 0, err // select below may choose what was read
	}
	done := make(chan result, 1)
	buffer := slices.Grow(i.buffer[:0], len(p))[:len(p)]
	go func() {
		n, err := i.r.Read(buffer)
		done <- result{buffer[:n], err}
	}()
	select {
	case got := <-done:
		i.buffer = buffer
		return copy(p, got.data), got.err
	case <-i.ctx.Done():
		i.buffer = nil
		return 0, i.ctx.Err()
	}
}
