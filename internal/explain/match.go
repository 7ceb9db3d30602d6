package explain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// phrase is a text, normalised, that some topics are known by.
type phrase struct {
	text   string
	topics []int
}

// Hit is a topic that was found in a text.
type Hit struct {
	Topic
	Note string // what the text adds: at which depth of the chain an openssl error stands
}

// The bounds of one text. A line of a log is cut by AWS at 1,024 bytes; whoever pastes more gets the beginning looked at.
const (
	maxText = 64 << 10
	maxHits = 16
)

// index sorts what topics are known by, the longest text first.
func (c *Catalogue) index() {
	c.byID, c.byWord, c.byWhole = map[string][]int{}, map[string][]phrase{}, map[string][]int{}
	for i, t := range c.topics {
		c.byID[t.ID] = append(c.byID[t.ID], i)
		for _, text := range slices.Concat([]string{t.ID, t.Text}, t.wholes, t.phrases) {
			c.addWhole(text, i)
		}
		inside := t.phrases
		if strings.Contains(t.ID, "_") { // a single word is a word of any sentence
			inside = append([]string{t.ID}, inside...)
		}
		if !t.whole {
			inside = append([]string{t.Text}, inside...)
		}
		for _, text := range inside {
			c.addPhrase(text, i)
		}
	}
	for _, list := range c.byWord {
		slices.SortFunc(list, func(a, b phrase) int { return len(b.text) - len(a.text) })
	}
}

func (c *Catalogue) addWhole(text string, topic int) {
	key := normal(text)
	if key != "" && !slices.Contains(c.byWhole[key], topic) {
		c.byWhole[key] = append(c.byWhole[key], topic)
	}
}

func (c *Catalogue) addPhrase(text string, topic int) {
	text = strings.TrimLeftFunc(normal(text), func(r rune) bool { return r < 0x80 && !isWord(byte(r)) })
	word := text[:wordEnd(text, 0)]
	if word == "" {
		return
	}
	list := c.byWord[word]
	for i := range list {
		if list[i].text == text {
			if !slices.Contains(list[i].topics, topic) {
				list[i].topics = append(list[i].topics, topic)
			}
			return
		}
	}
	c.byWord[word] = append(list, phrase{text, []int{topic}})
}

// Match finds the topics that a text is about: those that it names as a whole, else every one that is met in it, in the
// order in which they are met. At one place the longest known text wins; when two topics share it, both are given.
func (c *Catalogue) Match(text string) []Hit {
	norm := normal(cut(text, maxText))
	if whole := c.byWhole[strings.TrimRight(norm, ".")]; len(whole) > 0 {
		return c.hits(whole, "")
	}
	numbers := opensslNumbers(norm)
	found := c.scan(norm, len(numbers) > 0)
	if len(numbers) == 0 {
		found = c.ofServer(norm, found)
	}
	found = c.withoutOutdone(found)
	if !slices.ContainsFunc(found, func(i int) bool { return c.topics[i].Kind == KindOpenSSL }) {
		for _, n := range numbers { // older versions number some texts otherwise: the text counts
			found = append(found, c.byID[fmt.Sprintf("openssl_%d", n)]...)
		}
	}
	return c.hits(found, depthNote(norm))
}

// scan looks for phrases from the left, at the beginnings of words. In a line of openssl a text that API Gateway took
// from it is openssl's.
func (c *Catalogue) scan(norm string, openssl bool) []int {
	var found []int
	for i := 0; i < len(norm) && len(found) < maxHits; {
		if !isWord(norm[i]) {
			i++
			continue
		}
		end := wordEnd(norm, i)
		if p, ok := c.phraseAt(norm, i, end); ok {
			found = append(found, c.those(p.topics, openssl)...)
			end = i + len(p.text)
		}
		i = end
	}
	return found
}

// ofServer leaves the server's certificate in the place of what openssl would say of a client's, when a text is that of a
// client that refused it. A line with a number is openssl's own, and stays so.
func (c *Catalogue) ofServer(norm string, found []int) []int {
	isOpenSSL := func(i int) bool { return c.topics[i].Kind == KindOpenSSL }
	server := c.byID[serverRefused][0]
	fetching := slices.ContainsFunc(clientWords(), func(w string) bool { return strings.Contains(norm, w) })
	switch {
	case fetching && slices.ContainsFunc(found, isOpenSSL):
		found = append([]int{server}, found...)
	case !slices.Contains(found, server):
		return found
	}
	return slices.DeleteFunc(found, func(i int) bool {
		return isOpenSSL(i) || c.topics[i].ID == "log_self_signed" && !strings.Contains(norm, normal(logLead))
	})
}

