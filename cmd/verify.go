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
  mtlscheck verify -t s3://bucket/truststore.pem?versionId=3sL4kq clients/ --output json
  mtlscheck verify -t truststore.pem client.pem --intermediates chain.pem --at 2027-01-01`,
		RunE: func(_ *cobra.Command, args []string) error {
			o.clients = args
			return interruptible(func(ctx context.Context) error { return runVerify(ctx, s, o, code) })
		},
	}
	o.flags(c)
	c.Flags().StringVarP(&o.truststore, "truststore", "t", "", "truststore: PEM bundle on disk, - or s3://")
	c.Flags().StringVar(&o.key, "key", "", "private key of the client, to see whether it fits")
	c.Flags().StringVar(&o.passin, "passin", "", "pass phrase of the key: env:NAME or file:PATH")
	c.Flags().StringVar(&o.intermediates, "intermediates", "", "certificates that the client sends beside its own")
	c.Flags().StringVar(&o.profile, "profile", "apigateway", "rules to judge by: apigateway")
	complete(c, "profile", "apigateway")
	return c
}

func (o *verifyOptions) check() error {
	switch {
	case o.truststore == "":
		return &usageError{"no truststore given", "mtlscheck verify -t TRUSTSTORE CLIENT…"}
	case len(o.clients) == 0:
		return &usageError{"no client certificate given", "mtlscheck verify -t TRUSTSTORE CLIENT…"}
	case o.profile != "apigateway":
		return &usageError{"there is no profile " + o.profile, "the profile is apigateway"}
	case o.passin != "" && o.key == "":
		return &usageError{"--passin without --key", "name the private key with --key"}
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
	j.report.NotChecked = notChecked()
	if err := j.verify(o); err != nil {
		return err
	}
	return j.finish(code)
}

// notChecked says what no verdict here covers (gateway rules 1.5.7, 1.5.10 and 1.6.1).
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
	if err != nil {
		return err
	}
	clients, err := j.clients(o.clients, sent)
	if err != nil || store == nil {
		return err
	}
	key, err := j.clientKey(o, clients)
	if err != nil {
		return err
	}
	return j.diagnose(certcheck.New(store, certcheck.APIGateway()), clients, key)
}

// clientKey reads the key of the one client and hands its public half over.
func (j *job) clientKey(o *verifyOptions, clients []certcheck.Client) (*keyfile.Key, error) {
	if o.key == "" || len(clients) == 0 {
		return nil, nil
	}
	if len(clients) > 1 {
		return nil, manyClients(len(clients))
	}
	key, err := j.key(o.key, o.passin)
	if key == nil {
		return nil, err
	}
	public, err := truststore.ParsePublicKey(key.SPKI)
	if err != nil {
		return nil, err
	}
	clients[0].Key, clients[0].KeyRef = &public, o.key
	return key, nil
}

func (j *job) diagnose(checker *certcheck.Checker, clients []certcheck.Client, key *keyfile.Key) error {
	progress := newProgress(j.streams.err, len(clients))
	defer progress.clear()
	for i, client := range clients {
		if err := j.ctx.Err(); err != nil {
			return err
		}
		progress.at(i)
		told := report.NewClient(client, checker.Diagnose(client, j.at))
		if key != nil {
			told.Key = &report.KeyFit{Ref: client.KeyRef, Format: key.Format, Damage: key.Damage, Fits: client.Key.Same(client.Entry.Certificate.PublicKey)}
		}
		j.report.Clients = append(j.report.Clients, told)
	}
	return nil
}
