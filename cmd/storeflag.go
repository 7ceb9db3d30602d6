package cmd

import "github.com/spf13/cobra"

// storeFlag is --truststore. One after another would take the place of the first without a word.
type storeFlag struct{ ref *string }

func (f storeFlag) Type() string   { return "string" }
func (f storeFlag) String() string { return *f.ref }

func (f storeFlag) Set(ref string) error {
	if *f.ref != "" {
		return &usageError{"--truststore is given more than once", "a gateway has one truststore: join the files in one (cat a.pem b.pem >all.pem)"}
	}
	*f.ref = ref
	return nil
}

func truststoreFlag(c *cobra.Command, ref *string) {
	c.Flags().VarP(storeFlag{ref}, "truststore", "t", "truststore: PEM bundle on disk, - or s3://")
}
