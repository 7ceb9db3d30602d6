package truststore

// Prose gives the texts of a bundle in UTF-8, in the order of Texts.
func (b *Bundle) Prose() []string {
	list := make([]string, 0, len(b.Texts))
	decoded := decodeText(b.Object.Data)
	for _, t := range b.Texts {
		list = append(list, string(decoded.data[t.from:t.to]))
	}
	return list
}
