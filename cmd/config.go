package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/mtlscheck/mtlscheck/internal/config"
	"github.com/mtlscheck/mtlscheck/report"
)

// noConfig is the value of --config that goes without.
const noConfig = "none"

// readsConfig makes a command read the configuration before it runs. Commands that find nothing do without: a mistake
// in the file must not keep anybody from asking what it means.
func (o *common) readsConfig(c *cobra.Command) {
	c.Flags().StringVar(&o.configPath, "config", "", "configuration with waivers, or none (default: "+config.Name+", looked for upwards)")
	c.PreRunE = func(c *cobra.Command, _ []string) error {
		file, err := loadConfig(o.configPath)
		if err != nil || file == nil {
			return err
		}
		o.config = file
		return o.takeDefaults(c, file)
	}
}

// loadConfig reads the configuration that --config names, or the one that holds here; nil when there is none.
func loadConfig(path string) (*config.File, error) {
	if path == noConfig {
		return nil, nil
	}
	ref := path
	if path == "" {
		dir, err := os.Getwd()
		if err != nil {
			return nil, &usageError{"the working directory cannot be told: " + err.Error(), "name the configuration with --config, or go without with --config none"}
		}
		if path, err = config.Find(dir); err != nil {
			return nil, &usageError{path + ": it cannot be looked at", "let this user read it; --config none goes without"}
		}
		if path == "" {
			return nil, nil
		}
		if ref, err = filepath.Rel(dir, path); err != nil {
			ref = path
		}
	}
	file, err := config.Load(path, ref)
	var wrong *config.Error
	if errors.As(err, &wrong) {
		return nil, &usageError{wrong.Error(), wrong.Problems[0].Hint}
	}
	return file, err
}

// takeDefaults sets the flags that the command line leaves out and the command has.
func (o *common) takeDefaults(c *cobra.Command, file *config.File) error {
	for _, d := range file.Defaults {
		flag := c.Flags().Lookup(d.Flag)
		if flag == nil || flag.Changed {
			continue
		}
		if err := flag.Value.Set(d.Value); err != nil {
			return &usageError{fmt.Sprintf("%s:%d: %s", file.Ref, d.Line, err), "mtlscheck config init prints a configuration that is right"}
		}
	}
	return nil
}

// useConfig makes the waivers of the configuration those of the run, and tells that it was read.
func (j *job) useConfig(at time.Time) {
	file := j.options.config
	if file == nil {
		return
	}
	j.waivers = file.At(at)
	j.inputs = append(j.inputs, report.Input{Ref: file.Ref, Role: report.RoleConfig, SHA256: file.SHA256, Size: file.Size})
}

func newConfig(s streams, code *int) *cobra.Command {
	c := &cobra.Command{
		Use:   "config",
		Short: "Write a configuration, or see whether one is right",
		Long: `The configuration is ` + config.Name + `, looked for in the working directory and in those above it up to
the root of the repository (the directory with .git), or the file that --config names. It has
defaults of flags, and waivers: findings that may pass, for a reason and until a day.`,
		Args: noSuchCommand,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newConfigInit(s), newConfigCheck(s, code))
	return c
}

func newConfigInit(s streams) *cobra.Command {
	to := ""
	c := &cobra.Command{
		Use:     "init",
		Short:   "Print a configuration with comments",
		Example: "  mtlscheck config init\n  mtlscheck config init --to " + config.Name,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if to == "" || to == "-" {
				_, err := fmt.Fprint(s.out, config.Example)
				return err
			}
			return writeExample(to)
		},
	}
	c.Flags().StringVar(&to, "to", "", "file to write; one that exists is not overwritten (default: standard output)")
	return c
}

func writeExample(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return &usageError{path + " exists already", "name another file, or take it away first"}
	}
	if err := writeNew(path, []byte(config.Example), false); err != nil {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	return nil
}

func newConfigCheck(s streams, code *int) *cobra.Command {
	o := &common{}
	c := &cobra.Command{
		Use:   "check [FILE]",
		Short: "Say whether the configuration is right, and how its waivers stand",
		Long: `Reads a configuration, the one that holds here if none is named, tells every mistake with its line,
and lists the waivers: which hold, which expire soon, which have expired. Exit code 2 for a mistake.
Whether a waiver still serves is told by the runs that use it.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return o.interruptible(func(ctx context.Context) error { return runConfigCheck(ctx, s, o, args, code) })
		},
	}
	o.flags(c)
	for _, unused := range []string{"region", "endpoint-url", "timeout", "max-size"} {
		_ = c.Flags().MarkHidden(unused) // the only error is an unknown flag
	}
	return c
}

func runConfigCheck(ctx context.Context, s streams, o *common, args []string, code *int) error {
	path := ""
	if len(args) == 1 {
		path = args[0]
	}
	file, err := checkConfig(s, path)
	if err != nil {
		return err
	}
	o.config = file
	j, err := o.start(ctx, s, "config check")
	if err != nil {
		return err
	}
	j.report.Config = report.NewSettings(file, j.at)
	return j.finish(code)
}

// checkConfig reads a configuration and says every mistake in it but the first, which is the error.
func checkConfig(s streams, path string) (*config.File, error) {
	dir, err := os.Getwd()
	if err == nil && path == "" {
		if path, err = config.Find(dir); err == nil && path == "" {
			return nil, &usageError{"there is no " + config.Name + " here or above", "mtlscheck config init --to " + config.Name + " writes one"}
		}
	}
	if err != nil {
		return nil, &usageError{config.Name + " cannot be looked for: " + err.Error(), "name the file"}
	}
	ref := path
	if rel, err := filepath.Rel(dir, path); err == nil && filepath.IsAbs(path) {
		ref = rel
	}
	file, err := config.Load(path, ref)
	var wrong *config.Error
	if !errors.As(err, &wrong) {
		return file, err
	}
	last := len(wrong.Problems) - 1
	for i, p := range wrong.Problems[:last] {
		speak(s.err, "error", wrong.Place(i)+": "+p.Fact)
		speak(s.err, "hint", p.Hint)
	}
	return nil, &usageError{wrong.Place(last) + ": " + wrong.Problems[last].Fact, wrong.Problems[last].Hint}
}
