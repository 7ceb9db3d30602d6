package explain

import (
	"cmp"
	"slices"
)

// Near is a topic that comes close to a text that is not known.
type Near struct {
	Topic
	Similarity int // in percent
}

// leastSimilarity leaves out what only looks alike by chance.
const leastSimilarity = 40

// Nearest lists the topics that come closest to a text, at most n. The similarity is that of Dice over the groups of
// three letters of the two texts: twice the number they share, by the number of both. A topic counts by its id, text or
// title, whichever is closest.
func (c *Catalogue) Nearest(text string, n int) []Near {
	asked := trigrams(text)
	var list []Near
	for _, t := range c.topics {
		best := 0
		for _, name := range append([]string{t.ID, t.Text, t.Title}, t.phrases...) {
			best = max(best, similarity(asked, trigrams(name)))
		}
		if best >= leastSimilarity {
			list = append(list, Near{t, best})
		}
	}
	slices.SortStableFunc(list, func(a, b Near) int { return cmp.Compare(b.Similarity, a.Similarity) })
	return list[:min(n, len(list))]
}

// NearestOf gives the one of several words that comes closest to a word; "" when none does.
func NearestOf(word string, words []string) string {
	asked, best, nearest := trigrams(word), leastSimilarity-1, ""
	for _, w := range words {
		if s := similarity(asked, trigrams(w)); s > best {
			best, nearest = s, w
		}
	}
	return nearest
}

// maxCompared bounds what is compared of a text.
const maxCompared = 1 << 10

// trigrams lists the groups of three letters of a text, sorted, each once. The ends count as spaces, so that short
// words have some.
func trigrams(text string) []string {
	s := "  " + normal(cut(text, maxCompared)) + " "
	var list []string
	for i := 0; i+3 <= len(s); i++ {
		list = append(list, s[i:i+3])
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// similarity compares two sorted lists of groups, in percent.
func similarity(a, b []string) int {
	shared, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			shared++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return 200 * shared / (len(a) + len(b))
}
