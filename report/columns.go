package report

import (
	"strings"
	"unicode"
)

// displayWidth counts terminal columns: colours and combining marks take none, East Asian wide characters two.
func displayWidth(s string) int {
	width, inColour := 0, false
	for _, r := range s {
		switch {
		case inColour:
			inColour = r != 'm'
		case r == '\x1b':
			inColour = true
		default:
			width += runeWidth(r)
		}
	}
	return width
}

func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case isWide(r):
		return 2
	}
	return 1
}

// isWide knows the characters that Unicode's EastAsianWidth.txt has as wide or full-width, and a few between them, for
// which a column is left free.
func isWide(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r <= 0x115f, r >= 0x2e80 && r <= 0xa4cf, r >= 0xa960 && r <= 0xa97c, r >= 0xac00 && r <= 0xd7a3,
		r >= 0xf900 && r <= 0xfaff, r >= 0xfe10 && r <= 0xfe19, r >= 0xfe30 && r <= 0xfe6f, r >= 0xff01 && r <= 0xff60,
		r >= 0xffe0 && r <= 0xffe6, r >= 0x16fe0 && r <= 0x18dff, r >= 0x1aff0 && r <= 0x1b2ff, r >= 0x1d300 && r <= 0x1d37f,
		r >= 0x1f000 && r <= 0x1faff, r >= 0x20000 && r <= 0x3fffd:
		return true
	}
	return r >= 0x231a && r <= 0x2b55 && strings.ContainsRune("⌚⌛〈〉⏩⏪⏫⏬⏰⏳◽◾☔☕☰☱☲☳☴☵☶☷♈♉♊♋♌♍♎♏♐♑♒♓♿⚊⚋⚌⚍⚎⚏⚓⚡⚪⚫⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓❔❕❗➕➖➗➰➿⬛⬜⭐⭕", r)
}

// cut gives how many bytes of a text fit into a number of columns.
func cut(s string, room int) int {
	for i, r := range s {
		if room -= runeWidth(r); room < 0 {
			return i
		}
	}
	return len(s)
}

// shorten cuts text to a number of columns, with an ellipsis.
func shorten(s string, room int) string {
	if cut(s, room) == len(s) {
		return s
	}
	return s[:cut(s, room-1)] + "…"
}

// pad fills text with spaces to a number of columns.
func pad(s string, columns int) string {
	return s + strings.Repeat(" ", max(0, columns-displayWidth(s)))
}

// wrap breaks text at spaces, and a word that is longer than a line where the line ends.
func wrap(text string, room int) []string {
	var lines []string
	var line strings.Builder
	used := 0
	for _, word := range pieces(text, room) {
		w := displayWidth(word)
		if used > 0 && used+1+w > room {
			lines = append(lines, line.String())
			line.Reset()
			used = 0
		}
		if used > 0 {
			line.WriteByte(' ')
			used++
		}
		line.WriteString(word)
		used += w
	}
	return append(lines, line.String())
}

// pieces are the words of a text, none longer than a line but those that stay whole to be copied.
func pieces(text string, room int) []string {
	var list []string
	for _, word := range strings.Fields(text) {
		whole := staysWhole(word)
		for at := breakOf(word, room); at > 0 && at < len(word) && !whole; at = breakOf(word, room) {
			list = append(list, word[:at])
			word = word[at:]
		}
		list = append(list, word)
	}
	return list
}

// breakOf gives where a word longer than a line may be broken: not before what would begin a workflow command.
func breakOf(word string, room int) int {
	at := cut(word, room)
	for at > 0 && strings.HasPrefix(word[at:], "::") {
		at--
	}
	return at
}

// staysWhole tells addresses, paths, and fingerprints.
func staysWhole(word string) bool {
	word = strings.TrimLeft(word, "('\"")
	for _, begin := range []string{"https://", "http://", "s3://", "/", "./", "../"} {
		if strings.HasPrefix(word, begin) {
			return true
		}
	}
	return len(word) <= 64+len(",.);:") && strings.Trim(word, "0123456789abcdefABCDEF,.);:") == ""
}
