package lint

import (
	"fmt"
	"runtime"
	"strings"
	"sync"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/opensslverify"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// scene is a truststore with what several rules ask of it, worked out once.
type scene struct {
	*Input
	certs   []*cert // every certificate once, in the order of the file
	byEntry map[*truststore.Entry]*cert
	living  map[int]bool // the holders that have a complete chain of certificates that are valid now
	whole   Finding      // a finding about the file as such, to be filled in
}

// cert is one certificate of a truststore, and how it stands there.
type cert struct {
	*truststore.Certificate
	certcheck.Standing
	refused string // why Go's parser refuses it
	openssl string // why openssl does
}

func newScene(in *Input) *scene {
	s := &scene{Input: in, byEntry: map[*truststore.Entry]*cert{}, living: map[int]bool{}, whole: Finding{Where: certcheck.Place{Ref: in.Bundle.Object.Ref}}}
	for _, standing := range in.Checker.Standings() {
		s.certs = append(s.certs, &cert{Certificate: standing.Entry.Certificate, Standing: standing})
		s.byEntry[standing.Entry] = s.certs[len(s.certs)-1]
	}
	s.spreadLife()
	s.askReaders()
	return s
}

// spreadLife finds who has a complete chain of certificates that are valid now, from the self-signed ends downwards. A
// chain that is there and out of date serves nobody.
func (s *scene) spreadLife() {
	below := map[int][]int{} // holders by the holder of their issuer
	var next []int
	for _, c := range s.certs {
		switch {
		case s.isOver(c) || s.isEarly(c):
		case c.isRoot():
			next = append(next, c.Holder)
		case c.Standing.Issuer != nil:
			above := s.byEntry[c.Standing.Issuer].Holder
			below[above] = append(below[above], c.Holder)
		}
	}
	for len(next) > 0 {
		holder := next[len(next)-1]
		next = next[:len(next)-1]
		if !s.living[holder] {
			s.living[holder] = true
			next = append(next, below[holder]...)
		}
	}
}

// lives tells whether a certificate is valid now, and a complete chain of such ones stands above it.
func (s *scene) lives(c *cert) bool {
	above := c.Standing.Issuer
	return !s.isOver(c) && !s.isEarly(c) && (c.isRoot() || above != nil && s.living[s.byEntry[above].Holder])
}

// askReaders asks of every certificate what crypto/x509 and openssl think of it, on all cores.
func (s *scene) askReaders() {
	workers := runtime.GOMAXPROCS(0)
	var work sync.WaitGroup
	for w := range workers {
		work.Go(func() {
			for i := w; i < len(s.certs); i += workers {
				c := s.certs[i]
				c.refused, c.openssl = c.GoRefuses(), opensslverify.OpinionOf(c.Certificate).Refused
			}
		})
	}
	work.Wait()
}

// at makes a finding about one block.
func (s *scene) at(e *truststore.Entry, message string) Finding {
	p := certcheck.Place{Ref: s.Bundle.Object.Ref, Index: e.Index, Line: e.FirstLine}
	if c := e.Certificate; c != nil {
		p.Subject, p.SHA256 = c.Subject.String(), c.SHA256
	}
	return Finding{Message: message, Where: p, LastLine: e.LastLine}
}

// about makes a finding about the file as such.
func (s *scene) about(message string) []Finding {
	f := s.whole
	f.Message = message
	return []Finding{f}
}

// each asks a question of every certificate; an empty answer is no finding.
func each(ask func(*scene, *cert) string) func(*scene) []Finding {
	return func(s *scene) []Finding {
		var list []Finding
		for _, c := range s.certs {
			if message := ask(s, c); message != "" {
				list = append(list, s.at(c.Entry, message))
			}
		}
		return list
	}
}

// eachBlock asks a question of every block, whatever it holds.
func eachBlock(ask func(*truststore.Entry) string) func(*scene) []Finding {
	return func(s *scene) []Finding {
		var list []Finding
		for i := range s.Bundle.Entries {
			e := &s.Bundle.Entries[i]
			if message := ask(e); message != "" {
				list = append(list, s.at(e, message))
			}
		}
		return list
	}
}

// isRoot tells whether a chain may end at a certificate.
func (c *cert) isRoot() bool { return c.SelfSigned || c.RootSignature }

// signs tells whether a certificate may be there to issue others: it says that it is a CA, cannot say, or has issued one.
func (c *cert) signs() bool { return c.IsCA() || c.Version < 3 || c.Child != nil }

// String names a certificate by its subject.
func (c *cert) String() string { return c.Subject.String() }

// place says where a block stands in the file that the finding is about.
func place(e *truststore.Entry) string { return placeOf(e.Index, e.FirstLine) }

func placeOf(index, line int) string {
	if line == 0 {
		return fmt.Sprintf("#%d", index)
	}
	return fmt.Sprintf("#%d, line %d", index, line)
}

// named writes a certificate with its place.
func named(e *truststore.Entry) string {
	return fmt.Sprintf("%s (%s)", e.Certificate.Subject, place(e))
}

// maxNamed bounds how many certificates one sentence names.
const maxNamed = 5

// listed names a few certificates, and counts the rest.
func listed(list []*truststore.Entry) string {
	var names []string
	for _, e := range list[:min(len(list), maxNamed)] {
		names = append(names, named(e))
	}
	text := strings.Join(names, ", ")
	if more := len(list) - len(names); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
