package truststore

// Prose gives the texts of a bundle in UTF-8, in the order of Texts.
func (b *Bundle) Prose() []string {
	list := make([]string, 0, len(b.Texts))
	bigEndian, wide := utf16Order(b.Object.Data)
	for _, t := range b.Texts {
		part := b.Object.Data[t.Offset:t.End]
		if wide {
			decoded := &text{}
			decoded.fromUTF16(part, 0, bigEndian, "")
			part = decoded.data
		}
		list = append(list, string(part))
	}
	return list
}

// utf16Order tells whether an input is UTF-16, as decodeText sees it, and in which order its octets are.
func utf16Order(input []byte) (bigEndian, ok bool) {
	t := decodeText(input[:min(len(input), 64)])
	if !t.utf16 {
		return false, false
	}
	if t.skip == 2 {
		return input[0] == 0xfe, true
	}
	return input[0] == 0, true
}
