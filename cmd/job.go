package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/mtlscheck/mtlscheck/internal/keyfile"
	"github.com/mtlscheck/mtlscheck/report"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// job is one run of a command that ends in a report.
type job struct {
	ctx     context.Context
	streams streams
	options *common
	at      time.Time
	report  *report.Report
	stdin   string // what "-" was read for; it can be read once
}

func (o *common) start(ctx context.Context, s streams, command string) (*job, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	at, err := o.evaluationTime()
	if err != nil {
		return nil, err
	}
	r := &report.Report{SchemaVersion: report.SchemaVersion, Tool: report.Tool{Name: "mtlscheck", Version: buildVersion().short()},
		Command: command, EvaluatedAt: at, Inputs: []report.Input{}}
	return &job{ctx: ctx, streams: s, options: o, at: at, report: r}, nil
}

// read gets one input and takes it apart; nil when that failed, which is then in the report. The error is a usage
// error, or that of the context.
func (j *job) read(ref, role string) (*truststore.Bundle, error) {
	object, err := j.object(ref, role)
	if object == nil {
		return nil, err
	}
	bundle, err := truststore.Load(object)
	if err != nil {
		return nil, j.failed(ref, role, err)
	}
	return bundle, nil
}

func (j *job) object(ref, role string) (*truststore.Object, error) {
	if ref == "-" {
		if j.stdin != "" {
			return nil, &usageError{"only one input can be - (standard input): it is the " + j.stdin + " already", "write the other one to a file"}
		}
		j.stdin = role
	}
	object, err := truststore.Read(j.ctx, ref, j.options.readOptions(j.streams))
	if err != nil {
		return nil, j.failed(ref, role, err)
	}
	j.report.Inputs = append(j.report.Inputs, report.NewInput(object, role))
	return object, nil
}

// failed notes an input that could not be read. Mistakes of the command line and the end of the context come back.
func (j *job) failed(ref, role string, err error) error {
	var source *truststore.SourceError
	if !errors.As(err, &source) || errors.Is(err, truststore.ErrBadReference) {
		return err
	}
	code := exitCode(err)
	j.fail(ref, role, &report.Failure{Ref: ref, Fact: source.Fact, Hint: source.Hint, Code: code})
	return nil
}

func (j *job) fail(ref, role string, f *report.Failure) {
	j.report.Failures = append(j.report.Failures, f)
	for i := range j.report.Inputs {
		if j.report.Inputs[i].Ref == ref && j.report.Inputs[i].Role == role {
			j.report.Inputs[i].Error = f.Fact
			return
		}
	}
	j.report.Inputs = append(j.report.Inputs, report.Input{Ref: ref, Role: role, Error: f.Fact})
}

// nothingToCheck notes an input that was read and holds no certificate: a run on nothing never passes.
func (j *job) nothingToCheck(b *truststore.Bundle, role string) {
	f := &report.Failure{Ref: b.Object.Ref, Fact: "holds no certificate that could be read", Code: report.ExitInput,
		Hint: "mtlscheck inspect " + b.Object.Ref + " shows what is in it"}
	switch {
	case b.Ledger.Seen == 0 && len(b.Notes) > 0 && len(b.Entries) <= 1:
		f.Fact, f.Hint = b.Notes[0].Message, "give a file of PEM certificates"
	case b.Ledger.Seen > 0:
		f.Fact = fmt.Sprintf("none of its %d certificates could be read: the first: %s", b.Ledger.Seen, firstReject(b))
	case len(b.Entries) > 0:
		f.Fact = "holds no certificate, but a " + b.Entries[0].Label
	}
	j.fail(b.Object.Ref, role, f)
}

func firstReject(b *truststore.Bundle) string {
	for i := range b.Entries {
		if b.Entries[i].Reject != "" {
			return b.Entries[i].Reject
		}
	}
	return ""
}

// key reads a private key file; nil when that failed, which is then in the report.
func (j *job) key(ref, passin string) (*keyfile.Key, error) {
	object, err := j.object(ref, report.RoleKey)
	if object == nil {
		return nil, err
	}
	return j.parseKey(object, passin)
}

func (j *job) parseKey(object *truststore.Object, passin string) (*keyfile.Key, error) {
	var pass keyfile.Passphrase
	if passin != "" {
		var err error
		if pass, err = keyfile.PassphraseFrom(passin, os.LookupEnv, os.ReadFile); err != nil {
			return nil, keyUsage(err)
		}
	}
	key, err := keyfile.Parse(object.Data, pass)
	if err == nil {
		return key, nil
	}
	var wrong *keyfile.Error
	if !errors.As(err, &wrong) {
		return nil, err
	}
	j.fail(object.Ref, report.RoleKey, &report.Failure{Ref: object.Ref, Fact: wrong.Error(), Hint: wrong.Hint, Code: report.ExitInput})
	return nil, nil
}

// keyUsage turns a mistake in --passin into a usage error with its hint.
func keyUsage(err error) error {
	var wrong *keyfile.Error
	if errors.As(err, &wrong) {
		return &usageError{wrong.Error(), wrong.Hint}
	}
	return err
}

// finish decides the exit code, says what failed on stderr, and writes the report to stdout.
func (j *job) finish(code *int) error {
	j.report.Finish(j.options.failOn)
	*code = j.report.Summary.ExitCode
	for i, f := range j.report.Failures {
		if i == maxFailuresSaid {
			speak(j.streams.err, "error", fmt.Sprintf("and %d more inputs failed: --output json lists them", len(j.report.Failures)-i))
			break
		}
		speak(j.streams.err, "error", f.Ref+": "+f.Fact)
		speak(j.streams.err, "hint", f.Hint)
	}
	if err := j.write(); err != nil {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	return nil
}

// maxFailuresSaid bounds the failures said on stderr.
const maxFailuresSaid = 20

func (j *job) write() error {
	if j.options.output == "json" {
		return report.JSON(j.streams.out, j.report)
	}
	return report.Text(j.streams.out, j.report, j.options.layout(j.streams.out))
}

// layout fits text to the writer: its width and colours, if it is a terminal.
func (o *common) layout(w io.Writer) report.Options {
	layout := report.Options{Quiet: o.quiet, Verbose: o.verbose, Color: o.color == "always"}
	fd, ok := terminal(w)
	if !ok {
		return layout
	}
	if width, _, err := term.GetSize(fd); err == nil {
		layout.Width = width
	}
	// no-color.org: any value but the empty one turns colour off.
	layout.Color = layout.Color || o.color == "auto" && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return layout
}

func terminal(w io.Writer) (fd int, ok bool) {
	file, ok := w.(*os.File)
	if !ok {
		return 0, false
	}
	return int(file.Fd()), term.IsTerminal(int(file.Fd()))
}
