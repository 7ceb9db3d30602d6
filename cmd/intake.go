package cmd

import (
	"errors"
	"fmt"
	"slices"

	"github.com/mtlscheck/mtlscheck/internal/lint"
	"github.com/mtlscheck/mtlscheck/report"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// intake is what reading inputs leaves behind in a report.
type intake struct {
	inputs   []report.Input
	problems []report.Finding
	failures []*report.Failure
}

// merge appends what another intake holds.
func (in *intake) merge(other intake) {
	in.inputs = append(in.inputs, other.inputs...)
	in.problems = append(in.problems, other.problems...)
	in.failures = append(in.failures, other.failures...)
}

// object reads the bytes of one input; nil when that failed, which is then noted. The error is a mistake of the
// command line, or that of the context.
func (j *job) object(in *intake, ref, role string) (*truststore.Object, error) {
	object, err := truststore.Read(j.ctx, ref, j.options.readOptions(j.streams))
	if err != nil {
		return nil, in.failed(ref, role, err)
	}
	in.inputs = append(in.inputs, report.NewInput(object, role))
	return object, nil
}

// read gets one input and takes it apart; nil when that failed, as in object.
func (j *job) read(in *intake, ref, role string) (*truststore.Bundle, error) {
	object, err := j.object(in, ref, role)
	if object == nil {
		return nil, err
	}
	bundle, err := truststore.Load(object)
	if err != nil {
		return nil, in.failed(ref, role, err)
	}
	j.meet(bundle, role)
	return bundle, nil
}

// failed notes an input that could not be read. Mistakes of the command line and the end of the context come back.
func (in *intake) failed(ref, role string, err error) error {
	var source *truststore.SourceError
	if !errors.As(err, &source) || errors.Is(err, truststore.ErrBadReference) {
		return err
	}
	in.fail(role, &report.Failure{Ref: ref, Fact: source.Fact, Hint: source.Hint, Code: exitCode(err)})
	return nil
}

func (in *intake) fail(role string, f *report.Failure) {
	in.failures = append(in.failures, f)
	for i := range in.inputs {
		if in.inputs[i].Ref == f.Ref && in.inputs[i].Role == role {
			in.inputs[i].Error, in.inputs[i].Hint = f.Fact, f.Hint
			return
		}
	}
	in.inputs = append(in.inputs, report.Input{Ref: f.Ref, Role: role, Error: f.Fact, Hint: f.Hint})
}

// nothingToCheck notes an input that was read and holds no certificate: a run on nothing never passes.
func (in *intake) nothingToCheck(b *truststore.Bundle, role string) {
	in.fail(role, &report.Failure{Ref: b.Object.Ref, Fact: factOf(b), Hint: hintFor(b, role), Code: report.ExitInput})
}

// factOf says what an input holds instead of a certificate.
func factOf(b *truststore.Bundle) string {
	what := holdsNothing(b)
	switch {
	case b.Ledger.Seen > 0:
		return fmt.Sprintf("no certificate could be read of %d there; the first: %s", b.Ledger.Seen, firstReject(b))
	case what != "":
		return what
	case len(b.Entries) > 0:
		return "holds no certificate, but another block: " + b.Entries[0].Label
	}
	return "holds no certificate that could be read"
}

// hintFor says how to come from such an input to a certificate.
func hintFor(b *truststore.Bundle, role string) string {
	none := b.Ledger.Seen == 0
	switch {
	case none && len(b.Entries) == 1 && knownWayOut(b.Entries[0].Kind):
		return lint.FixNotACertificate(b, &b.Entries[0])
	case none && role == report.RoleClient && holdsKey(b):
		return "give the client's certificate here, and this key with --key " + argument(b.Object.Ref)
	case holdsLost(b):
		return "mtlscheck fix " + argument(b.Object.Ref) + " --to NEW writes the certificates in it as blocks of their own"
	case none && holdsNothing(b) != "":
		return "give a file of PEM certificates"
	}
	return "mtlscheck inspect " + argument(b.Object.Ref) + " shows what is in it"
}

// holdsNothing says what a file is instead of one with PEM blocks; empty when it has blocks.
func holdsNothing(b *truststore.Bundle) string {
	for _, n := range b.Notes {
		if lint.HoldsNothing(n.Form) {
			return n.Message
		}
	}
	return ""
}

func holdsKey(b *truststore.Bundle) bool {
	return slices.ContainsFunc(b.Entries, func(e truststore.Entry) bool { return e.Kind == truststore.KindPrivateKey })
}

// holdsLost tells whether a certificate stands in a file that readers lose there.
func holdsLost(b *truststore.Bundle) bool {
	return slices.ContainsFunc(b.Entries, func(e truststore.Entry) bool { return e.Lost != nil })
}

// knownWayOut tells the kinds of blocks from which it is known how to come to a certificate.
func knownWayOut(kind truststore.Kind) bool {
	return kind == truststore.KindCSR || kind == truststore.KindCRL || kind == truststore.KindPKCS7
}

func firstReject(b *truststore.Bundle) string {
	for i := range b.Entries {
		if b.Entries[i].Reject != "" {
			return b.Entries[i].Reject
		}
	}
	return ""
}

// onlyOneStdin refuses a command line that wants standard input for two things: it can be read once.
func onlyOneStdin(refs ...string) error {
	n := 0
	for _, ref := range refs {
		if ref == "-" {
			n++
		}
	}
	if n > 1 {
		return &usageError{"only one input can be - (standard input)", "write the other one to a file"}
	}
	return nil
}
