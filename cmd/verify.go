package cmd

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/internal/keyfile"
	"github.com/mtlscheck/mtlscheck/report"
	"github.com/mtlscheck/mtlscheck/truststore"
)

type verifyOptions struct {
	common
	truststore    string
	clients       []string
	key           string
	passin        string
	intermediates string
	purpose       string
	showOpenSSL   bool
	authLevel     int
	crl           string
	crlCheckAll   bool
}

func newVerify(s streams, code *int) *cobra.Command {
	o := &verifyOptions{}
	c := &cobra.Command{
		Use:   "verify -t TRUSTSTORE CLIENT…",
		Short: "Say whether the gateway lets a client in, and why not",
		Long: `Judges client certificates against a truststore by the rules of Amazon API Gateway and predicts
what it answers and logs. Nothing is sent anywhere unless an argument is an s3:// URI.

TRUSTSTORE and CLIENT are files, - for standard input, or s3://bucket/key[?versionId=…].
CLIENT may also be a directory. A file may hold several certificates; CA certificates beside
a client's own are taken as what the client sends, which API Gateway does not use.`,
		Example: `  mtlscheck verify -t truststore.pem client.pem --key client.key
  mtlscheck verify -t 's3://bucket/truststore.pem?versionId=3sL4kq' clients/ --output json
  mtlscheck verify -t truststore.pem client.pem --intermediates chain.pem --at 2027-01-01`,
		RunE: func(_ *cobra.Command, args []string) error {
			o.clients = args
			return o.interruptible(func(ctx context.Context) error { return runVerify(ctx, s, o, code) })
		},
	}
	o.flags(c)
	o.readsConfig(c)
	truststoreFlag(c, &o.truststore)
	c.Flags().Var(onceFlag{&o.key, "key", "mtlscheck match compares several keys"}, "key", "private key of the client, to see whether it fits")
	passinFlag(c, &o.passin)
	c.Flags().Var(onceFlag{&o.intermediates, "intermediates", joinFiles}, "intermediates", "certificates that the client sends beside its own")
	c.Flags().StringVar(&o.profile, "profile", "apigateway", "rules to judge by: apigateway, alb, cloudfront or openssl")
	c.Flags().StringVar(&o.purpose, "purpose", "client", "purpose that openssl's answer is for: client, server or any")
	c.Flags().BoolVar(&o.showOpenSSL, "show-openssl", false, "print the openssl commands that ask the same")
	c.Flags().IntVar(&o.authLevel, "auth-level", 0, "security level that openssl's answer is for: 0 to 5")
	c.Flags().Var(onceFlag{&o.crl, "crl", joinFiles}, "crl", "revocation lists for --profile openssl, as -crl_check (API Gateway never looks at any)")
	c.Flags().BoolVar(&o.crlCheckAll, "crl-check-all", false, "with --crl: every certificate of the chain needs a list")
	complete(c, "profile", "apigateway", "alb", "cloudfront", "openssl")
	complete(c, "purpose", "client", "server", "any")
	return c
}

func (o *verifyOptions) check() error {
	switch {
	case o.truststore == "":
		return &usageError{"no truststore given", "mtlscheck verify -t TRUSTSTORE CLIENT…"}
	case len(o.clients) == 0:
		return &usageError{"no client certificate given", "mtlscheck verify -t TRUSTSTORE CLIENT…"}
	case o.policy() == nil:
		return &usageError{"there is no profile " + o.profile, "the profiles are apigateway, alb, cloudfront and openssl"}
	case o.purpose != "client" && o.purpose != "server" && o.purpose != "any":
		return &usageError{"there is no purpose " + o.purpose, "the purposes are client, server and any"}
	case o.crl != "" && o.profile != "openssl":
		return &usageError{"--crl without --profile openssl: " + o.profile + " is not asked about revocation here", "add --profile openssl"}
	case o.crlCheckAll && o.crl == "":
		return &usageError{"--crl-check-all without --crl", "name the revocation lists with --crl"}
	case o.authLevel < 0 || o.authLevel > 5:
		return &usageError{"--auth-level goes from 0 to 5", "leave it out for openssl's default"}
	case o.passin != "" && o.key == "":
		return &usageError{"--passin without --key", "name the private key with --key"}
	}
	return onlyOneStdin(append([]string{o.truststore, o.key, o.intermediates, o.crl}, o.clients...)...)
}

