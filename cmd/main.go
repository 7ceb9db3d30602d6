// Package cmd is the command line: one file a subcommand, each of which turns flags into options, loads inputs, asks
// certcheck and hands a report to its format. What it refuses to do: decide anything that is not in the report.
package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mtlscheck/mtlscheck/internal/config"
	"github.com/mtlscheck/mtlscheck/internal/s3helper"
	"github.com/mtlscheck/mtlscheck/report"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// streams are where a command reads and writes; tests give their own.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// Main runs one command line and gives the exit code of the process. Machine-readable results and text results go to
// stdout alone, everything else to stderr.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	io := streams{stdin, stdout, stderr}
	code := report.ExitPassed
	root := newRoot(io, &code, args)
	root.SetArgs(args)
	help := &checkedWriter{Writer: stdout}
	root.SetOut(help)
	namesShell(root, args)
	err := root.Execute()
	if err = cmp.Or(help.err, err); err != nil {
		return fail(io, err)
	}
	return code
}

// checkedWriter remembers that a text could not be written: cobra does not look when it writes help and completions.
type checkedWriter struct {
	io.Writer
	err error
}

func (w *checkedWriter) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("%w: %w", errOutput, err)
	}
	return n, err
}

// interruptible runs what reads inputs or computes. A signal ends its context, and with it the run. Commands that answer
// at once do without the handler and the tuning, which would cost a tenth of their time.
func (o *common) interruptible(run func(context.Context) error) error {
	defer o.s3.Close()
	defer o.discard()
	if os.Getenv("GOGC") == "" {
		// A run is short and holds little: collecting garbage a fourth as often saves a tenth of its time.
		debug.SetGCPercent(400)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, ends()...)
	defer signal.Stop(signals) // from then on a signal ends the process
	defer closedPipes()()
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	select {
	case err := <-done:
		return err
	case <-signals:
		cancel()
	}
	return orGivenUp(done, signals)
}

// patience is how long a run that was told to end may take to.
const patience = 500 * time.Millisecond

// orGivenUp waits for the end of a run, for a moment, or until the next signal. What still blocks then, as a write to a
// pipe that nobody reads, cannot be called back: it is left behind, and ends with the process.
func orGivenUp(done <-chan error, signals <-chan os.Signal) error {
	select {
	case err := <-done:
		return err
	case <-signals:
	case <-time.After(patience):
	}
	return context.Canceled
}

// ends are the signals that end a run. A closed terminal is one, unless nohup has it ignored.
func ends() []os.Signal {
	list := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		list = append(list, syscall.SIGHUP)
	}
	return list
}

// closedPipes makes a write to a pipe that nobody reads an error, instead of the end of the process at once: reports on
// their way to files would stay behind half-written. What it gives ends that.
func closedPipes() func() {
	unread := make(chan os.Signal, 1)
	signal.Notify(unread, syscall.SIGPIPE)
	return func() { signal.Stop(unread) }
}

// usageError is a mistake in the command line or the configuration.
type usageError struct {
	fact, hint string
}

func (e *usageError) Error() string { return e.fact }

// exitCode maps every error that can end a command to its code: the one table behind `help exit-codes`.
func exitCode(err error) int {
	var source *truststore.SourceError
	switch {
	case errors.Is(err, context.Canceled):
		return report.ExitSignal
	case errors.Is(err, truststore.ErrBadReference):
		return report.ExitUsage
	case errors.As(err, &source) && source.Remote:
		return report.ExitRemote
	case errors.As(err, &source):
		return report.ExitInput
	case errors.Is(err, errOutput):
		return report.ExitInput
	}
	return report.ExitUsage
}

// errOutput marks results that could not be written.
var errOutput = errors.New("write the result")

// exitPipe is what a shell makes of a process that ended because nobody reads its output any more: 128 and SIGPIPE.
const exitPipe = 141

// fail says an error on stderr, with its hint, and gives the exit code.
func fail(s streams, err error) int {
	if errors.Is(err, context.Canceled) {
		tellInterrupted(s.err)
		return report.ExitSignal
	}
	if pipe := (*fs.PathError)(nil); errors.As(err, &pipe) && pipe.Path == os.Stdout.Name() && errors.Is(pipe.Err, syscall.EPIPE) {
		return exitPipe // head has seen enough: nothing is wrong, and nobody is told
	}
	speak(s.err, "error", err.Error())
	var usage *usageError
	var source *truststore.SourceError
	switch {
	case errors.As(err, &usage):
		speak(s.err, "hint", usage.hint)
	case errors.As(err, &source):
		speak(s.err, "hint", source.Hint)
	case errors.Is(err, errOutput):
		speak(s.err, "hint", "check that the place is there, may be written to and has room")
	case exitCode(err) == report.ExitUsage:
		speak(s.err, "hint", "mtlscheck --help shows how it is used")
	}
	return exitCode(err)
}

