package cmd

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/lint"
	"github.com/mtlscheck/mtlscheck/report"
)

type lintOptions struct {
	common
	truststore    string
	expiresWithin days
}

func newLint(s streams, code *int) *cobra.Command {
	o := &lintOptions{expiresWithin: 30}
	c := &cobra.Command{
		Use:   "lint TRUSTSTORE",
		Short: "Say whether a truststore may be uploaded",
		Long: `Looks at every byte of a truststore: what would be lost, what would let nobody in or too many, and
what will stop soon. mtlscheck rules lists what is looked for.`,
		Example: `  mtlscheck lint truststore.pem
  mtlscheck lint s3://bucket/truststore.pem --expires-within 60d --fail-on warning
  mtlscheck lint truststore.pem --output sarif=lint.sarif --output text`,
		Args: oneTruststore,
		RunE: func(_ *cobra.Command, args []string) error {
			o.truststore = args[0]
			return o.interruptible(func(ctx context.Context) error { return runLint(ctx, s, o, code) })
		},
	}
	o.flags(c)
	o.readsConfig(c)
	c.Flags().Var(&o.expiresWithin, "expires-within", "tell of certificates that expire within so many days")
	return c
}

func oneTruststore(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return &usageError{"one truststore is wanted", "mtlscheck lint TRUSTSTORE"}
	}
	return nil
}

func runLint(ctx context.Context, s streams, o *lintOptions, code *int) error {
	j, err := o.start(ctx, s, "lint")
	if err != nil {
		return err
	}
	store, err := j.store(o.truststore)
	if err != nil {
		return err
	}
	if store != nil {
		j.report.Truststore.Problems = nil // the rules tell of them
		policy := certcheck.APIGateway()
		found := lint.Run(&lint.Input{Bundle: store, Checker: certcheck.New(store, policy), Policy: policy,
			At: j.at, ExpiresWithin: o.expiresWithin.duration()})
		j.report.Findings, j.report.Rules = report.NewLintFindings(found), report.NewLintRules(found)
	}
	return j.finish(code)
}