// policy gives the rules of a profile; nil when there is none of that name.
func (o *common) policy() *certcheck.Policy {
	switch o.profile {
	case "apigateway":
		return certcheck.APIGateway()
	case "alb":
		return certcheck.ALB()
	case "cloudfront":
		return certcheck.CloudFront()
	case "openssl":
		return certcheck.OpenSSLProfile()
	}
	return nil
}

func runVerify(ctx context.Context, s streams, o *verifyOptions, code *int) error {
	if err := o.check(); err != nil {
		return err
	}
	j, err := o.start(ctx, s, "verify")
	if err != nil {
		return err
	}
	j.report.Profile = o.profile
	if o.profile == "apigateway" {
		j.report.NotChecked = notChecked()
	}
	if err := j.verify(o); err != nil {
		return err
	}
	return j.finish(code)
}

// notChecked says what no verdict here covers
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html).
func notChecked() []string {
	return []string{
		"revocation, which API Gateway never checks",
		"names and identity, which are an authorizer's job",
		"whether the domain was updated to this version of the truststore",
	}
}

func (j *job) verify(o *verifyOptions) error {
	store, err := j.store(o.truststore)
	if err != nil {
		return err
	}
	sent, err := j.intermediates(o.intermediates)
	if err != nil || store == nil || store.Ledger.Accepted == 0 && o.profile != "openssl" {
		return err
	}
	var fit *clientKey
	if o.key != "" {
		if fit, err = j.clientKey(o); err != nil {
			return err
		}
	}
	policy := o.policy()
	checker := certcheck.New(store, policy)
	if ok, err := j.askOpenSSL(checker, o); !ok {
		return err
	}
	r := &replay{o: o, at: j.at}
	g := &judge{job: j, sent: sent, firstOnly: o.profile == "openssl", ask: func(c certcheck.Client, counts *report.Summary) answer {
		told := j.diagnose(checker, policy, c, fit)
		j.waiveClient(&told, c.Entry.Certificate)
		told.Commands = r.commands(c)
		counts.Add(&told)
		return j.writing(j.stream.Render(&told))
	}}
	j.report.Inputs = j.inputs // what is known before the clients
	return j.judgeAll(g, o.clients, o.key != "")
}

// clientKey is the private key that the one client would use.
type clientKey struct {
	ref    string
	key    *keyfile.Key
	public truststore.PublicKey
}

// clientKey reads the key; nil when that failed, which is then in the report: the verdict does not need it. Nor does it
// need a sound one: damage is a finding beside it.
func (j *job) clientKey(o *verifyOptions) (*clientKey, error) {
	key, err := j.key(o.key, o.passin)
	if key == nil {
		return nil, err
	}
	holder, err := keyHolder(o.key, key)
	if key.Damage != "" {
		j.problems = append(j.problems, oddOne(certcheck.KeyMatch{}, holder))
	}
	return &clientKey{o.key, key, holder.Key}, err
}

// diagnose tells of one client. Of one that is not shown and has no findings there is nothing to tell but the verdict,
// which is counted.
func (j *job) diagnose(checker *certcheck.Checker, policy *certcheck.Policy, c certcheck.Client, fit *clientKey) report.Client {
	if fit != nil {
		c.Key, c.KeyRef = &fit.public, fit.ref
	}
	judged := checker.Judge(c, j.at)
	if verdict := string(judged.Verdict); judged.Clean() && j.stream.Omits(verdict) {
		return report.Client{Verdict: verdict}
	}
	told := report.NewClient(c, judged.Diagnosis(), policy)
	if fit != nil {
		public := c.Entry.Certificate.PublicKey
		told.Key = &report.KeyFit{Ref: fit.ref, Format: fit.key.Format, Damage: fit.key.Damage, Fits: fit.public.Same(public)}
		told.Key.Unclear = !told.Key.Fits && !fit.public.Differs(public)
	}
	return told
}
