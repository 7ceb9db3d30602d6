package cmd

import "github.com/spf13/cobra"

// onceFlag names a file. One after another would take the place of the first without a word.
type onceFlag struct {
	ref        *string
	name, hint string
}

func (f onceFlag) Type() string   { return "string" }
func (f onceFlag) String() string { return *f.ref }

func (f onceFlag) Set(ref string) error {
	if *f.ref != "" {
		return &usageError{"--" + f.name + " is given more than once", f.hint}
	}
	*f.ref = ref
	return nil
}

const joinFiles = "join the files in one (cat a.pem b.pem >all.pem)"

func truststoreFlag(c *cobra.Command, ref *string) {
	c.Flags().VarP(onceFlag{ref, "truststore", "a gateway has one truststore: " + joinFiles}, "truststore", "t", "truststore: PEM bundle on disk, - or s3://")
}

func passinFlag(c *cobra.Command, source *string) {
	const hint = "one pass phrase serves all encrypted keys: check keys with different ones in turn"
	c.Flags().Var(onceFlag{source, "passin", hint}, "passin", "pass phrase of the key: env:NAME or file:PATH")
}
