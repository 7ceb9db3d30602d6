package cmd

import (
	"fmt"

	"github.com/spf13/cobra"
)

// helpTopics are commands that only have a text: mtlscheck help exit-codes.
func helpTopics() []*cobra.Command {
	return []*cobra.Command{
		{Use: "exit-codes", Short: "What the exit codes mean", Long: exitCodesText},
		{Use: "environment", Short: "The environment variables that are read", Long: environmentText},
	}
}

const exitCodesText = `The exit code is the same for every output format:

  0  passed: nothing found at or above --fail-on (default: error)
  1  findings: a client would be denied, loses or may lose access, keys differ,
     or a truststore has errors
  2  wrong usage or configuration
  3  an input could not be read, or holds nothing to check; or the result could not be written
  4  a remote source failed: S3, its credentials, the network

When several apply the highest wins: a run that could not read everything has not passed.
A denied client is an error, an unclear one a warning. timeline tells what will stop, as warnings;
that a client is denied already is for verify to tell, and leaves it at 0. 130 means interrupted.`

const environmentText = `  NO_COLOR       any value turns colour off, unless --color always
  TERM           "dumb" turns colour off

For s3:// inputs the AWS SDK's own variables hold: AWS_PROFILE, AWS_REGION, AWS_ACCESS_KEY_ID,
AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3, AWS_CA_BUNDLE and
the rest of its default credential chain, and HTTPS_PROXY and NO_PROXY. mtlscheck-s3 reads them,
which mtlscheck starts for such an input, and which stands beside it or in PATH. It asks S3 and
what the chain asks; nothing else is sent anywhere: no telemetry, no look for updates.`

// namesShell has cobra's completion command refuse what is no shell, which it answers with its help and the exit code 0.
func namesShell(root *cobra.Command, args []string) {
	if len(args) == 0 || args[0] != "completion" {
		return
	}
	root.InitDefaultCompletionCmd()
	c, _, err := root.Find(args[:1])
	if err != nil {
		return
	}
	c.Args = cobra.ArbitraryArgs
	c.RunE = func(_ *cobra.Command, args []string) error {
		fact := "no shell given"
		if len(args) > 0 {
			fact = fmt.Sprintf("there are no completions for %q", args[0])
		}
		return &usageError{fact, "the shells are bash, fish, powershell and zsh"}
	}
}
