package lint

import (
	"fmt"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

func blockRejected() *Rule {
	return &Rule{
		ID:       "block_rejected",
		Title:    "a block cannot be read",
		Severity: Error,
		Basis:    certcheck.Inferred,
		Source:   page403,
		Explanation: "The certificate in it is lost: clients that need it are refused. For one that cannot be decoded openssl refuses " +
			"the whole file, and Go leaves the block out without a word; a certificate behind another in one block, or under the " +
			"label of something else, is lost on its own. AWS documents a warning for an invalid certificate in the truststore, " +
			"not what it makes of a block that is none. For verify, which asks about one client, it is a warning: the client may " +
			"have its chain all the same.",
		Upload: likelyWarning,
		Fix:    fixRejected,
		check:  (*scene).rejected,
	}
}

func (s *scene) rejected() []Finding {
	var list []Finding
	for i := range s.Bundle.Entries {
		e := &s.Bundle.Entries[i]
		if message := BlockRejected(e); message != "" {
			f := s.at(e, message)
			f.Fix = FixBlockRejected(e)
			list = append(list, f)
		}
	}
	return list
}

// BlockRejected tells of a block that cannot be used. A file that is no text has one without a label: the finding about
// the form of the file says why.
func BlockRejected(e *truststore.Entry) string {
	switch {
	case e.Lost != nil:
		return fmt.Sprintf("block #%d: %s", e.Index, e.Reject)
	case e.Reject == "" || e.Label == "" || PrivateKey(e) != "":
		return ""
	}
	return fmt.Sprintf("block #%d, %s, cannot be read: %s", e.Index, e.Label, e.Reject)
}

const (
	fixRejected = "replace the block by a sound copy"
	fixLost     = "write the file anew, which gives each certificate a block of its own: mtlscheck fix FILE --to NEW"
)

// FixBlockRejected says what to do about it.
func FixBlockRejected(e *truststore.Entry) string {
	if e.Lost != nil {
		return fixLost
	}
	return fixRejected
}
