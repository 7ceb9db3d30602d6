package cmd

import (
	"bytes"
	"context"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/report"
	"github.com/mtlscheck/mtlscheck/testdata/certs"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// demoTime is when the sample certificates are judged.
const demoTime = "2026-06-01T00:00:00Z"

func newDemo(s streams, code *int) *cobra.Command {
	o := &common{}
	c := &cobra.Command{
		Use:   "demo",
		Short: "Run the main job on sample certificates, no AWS account needed",
		Long: `Judges six sample clients against a sample truststore, all of them inside the program, as at
2026-06-01. It shows what verify prints; its exit code is 0 although most of them are denied.`,
		Args: cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			o.at, o.failOn = demoTime, report.FailOnNever
			return o.interruptible(func(ctx context.Context) error { return runDemo(ctx, s, o, code) })
		},
	}
	o.flags(c)
	for _, unused := range []string{"at", "fail-on", "region", "endpoint-url", "timeout", "max-size"} {
		_ = c.Flags().MarkHidden(unused) // the only error is an unknown flag
	}
	return c
}

func runDemo(ctx context.Context, s streams, o *common, code *int) error {
	j, err := o.start(ctx, s, "demo")
	if err != nil {
		return err
	}
	j.report.Profile, j.report.NotChecked = "apigateway", notChecked()
	store, clients, err := j.samples()
	if err != nil {
		return err
	}
	j.tellStore(store)
	policy := certcheck.APIGateway()
	checker := certcheck.New(store, policy)
	for _, client := range clients {
		told := j.diagnose(checker, policy, client, nil)
		j.report.Summary.Add(&told)
		if err := j.stream.Client(j.report, j.stream.Render(&told)); err != nil {
			return err
		}
	}
	return j.finish(code)
}

// samples loads what the program carries along.
func (j *job) samples() (store *truststore.Bundle, clients []certcheck.Client, err error) {
	names, err := fs.Glob(certs.Demo, "demo/*.pem")
	if err != nil {
		return nil, nil, err
	}
	for _, name := range names {
		bundle, err := j.sample(name)
		if err != nil {
			return nil, nil, err
		}
		if name == "demo/truststore.pem" {
			store = bundle
			continue
		}
		clients = append(clients, splitClients(bundle, nil)...)
	}
	return store, clients, nil
}

func (j *job) sample(name string) (*truststore.Bundle, error) {
	data, err := fs.ReadFile(certs.Demo, name)
	if err != nil {
		return nil, err
	}
	object, err := truststore.ReadFrom(j.ctx, strings.TrimPrefix(name, "demo/"), bytes.NewReader(data), j.options.maxSize)
	if err != nil {
		return nil, err
	}
	j.inputs = append(j.inputs, report.NewInput(object, report.RoleFile))
	return truststore.Load(object)
}