// withoutOutdone drops the topics that another one stands in the place of.
func (c *Catalogue) withoutOutdone(found []int) []int {
	var outdone []string
	for _, i := range found {
		outdone = append(outdone, c.topics[i].instead...)
	}
	return slices.DeleteFunc(found, func(i int) bool { return slices.Contains(outdone, c.topics[i].ID) })
}

// those gives the topics of a phrase, or only openssl's among them if there are any.
func (c *Catalogue) those(topics []int, openssl bool) []int {
	i := slices.IndexFunc(topics, func(i int) bool { return c.topics[i].Kind == KindOpenSSL })
	if i < 0 || !openssl {
		return topics
	}
	return topics[i : i+1]
}

// phraseAt gives the longest phrase that begins at a word.
func (c *Catalogue) phraseAt(norm string, start, end int) (phrase, bool) {
	for _, p := range c.byWord[norm[start:end]] {
		after := start + len(p.text)
		if !strings.HasPrefix(norm[start:], p.text) {
			continue
		}
		if after == len(norm) || !isWord(norm[after]) || !isWord(norm[after-1]) {
			return p, true
		}
	}
	return phrase{}, false
}

func (c *Catalogue) hits(topics []int, note string) []Hit {
	var list []Hit
	seen := map[int]bool{}
	for _, i := range topics {
		if seen[i] || len(list) == maxHits {
			continue
		}
		seen[i] = true
		h := Hit{Topic: c.topics[i]}
		if h.Kind == KindOpenSSL {
			h.Note = note
		}
		list = append(list, h)
	}
	return list
}

// normal folds a text for comparison: lower case, hyphens, quotes and backslashes as spaces, spaces as one. AWS's pages
// and openssl's versions differ in the hyphen of "self-signed", and a log in JSON has its quotes escaped.
func normal(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	space := true
	for i := 0; i < len(text); i++ {
		ch := text[i]
		switch {
		case ch >= 'A' && ch <= 'Z':
			ch += 'a' - 'A'
		case ch <= ' ' || ch == '-' || ch == '"' || ch == '\\' || ch == 0x7f:
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		case strings.HasPrefix(text[i:], "\u2019"): // an apostrophe that a word processor made
			ch = '\''
			i += len("\u2019") - 1
		}
		b.WriteByte(ch)
		space = false
	}
	return strings.TrimRight(b.String(), " ")
}

func isWord(ch byte) bool {
	return ch == '_' || ch >= '0' && ch <= '9' || ch >= 'a' && ch <= 'z' || ch >= 0x80
}

func wordEnd(s string, i int) int {
	for i < len(s) && isWord(s[i]) {
		i++
	}
	return i
}

// cut shortens a text to a number of bytes, at a letter.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && text[most]&0xc0 == 0x80 {
		most--
	}
	return text[:most]
}

// opensslNumbers reads the numbers in what openssl and programs built on it print: "error 20 at 0 depth lookup",
// "verify error:num=20:", "Verify return code: 21 (…)", nginx's "verify error: (20:", and a number after "openssl" or
// "error" that is all there is.
func opensslNumbers(norm string) []int {
	var list []int
	for _, form := range []struct{ before, after string }{
		{"error ", " at "}, {"num=", ":"}, {"return code: ", " "}, {"return code:", " "}, {"error: (", ":"}, {"error (", ")"},
	} {
		for at := 0; len(list) < maxHits; {
			i := strings.Index(norm[at:], form.before)
			if i < 0 {
				break
			}
			at += i + len(form.before)
			if n, rest, ok := number(norm[at:]); ok && (rest == "" || strings.HasPrefix(rest, form.after)) {
				list = append(list, n)
			}
		}
	}
	for _, lead := range []string{"openssl error ", "openssl ", "error ", "code ", "error code "} {
		if n, rest, ok := number(strings.TrimPrefix(norm, lead)); ok && rest == "" && strings.HasPrefix(norm, lead) {
			list = append(list, n)
		}
	}
	return list
}

// number reads the digits that a text begins with.
func number(s string) (n int, rest string, ok bool) {
	end := 0
	for end < len(s) && end < 4 && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(s[:end])
	return n, s[end:], err == nil
}

// depthNote says whose error it is, when the text says at which depth.
func depthNote(norm string) string {
	_, rest, found := strings.Cut(norm, " at ")
	if n, after, ok := number(rest); found && ok && strings.HasPrefix(after, " depth") {
		switch n {
		case 0:
			return "depth 0 is the client's certificate"
		case 1:
			return "depth 1 is the CA that issued the client's certificate"
		}
		return fmt.Sprintf("depth %d is the CA %d steps above the client's certificate", n, n)
	}
	return ""
}
