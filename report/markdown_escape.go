package report

import (
	"fmt"
	"strings"
)

// joiner is a character of no width. Programs that turn a rendered text into links, mentions, references and emoji
// (GitHub's @name, #12, GH-12 and :ab:, GitLab's !12 and scheme://) look at the text after Markdown's own escapes are gone, so
// only something between the characters keeps them apart. Code is left alone by all of them: see codeSpan.
const joiner = "&#8203;"

// escapeMarkdown makes text safe as running text of GitHub Flavored Markdown, in a table, a heading, a list or an HTML
// block alike. It writes character references rather than backslashes: a reference never has a meaning for the
// structure (CommonMark 0.31 section 2.5), and holds inside an HTML block, where a backslash does not.
func escapeMarkdown(s string) string {
	s = Escape(s)
	var b strings.Builder
	for i := range len(s) {
		before, c, after := strings.TrimLeft(s[:i], " "), s[i], s[i+1:] // up to three spaces may stand before a mark of structure
		switch {
		case strings.IndexByte("\\`*_{}[]<>|~&$", c) >= 0, before == "" && strings.IndexByte("-+=", c) >= 0, i == 0 && strings.HasPrefix(s, "    "):
			fmt.Fprintf(&b, "&#%d;", c)
		case before == "" && c == '#':
			b.WriteString("&#35;" + joiner)
		case c == '@', c == '#', c == '!' && after != "" && after[0] >= '0' && after[0] <= '9', c == ':' && linksOn(after):
			b.WriteString(s[i:i+1] + joiner)
		case strings.IndexByte(".-)", c) >= 0 && linksBack(before, c):
			b.WriteString(joiner + s[i:i+1])
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// linksOn tells whether what follows a colon would make it part of an address or an emoji. Bytes in hexadecimal, as in
// key identifiers, are no emoji but for :ab: and :de:, which are.
func linksOn(after string) bool {
	if strings.HasPrefix(after, "//") {
		return true
	}
	name, _, closed := strings.Cut(after, ":")
	if !closed || name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_+-") != "" {
		return false
	}
	return len(name) != 2 || strings.Trim(name, "0123456789abcdef") != "" || name == "ab" || name == "de"
}

// linksBack tells whether what stands before a mark makes a list, an address or a reference of it: "1.", "1)", "www.",
// "GH-".
func linksBack(before string, mark byte) bool {
	switch word := strings.ToLower(before[max(0, len(before)-3):]); {
	case mark == '.' && word == "www":
		return true
	case mark == '-':
		return word == "gh" || strings.HasSuffix(word, "gh") && !letter(word[0])
	}
	return before != "" && strings.Trim(before, "0123456789") == ""
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' }

// codeSpan is text to be copied as it stands. What could end a span, or a cell of a table, is running text instead.
func codeSpan(s string) string {
	s = Escape(s)
	switch {
	case s == "":
		return ""
	case strings.ContainsAny(s, "`|") || strings.TrimSpace(s) != s:
		return escapeMarkdown(s)
	}
	return "`" + s + "`"
}

// fence is lines to be copied as they stand. Its fence is longer than any that the text has.
func fence(text string) string {
	longest, run := 0, 0
	for i := range len(text) {
		run++
		if text[i] != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	marks := strings.Repeat("`", max(3, longest+1))
	var b strings.Builder
	b.WriteString(marks + "text\n")
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteString(Escape(line) + "\n")
	}
	b.WriteString(marks + "\n")
	return b.String()
}

// isAddress tells whether text is the address of a page and nothing else. Only what is named as a source is asked.
func isAddress(s string) bool {
	rest, ok := strings.CutPrefix(s, "https://")
	if !ok || rest == "" {
		return false
	}
	return strings.IndexFunc(rest, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._~/?#&=%+", r))
	}) < 0
}
