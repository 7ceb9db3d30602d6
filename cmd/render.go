package cmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/mtlscheck/mtlscheck/report"
	"github.com/mtlscheck/mtlscheck/truststore"
)

type renderOptions struct {
	common
	file   string
	decide bool // --fail-on was given
}

func newRender(s streams, code *int) *cobra.Command {
	o := &renderOptions{}
	c := &cobra.Command{
		Use:   "render REPORT",
		Short: "Write a stored report in other formats",
		Long: `Reads a report that --output json wrote, from a file, - or s3://, and writes it in any format. Nothing
is judged again, and no certificate is read.

The exit code is the one that the report itself ended with, so that a step in CI ends the same way
whatever format it writes; --fail-on decides it anew from the counts, except that a run whose inputs
failed stays failed. A report larger than --max-size is refused.`,
		Example: `  mtlscheck verify -t truststore.pem clients/ --output json=report.json
  mtlscheck render report.json --output sarif=report.sarif --output text
  mtlscheck render report.json --redact --output json=for-the-ticket.json`,
		Args: oneReport,
		RunE: func(c *cobra.Command, args []string) error {
			o.file, o.decide = args[0], c.Flags().Changed("fail-on")
			return o.interruptible(func(ctx context.Context) error { return runRender(ctx, s, o, code) })
		},
	}
	o.flags(c)
	_ = c.Flags().MarkHidden("at") // the only error is an unknown flag
	return c
}

func oneReport(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return &usageError{"one report is wanted", "mtlscheck render REPORT"}
	}
	return nil
}

func runRender(ctx context.Context, s streams, o *renderOptions, code *int) error {
	if o.at != "" {
		return &usageError{"--at with render: a stored report was judged at its own time", "leave --at out, or judge anew"}
	}
	j, err := o.start(ctx, s, "render")
	if err != nil {
		return err
	}
	object, err := truststore.Read(ctx, o.file, o.readOptions(s))
	if err != nil {
		return err
	}
	stored, err := report.Parse(object.Data)
	if err != nil {
		return &truststore.SourceError{Ref: o.file, Fact: err.Error(), Hint: "give a report that mtlscheck wrote with --output json=FILE"}
	}
	if o.decide {
		stored.Decide(o.failOn)
	}
	*code = stored.Summary.ExitCode
	return j.replay(stored, o.file)
}

// replay writes a stored report as if it were just being made.
func (j *job) replay(stored *report.Report, file string) error {
	j.report = stored
	clients := stored.Clients
	stored.Clients = nil
	for i := range clients {
		if err := j.ctx.Err(); err != nil {
			return err
		}
		if err := j.stream.Client(stored, j.stream.Render(&clients[i])); err != nil {
			return fmt.Errorf("%w: %w", errOutput, err)
		}
	}
	j.stream.Settle(stored)
	return j.end([]report.Input{{Ref: file}})
}
