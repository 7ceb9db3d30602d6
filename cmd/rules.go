package cmd

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/mtlscheck/mtlscheck/internal/lint"
	"github.com/mtlscheck/mtlscheck/report"
)

func newRules(s streams, code *int) *cobra.Command {
	o := &common{}
	c := &cobra.Command{
		Use:   "rules",
		Short: "List the rules of lint, with their sources",
		Args:  cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			return o.interruptible(func(ctx context.Context) error { return runRules(ctx, s, o, code) })
		},
	}
	o.flags(c)
	return c
}

func runRules(ctx context.Context, s streams, o *common, code *int) error {
	j, err := o.start(ctx, s, "rules")
	if err != nil {
		return err
	}
	for _, r := range lint.Rules() {
		j.report.Rules = append(j.report.Rules, report.NewRule(r))
	}
	return j.finish(code)
}
