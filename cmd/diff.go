package cmd

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/report"
)

type diffOptions struct {
	common
	before, after string
	clients       []string
	allowLoss     []string
}

func newDiff(s streams, code *int) *cobra.Command {
	o := &diffOptions{}
	c := &cobra.Command{
		Use:   "diff OLD NEW --clients FILE|DIR…",
		Short: "Say what a new truststore changes, and who loses access",
		Long: `Compares two truststores: which certificates are gone, came, were renewed or have a new key. With
--clients it judges every client by both and says who loses access, who gains it, and why. The exit
code is 1 when anyone loses access, or may, who is not named with --allow-loss. A client may lose it
who is accepted with the old one and unclear with the new one, or unclear and then denied.

OLD and NEW are files, - for standard input, or s3://bucket/key[?versionId=…].`,
		Example: `  mtlscheck diff old.pem new.pem --clients clients/
  mtlscheck diff 's3://bucket/truststore.pem?versionId=3sL4kq' new.pem --clients clients/ --allow-loss merchant-7
  git show main:truststore.pem | mtlscheck diff - truststore.pem --clients clients/`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return &usageError{"two truststores are wanted, the old one and the new one", "mtlscheck diff OLD NEW --clients FILE|DIR"}
			}
			o.before, o.after = args[0], args[1]
			return o.interruptible(func(ctx context.Context) error { return runDiff(ctx, s, o, code) })
		},
	}
	o.flags(c)
	o.readsConfig(c)
	o.clientFlags(c, &o.clients)
	c.Flags().StringArrayVar(&o.allowLoss, "allow-loss", nil, "a client that is allowed to lose access: its file, common name or SHA-256; may be repeated")
	return c
}

// clientFlags are those of commands that judge known clients by a gateway's rules.
func (o *common) clientFlags(c *cobra.Command, clients *[]string) {
	c.Flags().StringArrayVar(clients, "clients", nil, "certificates of known clients: a file or directory; may be repeated")
	c.Flags().StringVar(&o.profile, "profile", "apigateway", "rules to judge by: apigateway, alb or cloudfront")
	complete(c, "profile", "apigateway", "alb", "cloudfront")
}

// gateway gives the rules of a profile that is a gateway's: openssl lets nobody in.
func (o *common) gateway() (*certcheck.Policy, error) {
	policy := o.policy()
	if policy == nil || o.profile == "openssl" {
		return nil, &usageError{"there is no profile " + o.profile + " here", "the profiles are apigateway, alb and cloudfront"}
	}
	return policy, nil
}

// values refuses empty ones among those of a repeated flag, as an unset variable leaves them.
func values(flag string, list []string) error {
	if contains(list, "") {
		return &usageError{"--" + flag + " is empty", "give it a value, or leave it out"}
	}
	return nil
}

func runDiff(ctx context.Context, s streams, o *diffOptions, code *int) error {
	policy, err := o.check()
	if err != nil {
		return err
	}
	j, err := o.start(ctx, s, "diff")
	if err != nil {
		return err
	}
	if err := j.diff(o, policy); err != nil {
		return err
	}
	return j.finish(code)
}

func (o *diffOptions) check() (*certcheck.Policy, error) {
	if err := values("clients", o.clients); err != nil {
		return nil, err
	}
	if err := values("allow-loss", o.allowLoss); err != nil {
		return nil, err
	}
	if len(o.allowLoss) > 0 && len(o.clients) == 0 {
		return nil, &usageError{"--allow-loss without --clients", "name the clients to judge with --clients"}
	}
	if err := onlyOneStdin(append([]string{o.before, o.after}, o.clients...)...); err != nil {
		return nil, err
	}
	return o.gateway()
}

func (j *job) diff(o *diffOptions, policy *certcheck.Policy) error {
	j.about(policy, len(o.clients) > 0)
	before, err := j.storeAside(o.before)
	if err != nil {
		return err
	}
	after, err := j.store(o.after)
	if err != nil || before == nil || after == nil || before.Ledger.Accepted == 0 || after.Ledger.Accepted == 0 {
		return err
	}
	j.problems = append(j.problems, asNotes(report.Problems(before, report.RoleTruststore))...)
	return j.compare(before, after, o.clients, policy, newAllowance(o.allowLoss))
}

// about says in the report which rules it judges by, and what no verdict covers.
func (j *job) about(policy *certcheck.Policy, judges bool) {
	j.report.Profile = policy.Name
	if judges && policy.Name == "apigateway" {
		j.report.NotChecked = notChecked()
	}
}

// asNotes makes remarks of what is wrong with an input that is about to be replaced.
func asNotes(list []report.Finding) []report.Finding {
	for i := range list {
		list[i].Severity = report.SeverityNote
	}
	return list
}
