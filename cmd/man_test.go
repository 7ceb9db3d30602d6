package cmd

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

var update = flag.Bool("update", false, "rewrite the manual pages")

// TestManualPagesFollowTheCommands keeps docs/man as the commands are: it is written from them.
func TestManualPagesFollowTheCommands(t *testing.T) {
	dir := filepath.Join("..", "docs", "man")
	want := manualPages(t)
	if *update {
		writePages(t, dir, want)
	}
	have, err := filepath.Glob(filepath.Join(dir, "*.1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range have {
		if _, ok := want[filepath.Base(file)]; !ok {
			t.Errorf("%s describes no command", file)
		}
	}
	for name, page := range want {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !bytes.Equal(got, page) {
			t.Errorf("%s does not follow the commands: go test ./cmd -update writes it anew", name)
		}
	}
}

// manualPages makes a page of each command. Their date is that of no clock: it would change them every month.
func manualPages(t *testing.T) map[string][]byte {
	code := 0
	root := newRoot(streams{strings.NewReader(""), io.Discard, io.Discard}, &code, nil)
	root.InitDefaultCompletionCmd()
	pages := map[string][]byte{}
	var add func(c *cobra.Command)
	add = func(c *cobra.Command) {
		if c.IsAdditionalHelpTopicCommand() || c.Name() == "help" {
			return
		}
		c.DisableAutoGenTag = true
		var page bytes.Buffer
		if err := doc.GenMan(c, &doc.GenManHeader{Section: "1", Source: "mtlscheck", Manual: "mtlscheck", Date: &time.Time{}}, &page); err != nil {
			t.Fatal(err)
		}
		if c == root {
			fmt.Fprintf(&page, ".SH EXIT STATUS\n.nf\n%s\n.fi\n.SH ENVIRONMENT\n.nf\n%s\n.fi\n", exitCodesText, environmentText)
		}
		pages[strings.ReplaceAll(c.CommandPath(), " ", "-")+".1"] = bytes.Replace(page.Bytes(), []byte(`"Jan 0001"`), []byte(`""`), 1)
		if c.Name() == "completion" {
			return // one page for all shells
		}
		for _, sub := range c.Commands() {
			add(sub)
		}
	}
	add(root)
	return pages
}

func writePages(t *testing.T, dir string, pages map[string][]byte) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name := range maps.Keys(pages) {
		if err := os.WriteFile(filepath.Join(dir, name), pages[name], 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
