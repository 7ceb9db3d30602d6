// Bare is the least that a program with cobra and five commands can be: the yardstick for mtlscheck's start-up.
package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
)

func main() {
	root := &cobra.Command{Use: "bare"}
	for _, name := range []string{"verify", "match", "inspect", "demo", "version"} {
		root.AddCommand(&cobra.Command{Use: name, Run: func(*cobra.Command, []string) { fmt.Println(name) }})
	}
	if err := root.Execute(); err != nil {
		os.Exit(1)
	}
}