// tellInterrupted does not wait for a reader: what blocked the run may block stderr too.
func tellInterrupted(w io.Writer) {
	told := make(chan error, 1)
	go func() {
		_, err := fmt.Fprintln(w, "mtlscheck: interrupted")
		told <- err
	}()
	select {
	case <-told:
	case <-time.After(patience / 2):
	}
}

// speak is the only way in which a command talks beside its result: "mtlscheck: error: …", lower case, one line. A
// mistake that quotes what was typed must not repeat a private key that somebody pasted.
func speak(w io.Writer, kind, text string) {
	if text != "" {
		fmt.Fprintf(w, "mtlscheck: %s: %s\n", kind, report.Escape(withoutKey(text)))
	}
}

// withoutKey gives a text back, unless a private key in PEM stands in it.
func withoutKey(text string) string {
	if strings.Contains(text, "PRIVATE KEY-----") {
		return "(a text with a private key in it, which is not shown)"
	}
	return text
}

func newRoot(s streams, code *int, args []string) *cobra.Command {
	var version bool
	root := &cobra.Command{
		Use:   "mtlscheck",
		Short: "Tells why a gateway with mutual TLS answers 403",
		Long: `mtlscheck judges client certificates against a mutual-TLS truststore by the rules of
Amazon API Gateway custom domain names, offline, and predicts the gateway's own words.`,
		Example: `  mtlscheck demo
  mtlscheck verify -t truststore.pem client.pem --key client.key
  mtlscheck verify -t 's3://bucket/truststore.pem?versionId=…' clients/
  mtlscheck lint truststore.pem
  mtlscheck diff old.pem new.pem --clients clients/
  mtlscheck match client.key client.pem truststore.pem
  mtlscheck explain "Access denied. Reason: self signed certificate"`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noSuchCommand,
		RunE: func(c *cobra.Command, _ []string) error {
			if version {
				return tellVersion(s.out)
			}
			return c.Help()
		},

		PersistentPreRunE: func(c *cobra.Command, args []string) error { return noEmptyValues(c, args) },
	}
	root.Flags().BoolVar(&version, "version", false, "show the version, commit and Go version")
	root.SuggestionsMinimumDistance = 2
	root.SetIn(s.in)
	root.SetErr(s.err)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		if usage := (*usageError)(nil); errors.As(err, &usage) {
			return usage
		}
		return &usageError{err.Error(), fileLikeFlag(err) + "see " + c.CommandPath() + " --help"}
	})
	root.AddCommand(commands(s, code, args)...)
	return root
}

// fileLikeFlag tells how a file is given whose name begins with a dash and was taken for a flag.
func fileLikeFlag(err error) string {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return ""
	}
	for _, name := range []string{"-" + unknown.GetSpecifiedShortnames(), "--" + unknown.GetSpecifiedName()} {
		if _, err := os.Lstat(name); err == nil {
			return "if the file of that name is meant, give it as " + argument(name) + "; "
		}
	}
	return ""
}

// commands makes the command that a command line names, else all of them, for help, suggestions and completions. Each
// has some twenty flags: to make them all would cost every start a fourth of a millisecond.
func commands(s streams, code *int, args []string) []*cobra.Command {
	all := []struct {
		name string
		made func(streams, *int) *cobra.Command
	}{
		{"verify", newVerify}, {"lint", newLint}, {"diff", newDiff}, {"timeline", newTimeline}, {"fix", newFix}, {"match", newMatch},
		{"inspect", newInspect}, {"render", newRender}, {"rules", newRules}, {"explain", newExplain}, {"config", newConfig},
		{"demo", newDemo}, {"version", newVersion},
	}
	list := helpTopics()
	for _, c := range all {
		if len(args) > 0 && args[0] == c.name {
			return []*cobra.Command{c.made(s, code)}
		}
	}
	for _, c := range all {
		list = append(list, c.made(s, code))
	}
	return list
}

// noEmptyValues refuses --key "$UNSET": a check that somebody asked for must not be left out without a word.
func noEmptyValues(c *cobra.Command, args []string) (err error) {
	c.Flags().Visit(func(f *pflag.Flag) {
		if f.Value.Type() == "string" && f.Value.String() == "" {
			err = &usageError{"--" + f.Name + " is empty", "give it a value, or leave it out"}
		}
	})
	for _, arg := range args {
		if c.Name() == cobra.ShellCompRequestCmd || c.Name() == cobra.ShellCompNoDescRequestCmd {
			break // an empty word is what is to be completed
		}
		if strings.TrimSpace(arg) == "" {
			return &usageError{"an argument is empty", "name a file, or leave it out"}
		}
	}
	return err
}

func noSuchCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "see mtlscheck --help"
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean: mtlscheck " + near[0]
	} else if _, err := os.Stat(args[0]); err == nil {
		hint = "to look into a file: mtlscheck inspect FILE; to judge a client: mtlscheck verify -t TRUSTSTORE CLIENT"
	}
	return &usageError{fmt.Sprintf("there is no command %q", args[0]), hint}
}

// common are the flags that every command with a report has.
type common struct {
	output  []string
	at      string
	color   string
	failOn  string
	profile string
	quiet   bool
	verbose bool
	redact  bool

	configPath string
	config     *config.File // nil when there is none

	s3               s3helper.Reader
	region, endpoint string
	timeout          time.Duration
	maxSize          int64

	moreFormats []string // beside those of every command
	files       []*reportFile
	placing     sync.Mutex // for files, over, and what makes files: see unlessOver
	over        bool       // the run is given up
}

func (o *common) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringArrayVarP(&o.output, "output", "o", []string{report.FormatText}, "format of the result, or FORMAT=FILE; may be repeated: "+strings.Join(o.formats(), ", "))
	f.StringVar(&o.at, "at", "", "judge as at this time, RFC 3339 (default now)")
	f.StringVar(&o.color, "color", "auto", "colour: auto, always or never; NO_COLOR is honoured")
	f.StringVar(&o.failOn, "fail-on", report.FailOnError, "least severity that makes the exit code 1: error, warning or never")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "show only what does not pass, and the summary")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "show every chain, fact and fingerprint")
	f.BoolVar(&o.redact, "redact", false, "hide names, serial numbers and clients' files behind stand-ins (CA 3, client 2); fingerprints, key ids, dates\n"+
		"and algorithms stay: they tell no name, but whoever has a certificate can recognise it by them; so does the\ntruststore's own file name")
	f.StringVar(&o.region, "region", "", "AWS region of the bucket (default: from the environment, else found out)")
	f.StringVar(&o.endpoint, "endpoint-url", "", "endpoint of an S3-compatible server")
	f.DurationVar(&o.timeout, "timeout", truststore.DefaultS3Timeout, "longest time for one download from S3, signing in included")
	f.Int64Var(&o.maxSize, "max-size", truststore.DefaultMaxSize, "largest input in bytes")
	complete(c, "output", o.formats()...)
	complete(c, "color", "auto", "always", "never")
	complete(c, "fail-on", report.FailOnError, report.FailOnWarning, report.FailOnNever)
}

func complete(c *cobra.Command, flag string, values ...string) {
	// The only error is an unknown flag, which the tests of the command line would show at once.
	_ = c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

// check refuses values that no command can use.
func (o *common) check() error {
	for _, f := range []struct {
		name, value string
		allowed     []string
	}{
		{"color", o.color, []string{"auto", "always", "never"}},
		{"fail-on", o.failOn, []string{report.FailOnError, report.FailOnWarning, report.FailOnNever}},
	} {
		if !contains(f.allowed, f.value) {
			return &usageError{fmt.Sprintf("--%s %q is not %s", f.name, f.value, anyOf(f.allowed)), "choose one of these"}
		}
	}
	if o.maxSize <= 0 || o.timeout <= 0 {
		return &usageError{"--max-size and --timeout have to be greater than zero", "leave them out for the defaults"}
	}
	if strings.Trim(o.region, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" {
		return &usageError{fmt.Sprintf("--region %q cannot be the name of a region", o.region), "write it like eu-central-1, or leave it out: it is found out"}
	}
	return nil
}

func anyOf(list []string) string {
	last := len(list) - 1
	return strings.Join(list[:last], ", ") + " or " + list[last]
}

func contains(list []string, s string) bool {
	for _, have := range list {
		if have == s {
			return true
		}
	}
	return false
}

// evaluationTime reads --at; without it the clock is read, the only place where it is.
func (o *common) evaluationTime() (time.Time, error) {
	if o.at == "" {
		return time.Now().UTC().Truncate(time.Second), nil
	}
	for _, form := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(form, o.at); err == nil && t.UTC().Year() >= 0 && t.UTC().Year() <= 9999 {
			return t.UTC(), nil
		}
	}
	return time.Time{}, &usageError{fmt.Sprintf("--at %q is not a time", o.at), "write it as 2026-06-01T00:00:00Z or 2026-06-01"}
}

func (o *common) readOptions(s streams) truststore.ReadOptions {
	return truststore.ReadOptions{Stdin: s.in, MaxSize: o.maxSize, ReadS3: o.s3.Read,
		S3: truststore.S3Options{Region: o.region, EndpointURL: o.endpoint, Timeout: o.timeout}}
}
