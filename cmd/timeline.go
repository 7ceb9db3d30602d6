package cmd

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/timeline"
	"github.com/mtlscheck/mtlscheck/report"
)

type timelineOptions struct {
	common
	truststore    string
	clients       []string
	until         string
	within        days
	expiresWithin days
}

func newTimeline(s streams, code *int) *cobra.Command {
	o := &timelineOptions{expiresWithin: 30, within: -1}
	o.moreFormats = []string{report.FormatICal, report.FormatPrometheus}
	c := &cobra.Command{
		Use:   "timeline -t TRUSTSTORE --clients FILE|DIR…",
		Short: "Say when which clients will stop working, and because of which certificate",
		Long: `Lists every date at which a certificate of the truststore, or of a client's chain, ends or begins,
and judges the clients anew at each: a client that has a second chain does not stop with the first.

What stops within --expires-within is a warning. What has stopped already is told by verify.`,
		Example: `  mtlscheck timeline -t truststore.pem --clients clients/
  mtlscheck timeline -t truststore.pem --clients clients/ --within 400d --output ical=mtls.ics
  mtlscheck timeline -t truststore.pem --clients clients/ -o prometheus=/var/lib/node_exporter/mtls.prom`,
		RunE: func(_ *cobra.Command, args []string) error {
			o.clients = append(o.clients, args...)
			return o.interruptible(func(ctx context.Context) error { return runTimeline(ctx, s, o, code) })
		},
	}
	o.flags(c)
	o.readsConfig(c)
	o.clientFlags(c, &o.clients)
	truststoreFlag(c, &o.truststore)
	c.Flags().StringVar(&o.until, "until", "", "the last day, or RFC 3339 time, to look at")
	c.Flags().Var(&o.within, "within", "look only so many days ahead")
	c.Flags().Var(&o.expiresWithin, "expires-within", "warn of what stops within so many days")
	c.Flags().Lookup("within").DefValue = ""
	return c
}

func runTimeline(ctx context.Context, s streams, o *timelineOptions, code *int) error {
	policy, err := o.check()
	if err != nil {
		return err
	}
	j, err := o.start(ctx, s, "timeline")
	if err != nil {
		return err
	}
	until, err := o.end(j.at)
	if err != nil {
		return err
	}
	if err := j.timeline(o, policy, until); err != nil {
		return err
	}
	return j.finish(code)
}

func (o *timelineOptions) check() (*certcheck.Policy, error) {
	switch {
	case o.truststore == "":
		return nil, &usageError{"no truststore given", "mtlscheck timeline -t TRUSTSTORE --clients FILE|DIR"}
	case o.until != "" && o.within >= 0:
		return nil, &usageError{"--until and --within both say when to stop", "leave one of them out"}
	}
	if err := values("clients", o.clients); err != nil {
		return nil, err
	}
	if err := onlyOneStdin(append([]string{o.truststore}, o.clients...)...); err != nil {
		return nil, err
	}
	return o.gateway()
}

// end gives the last second to look at; the zero time when there is no limit. A day is looked at to its end.
func (o *timelineOptions) end(at time.Time) (time.Time, error) {
	if o.within >= 0 {
		return at.Add(o.within.duration()), nil
	}
	if o.until == "" {
		return time.Time{}, nil
	}
	until, err := time.Parse(time.RFC3339, o.until)
	if day, dayErr := time.Parse(time.DateOnly, o.until); dayErr == nil {
		until, err = day.Add(24*time.Hour-time.Second), nil
	}
	switch {
	case err != nil:
		return until, &usageError{fmt.Sprintf("--until %q is not a time", o.until), "write it as 2027-06-01 or 2027-06-01T00:00:00Z"}
	case until.Before(at):
		return until, &usageError{"--until lies before the time of evaluation, " + at.Format(time.RFC3339), "give a later day, or an earlier --at"}
	}
	return until.UTC(), nil
}

func (j *job) timeline(o *timelineOptions, policy *certcheck.Policy, until time.Time) error {
	j.about(policy, len(o.clients) > 0)
	store, err := j.store(o.truststore)
	if err != nil || store == nil || store.Ledger.Accepted == 0 {
		return err
	}
	line := timeline.New(store, policy, j.at, until)
	if len(o.clients) > 0 {
		g := &judge{job: j, ask: func(c certcheck.Client, counts *report.Summary) answer {
			story := line.Follow(c)
			counts.AddVerdict(string(story.Now.Verdict))
			return func() error { line.Enter(story); return nil }
		}}
		if err := j.judgeAll(g, o.clients, false); err != nil {
			return err
		}
	}
	window := report.Window{At: j.at, Until: until, ExpiresWithin: int(o.expiresWithin), Judged: len(o.clients) > 0}
	j.report.Timeline, j.report.Findings = report.NewTimeline(line, window, policy)
	return nil
}
