package lint

import (
	"fmt"
	"runtime"
	"strings"
	"sync"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// scene is a truststore with what several rules ask of it, worked out once.
type scene struct {
	*Input
	certs []*cert // every certificate once, in the order of the file
	whole Finding // a finding about the file as such, to be filled in
}

// cert is one certificate of a truststore, and how it stands there.
type cert struct {
	*truststore.Certificate
	certcheck.Standing
	refused string // why Go's parser refuses it
}

func newScene(in *Input) *scene {
	s := &scene{Input: in, whole: Finding{Where: certcheck.Place{Ref: in.Bundle.Object.Ref}}}
	for _, standing := range in.Checker.Standings() {
		s.certs = append(s.certs, &cert{Certificate: standing.Entry.Certificate, Standing: standing})
	}
	s.askGo()
	return s
}

// askGo lets crypto/x509 read every certificate, on all cores.
func (s *scene) askGo() {
	workers := runtime.GOMAXPROCS(0)
	var work sync.WaitGroup
	for w := range workers {
		work.Go(func() {
			for i := w; i < len(s.certs); i += workers {
				s.certs[i].refused = s.certs[i].GoRefuses()
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
func place(e *truststore.Entry) string {
	if e.FirstLine == 0 {
		return fmt.Sprintf("#%d", e.Index)
	}
	return fmt.Sprintf("#%d, line %d", e.Index, e.FirstLine)
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
