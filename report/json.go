package report

import (
	"encoding/json"
	"io"
)

// JSON writes the report as its contract has it, indented. Every control character inside is escaped by the encoding,
// and "<", ">" and "&" are too.
func JSON(w io.Writer, r *Report) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}
