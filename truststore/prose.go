package truststore

// Prose gives the texts of a bundle in UTF-8, in the order of Texts.
func (b *Bundle) Prose() []string {
	list := make([]string, 0, len(b.Texts))
	parts := stretches(b.Object.Data)
	for _, t := range b.Texts {
		for parts[0].end <= t.Offset {
			parts = parts[1:]
		}
		list = append(list, string(decodePart(b.Object.Data, parts, t)))
	}
	return list
}

// decodePart decodes a text, which begins in the first of the stretches.
func decodePart(input []byte, parts []stretch, t Text) []byte {
	var out []byte
	for _, p := range parts {
		if p.offset >= t.End {
			break
		}
		part := input[max(p.offset, t.Offset):min(p.end, t.End)]
		if p.order == narrow {
			out = append(out, part...)
		} else {
			out = appendUTF16(out, part, p.order == bigEndian)
		}
	}
	return out
}
