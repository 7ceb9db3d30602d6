package rewrite

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// text keeps what explains the certificates, as it is but for its line ends, and nothing that could harm.
func (w *writer) text(t truststore.Text, content string) {
	content = normalise(content)
	if content == "" {
		return // a byte order mark, which is told of as a form
	}
	rule, message, fix := w.refuse(content)
	if t.Unframed != "" {
		rule, message, fix = LostBlock, "a certificate or container without BEGIN and END lines is lost: "+t.Unframed, "frame it first, if it is needed: mtlscheck lint says how"
	}
	if t.Key != nil {
		rule, message, fix = PrivateKey, "a private key ("+t.Key.How+" without BEGIN and END lines) never goes along", "replace the key if the file was ever uploaded or committed"
	}
	if rule != "" {
		w.drop(Remark{Rule: rule, FirstLine: t.FirstLine, LastLine: t.LastLine, Message: message, Fix: fix})
		return
	}
	w.result.Texts++
	w.out.WriteString(content + "\n")
}

// normalise ends lines with LF and takes out byte order marks, which cat leaves in the middle of files.
func normalise(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\ufeff", "").Replace(s)
	return strings.Trim(s, " \t\n")
}

// counted writes a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// refuse says why a text does not go along; an empty rule means that it does.
func (w *writer) refuse(s string) (rule Rule, message, fix string) {
	lines := "text of " + counted(strings.Count(s, "\n")+1, "line")
	switch {
	case looksLikeKey(s):
		return TextIsSecret, lines + " looks like key material; it never goes along", "replace the key if it is one and the file was ever uploaded or committed"
	case w.conflict && isConflict(s):
		return TextConflict, "a merge conflict marker; the certificates of both sides are kept", "take out the side that is not wanted"
	case isLeftover(s):
		return TextDropped, lines + " that only quoting or joining files left behind", ""
	case w.options.DropText:
		return TextDropped, lines, ""
	case nearsBoundary(s):
		return TextDropped, lines + " with what some reader may take for a BEGIN or END line", ""
	case !isPlainText(s):
		return TextDropped, lines + " with control characters, or that is not UTF-8", ""
	}
	return "", "", ""
}

// isLeftover knows what quoting, line breaks written as \n and joining leave between blocks.
func isLeftover(s string) bool {
	s = strings.NewReplacer(`\n`, "", `\r`, "").Replace(s)
	return strings.Trim(s, "\"'`,;+ \t\n") == ""
}

// isConflict knows the lines that git leaves in a file whose merge was not finished. It is asked where there is one: seven
// equals signs alone are an ornament.
func isConflict(s string) bool {
	for line := range strings.SplitSeq(s, "\n") {
		for _, marker := range []string{"<<<<<<< ", ">>>>>>> ", "||||||| "} {
			if strings.HasPrefix(line, marker) {
				return true
			}
		}
		if line == "=======" {
			return true
		}
	}
	return false
}

// nearsBoundary is wider than any reader: one that loses a certificate to a comment is worse than a lost comment.
func nearsBoundary(s string) bool {
	for _, word := range []string{"BEGIN", "END"} {
		for rest := s; ; {
			before, after, ok := strings.Cut(rest, word)
			if !ok {
				break
			}
			last, _ := utf8.DecodeLastRuneInString(before)
			if last == '-' || unicode.Is(unicode.Pd, last) || last == '\u2212' {
				return true
			}
			rest = after
		}
	}
	return false
}

func isPlainText(s string) bool {
	odd := func(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) && r != '\t' && r != '\n' }
	return utf8.ValidString(s) && strings.IndexFunc(s, odd) < 0
}
