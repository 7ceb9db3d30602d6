package lint

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestRulesPage keeps docs/rules.md what the rules say of themselves.
func TestRulesPage(t *testing.T) {
	const file = "../../docs/rules.md"
	want := rulesPage()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(file); err != nil || strings.ReplaceAll(string(got), "\r\n", "\n") != want {
		t.Errorf("%s does not follow the rules: go test ./internal/lint -update writes it anew (%v)", file, err)
	}
}

func rulesPage() string {
	var b strings.Builder
	b.WriteString("# The rules of `mtlscheck lint`\n\n")
	b.WriteString("Made from the rules themselves by `go test ./internal/lint -update`; `mtlscheck rules` prints the same. The severity is\n" +
		"the usual one: where a finding is less grave the explanation says when. A rule is *documented* when an AWS page or an\n" +
		"RFC that the gateway is documented to follow says so, *observed* when someone published a reproduction or it was measured\n" +
		"with openssl and Go, *inferred* when reasoned from these, *unknown* when AWS's pages are silent, and *advice* when no\n" +
		"gateway asks for it.\n\n| rule | severity | basis | what is wrong |\n| --- | --- | --- | --- |\n")
	for _, r := range Rules() {
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s | %s | %s |\n", r.ID, r.ID, r.Severity, r.Basis, markdown(r.Title))
	}
	for _, r := range Rules() {
		fmt.Fprintf(&b, "\n## %s\n\n**%s** · %s · %s\n\n%s\n\n", r.ID, markdown(r.Title), r.Severity, r.Basis, markdown(r.Explanation))
		if r.Upload != "" {
			fmt.Fprintf(&b, "At upload %s.\n\n", markdown(r.Upload))
		}
		fmt.Fprintf(&b, "To do: %s.\n\nSource: <%s>\n", markdown(r.Fix), r.Source)
	}
	return b.String()
}

// markdown escapes what GitHub's Markdown would take for markup; every text is the project's own.
func markdown(text string) string {
	return strings.NewReplacer(`\`, `\\`, "<", `\<`, "*", `\*`, "_", `\_`, "|", `\|`, "`", "\\`", "#", `\#`, "[", `\[`).Replace(text)
}
