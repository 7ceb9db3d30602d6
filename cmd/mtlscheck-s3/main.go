// Mtlscheck-s3 reads truststores from S3 for mtlscheck, which starts it for s3:// inputs; nobody runs it by hand. It is
// the only one of the two that holds the AWS SDK and speaks with the network.
package main

import (
	"os"

	"github.com/mtlscheck/mtlscheck/internal/s3helper"
	"github.com/mtlscheck/mtlscheck/truststore/s3"
)

func main() {
	os.Exit(s3helper.Serve(os.Args[1:], os.Stdout, os.Stderr, s3.Read))
}
