package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Escape makes text safe for a terminal, one line of it: control characters (ESC, CR, LF, C1), formatting and
// bidirectional characters, and bytes that are no UTF-8 come out as \x1b or \u202e. File names and names in
// certificates come from strangers. What a runner of GitHub Actions would take for a command, in any log that it keeps,
// comes out as \x3a: and #\x23[: it looks for "::" at the start of a line behind any space, where wrapped text may put
// it, and for "##[" anywhere (github.com/actions/runner, src/Runner.Common/ActionCommand.cs).
func Escape(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case beginsCommand(s, i):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == utf8.RuneError && size <= 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		i += size
	}
	return b.String()
}

func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' || beginsCommand(s, i) {
			return false
		}
	}
	return true
}

// beginsCommand tells the colon that would begin a workflow command, and the second number sign of an older one.
func beginsCommand(s string, i int) bool {
	switch s[i] {
	case ':':
		return strings.HasPrefix(s[i:], "::") && (i == 0 || s[i-1] == ' ')
	case '#':
		return i > 0 && s[i-1] == '#' && strings.HasPrefix(s[i:], "#[")
	}
	return false
}
