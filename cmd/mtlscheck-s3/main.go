// Mtlscheck-s3 reads truststores from S3 for mtlscheck, which starts it for s3:// inputs; nobody runs it by hand. It is
// the only one of the two that holds the AWS SDK and speaks with the network.
package main

import (
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"

	"golang.org/x/term"

	"github.com/mtlscheck/mtlscheck/internal/s3helper"
	"github.com/mtlscheck/mtlscheck/truststore/s3"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == "--version" {
		fmt.Println(s3helper.Program, version())
		return
	}
	if len(os.Args) > 1 || term.IsTerminal(int(os.Stdin.Fd())) {
		fmt.Fprintf(os.Stderr, "%s reads s3:// inputs for mtlscheck, which starts it: mtlscheck verify -t s3://bucket/truststore.pem client.pem\n", s3helper.Program)
		os.Exit(2)
	}
	log.SetOutput(io.Discard) // packages of the standard library log what a server does, unescaped
	// An interrupt is for mtlscheck, which then ends this program too. It is caught and not ignored, because a
	// credential_process would inherit the deafness.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	questions := os.Stdin
	os.Stdin = terminal() // the SDK hands it to a credential_process, which may ask a person for a code
	if err := s3helper.Serve(questions, os.Stdout, alone(new(s3.Reader).Read)); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %s\n", s3helper.Program, err)
		os.Exit(3)
	}
}

// version is that of mtlscheck version, both being of one module.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// terminal is the one that the user sits at, or nothing to read from.
func terminal() *os.File {
	name := "/dev/tty"
	if runtime.GOOS == "windows" {
		name = "CONIN$"
	}
	for _, name := range []string{name, os.DevNull} {
		if file, err := os.Open(name); err == nil {
			return file
		}
	}
	return nil
}
