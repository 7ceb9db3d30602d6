package cmd

import (
	"fmt"
	"io"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// build is where this program comes from, as far as the linker knows.
type build struct {
	version, commit, date, golang string
	modified                      bool
}

func buildVersion() build {
	b := build{version: "(devel)"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	b.golang = info.GoVersion
	if info.Main.Version != "" {
		b.version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.commit = s.Value
		case "vcs.time":
			b.date = s.Value
		case "vcs.modified":
			b.modified = s.Value == "true"
		}
	}
	return b
}

func newVersion(s streams, _ *int) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Show the version, commit and Go version",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return tellVersion(s.out) },
	}
}

func tellVersion(w io.Writer) error {
	b := buildVersion()
	text := fmt.Sprintf("mtlscheck %s\n", b.version)
	if b.commit != "" {
		text += fmt.Sprintf("commit %s (%s)%s\n", b.commit, b.date, map[bool]string{true: ", modified"}[b.modified])
	}
	if _, err := io.WriteString(w, text+b.golang+"\n"); err != nil {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	return nil
}
