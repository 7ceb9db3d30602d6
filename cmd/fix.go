package cmd

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/rewrite"
	"github.com/mtlscheck/mtlscheck/report"
	"github.com/mtlscheck/mtlscheck/truststore"
)

type fixOptions struct {
	common
	truststore string
	to         string
	clients    []string
	force      bool
	drop       rewrite.Options
}

func newFix(s streams, code *int) *cobra.Command {
	o := &fixOptions{}
	c := &cobra.Command{
		Use:   "fix TRUSTSTORE --to FILE",
		Short: "Write a clean truststore to a new file, and say what was left out",
		Long: `Writes the certificates of a truststore anew: one plain PEM block each, in the order of the file, lines
of 64 characters that end with LF. Private keys, requests, revocation lists and whatever else is no
certificate never go along, and each is named. Certificates are left out only as the flags say. What
should be a certificate and cannot be read is lost: that is a warning, and --fail-on warning makes the
exit code 1.

With --clients every client is judged by both files, and nothing is written when one would lose
access, or might. The input is never overwritten. With --to - the truststore goes to standard output
and the report to standard error.`,
		Example: `  mtlscheck fix truststore.pem --to clean.pem --clients clients/
  mtlscheck fix truststore.pem --to clean.pem --drop-duplicates --drop-expired --drop-text
  cat ca-1.pem ca-2.pem | mtlscheck fix - --to - >truststore.pem`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &usageError{"one truststore is wanted", "mtlscheck fix TRUSTSTORE --to FILE"}
			}
			o.truststore = args[0]
			return o.interruptible(func(ctx context.Context) error { return runFix(ctx, s, o, code) })
		},
	}
	o.flags(c)
	o.readsConfig(c)
	o.clientFlags(c, &o.clients)
	f := c.Flags()
	f.Var(onceFlag{&o.to, "to", "fix writes one file"}, "to", "the file to write, or - for standard output")
	f.BoolVar(&o.force, "force", false, "replace the file if it exists (never the input)")
	f.BoolVar(&o.drop.DropDuplicates, "drop-duplicates", false, "leave out further copies of a certificate")
	f.BoolVar(&o.drop.DropText, "drop-text", false, "leave out text between the certificates")
	f.BoolVar(&o.drop.DropExpired, "drop-expired", false, "leave out certificates that have ended")
	f.BoolVar(&o.drop.DropNonCA, "drop-non-ca", false, "leave out certificates that are no CA's, but for self-signed ones")
	f.BoolVar(&o.drop.DropSelfSigned, "drop-self-signed", false, "with --drop-non-ca: these too")
	return c
}

func runFix(ctx context.Context, s streams, o *fixOptions, code *int) error {
	policy, err := o.check()
	if err != nil {
		return err
	}
	if err := o.checkTarget(s); err != nil {
		return err
	}
	told := s
	if o.to == "-" {
		told.out = s.err
	}
	j, err := o.start(ctx, told, "fix")
	if err != nil {
		return err
	}
	o.drop.At = j.at
	if err := j.fix(o, policy, s); err != nil {
		return err
	}
	return j.finish(code)
}

func (o *fixOptions) check() (*certcheck.Policy, error) {
	switch {
	case o.to == "":
		return nil, &usageError{"no file to write is given", "name it with --to FILE, or --to - for standard output"}
	case o.drop.DropSelfSigned && !o.drop.DropNonCA:
		return nil, &usageError{"--drop-self-signed without --drop-non-ca", "add --drop-non-ca"}
	}
	if err := values("clients", o.clients); err != nil {
		return nil, err
	}
	if err := onlyOneStdin(append([]string{o.truststore}, o.clients...)...); err != nil {
		return nil, err
	}
	return o.gateway()
}

// fix writes a truststore anew. It is written last, when nothing speaks against it.
func (j *job) fix(o *fixOptions, policy *certcheck.Policy, s streams) error {
	j.about(policy, len(o.clients) > 0)
	store, err := j.read(&j.intake, o.truststore, report.RoleTruststore)
	if err != nil || store == nil {
		return err
	}
	made := rewrite.Rewrite(store, o.drop)
	nothing := store.Ledger.Accepted == 0 && !holdsLost(store)
	if nothing {
		j.nothingToCheck(store, report.RoleTruststore)
	}
	j.tellStore(store)
	j.report.Truststore.Problems = nil // what is left out and mended is told as such
	j.report.Fixed, j.report.Findings = report.NewFixed(store.Object.Ref, o.to, made)
	if nothing {
		return nil // the failure is noted
	}
	if len(made.Kept) == 0 {
		j.fail(report.RoleTruststore, &report.Failure{Ref: store.Object.Ref, Fact: "nothing would be left of it: nothing is written",
			Hint: "leave out fewer certificates", Code: report.ExitInput})
		return nil
	}
	if err := j.proveHarmless(o, store, made, policy); err != nil || j.refused(o.to) {
		return err
	}
	return j.writeFixed(o, made, s)
}

// proveHarmless compares what was read with what would be written, for every known client.
func (j *job) proveHarmless(o *fixOptions, store *truststore.Bundle, made *rewrite.Result, policy *certcheck.Policy) error {
	after, err := truststore.Load(&truststore.Object{Ref: o.to, Data: made.Data, SHA256: sha256.Sum256(made.Data)})
	if err != nil {
		return err
	}
	return j.compare(store, after, o.clients, policy, newAllowance(nil))
}

// refused tells whether something speaks against writing, and says so whatever --fail-on is: the file is not there.
func (j *job) refused(to string) bool {
	counts := j.report.Diff.Counts
	lose := counts.Loses + counts.MayLose
	switch {
	case lose > 0:
		j.failures = append(j.failures, &report.Failure{Ref: to, Code: report.ExitFindings,
			Fact: fmt.Sprintf("not written: of the known clients, %d would or might lose access", lose), Hint: "keep what they need, or write without --clients"})
	case len(j.failures) > 0:
		j.failures = append(j.failures, &report.Failure{Ref: to, Code: report.ExitInput,
			Fact: "not written: not every client could be judged", Hint: "mend the inputs above"})
	}
	return len(j.failures) > 0
}

func (j *job) writeFixed(o *fixOptions, made *rewrite.Result, s streams) error {
	if err := o.spareInputs(j.inputs); err != nil {
		return err
	}
	var err error
	if o.to == "-" {
		_, err = s.out.Write(made.Data)
	} else {
		err = o.unlessOver(func() error { return writeNew(o.to, made.Data, o.force) })
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	sum := sha256.Sum256(made.Data)
	fixed := j.report.Fixed
	fixed.Written, fixed.SHA256, fixed.Size = true, hex.EncodeToString(sum[:]), len(made.Data)
	return nil
}
