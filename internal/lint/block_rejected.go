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
		Explanation: "The certificate in it is lost: clients that need it are refused. For one such block openssl refuses the whole " +
			"file, and Go leaves the block out without a word. AWS documents a warning for an invalid certificate in the truststore, " +
			"not what it makes of a block that is none. For verify, which asks about one client, it is a warning: the client may " +
			"have its chain all the same.",
		Upload: likelyWarning,
		Fix:    FixBlockRejected,
		check:  eachBlock(BlockRejected),
	}
}

// BlockRejected tells of a block that cannot be used. A file that is no text has one without a label: the finding about
// the form of the file says why.
func BlockRejected(e *truststore.Entry) string {
	if e.Reject == "" || e.Label == "" || PrivateKey(e) != "" {
		return ""
	}
	return fmt.Sprintf("block #%d, %s, cannot be read: %s", e.Index, e.Label, e.Reject)
}

// FixBlockRejected says what to do about it.
const FixBlockRejected = "replace the block by a sound copy"
