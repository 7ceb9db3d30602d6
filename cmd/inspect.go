package cmd

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/mtlscheck/mtlscheck/report"
	"github.com/mtlscheck/mtlscheck/truststore"
)

func newInspect(s streams, code *int) *cobra.Command {
	o := &common{}
	c := &cobra.Command{
		Use:   "inspect FILE…",
		Short: "Show every block of any certificate file, with lines",
		Long: `Takes files apart block by block, losing none: every certificate with its line, also those that
Go or openssl refuse, what was rejected and why, and what is no certificate at all.`,
		Example: `  mtlscheck inspect truststore.pem
  mtlscheck inspect --verbose client.pem
  openssl s_client -showcerts -connect host:443 </dev/null | mtlscheck inspect -`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &usageError{"no file given", "mtlscheck inspect FILE…"}
			}
			return o.interruptible(func(ctx context.Context) error { return runInspect(ctx, s, o, args, code) })
		},
	}
	o.flags(c)
	o.readsConfig(c)
	return c
}

func runInspect(ctx context.Context, s streams, o *common, files []string, code *int) error {
	if err := onlyOneStdin(files...); err != nil {
		return err
	}
	j, err := o.start(ctx, s, "inspect")
	if err != nil {
		return err
	}
	for _, ref := range files {
		bundle, err := j.read(&j.intake, ref, report.RoleFile)
		if err != nil {
			return err
		}
		if bundle == nil {
			continue
		}
		j.report.Files = append(j.report.Files, report.NewBundle(bundle, report.RoleFile, true))
		if bundle.Ledger.Accepted == 0 && bundle.Ledger.Other == countRejected(bundle) {
			j.nothingToShow(bundle)
		}
	}
	return j.finish(code)
}

// nothingToShow is nothingToCheck without the advice to do what was just done.
func (in *intake) nothingToShow(b *truststore.Bundle) {
	in.nothingToCheck(b, report.RoleFile)
	if b.Ledger.Seen > 0 && !holdsLost(b) {
		in.failures[len(in.failures)-1].Hint = "give a sound copy of the file"
	}
}

// countRejected counts the blocks of other kinds that could not be read: a file of nothing else holds nothing to show.
func countRejected(b *truststore.Bundle) int {
	n := 0
	for i := range b.Entries {
		if b.Entries[i].Kind != truststore.KindCertificate && b.Entries[i].Reject != "" {
			n++
		}
	}
	return n
}
