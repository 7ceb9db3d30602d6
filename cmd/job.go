package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"golang.org/x/term"

	"github.com/mtlscheck/mtlscheck/internal/config"
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
	stream  *report.Stream
	waivers *config.Active // nil when there is no configuration
	intake
}

func (o *common) start(ctx context.Context, s streams, command string) (*job, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	at, err := o.evaluationTime()
	if err != nil {
		return nil, err
	}
	outputs, err := o.outputs(s)
	if err != nil {
		return nil, err
	}
	r := &report.Report{Head: report.Head{SchemaVersion: report.SchemaVersion, Command: command, EvaluatedAt: at,
		Tool: report.Tool{Name: "mtlscheck", Version: buildVersion().version}}}
	j := &job{ctx: ctx, streams: s, options: o, at: at, report: r,
		stream: o.stream(outputs), intake: intake{inputs: []report.Input{}}}
	j.useConfig(at)
	return j, nil
}

func (o *common) stream(outputs []report.Output) *report.Stream {
	stream := report.NewStream(outputs...)
	if o.redact {
		stream.Redact()
	}
	return stream
}

// store reads the truststore; nil when it cannot be read. One without a certificate is a failure of the run too, but
// comes back: openssl has an answer even then.
func (j *job) store(ref string) (*truststore.Bundle, error) {
	bundle, err := j.storeAside(ref)
	if bundle != nil {
		j.tellStore(bundle)
	}
	return bundle, err
}

// storeAside reads a truststore that is not the one that the report is about.
func (j *job) storeAside(ref string) (*truststore.Bundle, error) {
	bundle, err := j.read(&j.intake, ref, report.RoleTruststore)
	if bundle != nil && bundle.Ledger.Accepted == 0 {
		j.nothingToCheck(bundle, report.RoleTruststore)
	}
	return bundle, err
}

// tellStore puts a truststore into the head of the report. Text does not show its blocks; what is to be hidden is
// learnt from them.
func (j *job) tellStore(b *truststore.Bundle) {
	told := report.NewBundle(b, report.RoleTruststore, !j.options.textOnly() || j.options.redact)
	j.waivers.Truststore(b.Object.Ref)
	j.waive(told.Problems) // now: it is written before the first client
	j.report.Truststore = &told
}

// key reads a private key file; nil when that failed, which is then in the report.
func (j *job) key(ref, passin string) (*keyfile.Key, error) {
	object, err := j.object(&j.intake, ref, report.RoleKey)
	if object == nil {
		return nil, err
	}
	return j.parseKey(object, passin)
}

func (j *job) parseKey(object *truststore.Object, passin string) (*keyfile.Key, error) {
	var pass keyfile.Passphrase
	var wrong *keyfile.Error
	if passin != "" {
		var err error
		pass, err = keyfile.PassphraseFrom(passin, os.LookupEnv, j.phraseFile)
		if errors.As(err, &wrong) {
			return nil, &usageError{wrong.Error(), wrong.Hint}
		}
	}
	key, err := keyfile.Parse(object.Data, pass)
	if j.ctx.Err() != nil {
		return nil, j.ctx.Err() // and no fault of the key
	}
	if errors.As(err, &wrong) {
		j.fail(report.RoleKey, &report.Failure{Ref: object.Ref, Fact: wrong.Error(), Hint: wrong.Hint, Code: report.ExitInput})
		return nil, nil
	}
	return key, err
}

// finish decides the exit code, says what failed on stderr, and writes the end of the report to stdout.
func (j *job) finish(code *int) error {
	r := j.report
	r.Inputs, r.Problems, r.Failures = j.inputs, append(r.Problems, j.problems...), j.failures
	j.settleWaivers()
	r.Finish(j.options.failOn)
	inputs := slices.Clone(j.inputs) // as they are called on the disk
	*code = r.Summary.ExitCode
	j.stream.Settle(r)
	j.nameRules()
	return j.end(inputs)
}

// end says on stderr what failed, and writes the end of the report. The inputs are those that no report may overwrite.
func (j *job) end(inputs []report.Input) error {
	r := j.report
	for i, f := range r.Failures {
		if i == maxFailuresSaid {
			speak(j.streams.err, "error", fmt.Sprintf("and %d more inputs failed: --output json lists them", len(r.Failures)-i))
			break
		}
		speak(j.streams.err, "error", f.Ref+": "+f.Fact)
		speak(j.streams.err, "hint", f.Hint)
	}
	if err := j.stream.End(j.ctx, r); err != nil {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	return j.options.commit(inputs, j.streams.in)
}

// maxFailuresSaid bounds the failures said on stderr.
const maxFailuresSaid = 20

// plainLayout is for files, and what is no terminal.
func (o *common) plainLayout() report.Options {
	dir, err := os.Getwd()
	if err != nil {
		dir = "" // then every file is named as it was given
	}
	return report.Options{Quiet: o.quiet, Verbose: o.verbose, Dir: dir, FailOn: o.failOn}
}

// layout fits text to standard output: its width and colours, if it is a terminal.
func (o *common) layout(s streams) report.Options {
	layout := o.plainLayout()
	layout.Color = o.color == "always"
	layout.FailuresBeside = oneStream(s.out, s.err)
	fd, ok := terminal(s.out)
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
