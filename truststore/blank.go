package truststore

import "bytes"

// blankLine finds the blank line for which openssl refuses a body; -1 when there is none. It takes what stands before
// a blank line for headers, and what follows for base64 in lines of exactly 64 digits, the last one apart: so one blank
// line straight after BEGIN is harmless as a rule, and every other one is not
// (crypto/pem/pem_lib.c, get_header_and_data).
func blankLine(body []byte) int {
	_, rest, _ := bytes.Cut(body, []byte{'\n'}) // the end of the BEGIN line itself
	first, lines, short := -1, 0, false
	for at := len(body) - len(rest); at < len(body); {
		line, _, ended := bytes.Cut(body[at:], []byte{'\n'})
		size := len(bytes.TrimRightFunc(line, isControl))
		switch {
		case !ended: // the END line begins here
		case size == 0 && (first >= 0 || lines > 0):
			return at
		case size == 0:
			first = at
		case first >= 0 && (short || size > 64):
			return first
		default:
			lines++
			short = size < 64
		}
		at += len(line) + 1
	}
	return -1
}
