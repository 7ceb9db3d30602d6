package change

import (
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

// Kind says what a change of the truststore does to a client.
type Kind string

// The kinds. The zero value is a client for whom nothing changes.
const (
	Loses   Kind = "loses"    // accepted before, denied after
	MayLose Kind = "may_lose" // accepted before and unclear after, or unclear before and denied after
	Gains   Kind = "gains"    // accepted after, and not before
	Changes Kind = "changes"  // no access by either, for another reason
)

// Client is what a change of the truststore does to one client.
type Client struct {
	Kind          Kind
	Before, After *certcheck.Diagnosis

	// Causes are the certificates of its chain by the old truststore that are gone from the new one, from the client
	// upwards; for a client that gains, those of its new chain that the old truststore lacks.
	Causes []*truststore.Entry
}

// Judge judges clients by two truststores. It may be used from many goroutines at once.
type Judge struct {
	before, after *certcheck.Checker
	olds, news    map[[32]byte]*truststore.Entry
	at            time.Time
}

// NewJudge prepares to judge by two truststores, at one time.
func NewJudge(before, after *truststore.Bundle, p *certcheck.Policy, at time.Time) *Judge {
	return &Judge{certcheck.New(before, p), certcheck.New(after, p), Index(before), Index(after), at}
}

// Client judges one client.
func (j *Judge) Client(client certcheck.Client) Client {
	c := Client{Before: j.before.Diagnose(client, j.at), After: j.after.Diagnose(client, j.at)}
	c.Kind = kind(c.Before, c.After)
	switch c.Kind {
	case Loses, MayLose:
		c.Causes = missing(c.Before.Chain, j.olds, j.news)
	case Gains:
		c.Causes = missing(c.After.Chain, j.news, j.olds)
	}
	return c
}

func kind(before, after *certcheck.Diagnosis) Kind {
	was, is := before.Verdict, after.Verdict
	switch {
	case was == is && reason(before) == reason(after):
		return ""
	case is == certcheck.Accepted:
		return Gains
	case was == certcheck.Accepted && is == certcheck.Denied:
		return Loses
	case was == certcheck.Accepted, was == certcheck.Unclear && is == certcheck.Denied:
		return MayLose
	}
	return Changes
}

func reason(d *certcheck.Diagnosis) certcheck.Condition {
	if d.Reason == nil {
		return ""
	}
	return d.Reason.Condition
}

// missing lists the certificates of a chain that stand in one truststore and not in the other. The client's own is
// among them when it was listed itself.
func missing(chain []certcheck.Link, in, notIn map[[32]byte]*truststore.Entry) []*truststore.Entry {
	var list []*truststore.Entry
	for _, l := range chain {
		if l.Certificate == nil {
			continue
		}
		if sum := l.Certificate.SHA256; in[sum] != nil && notIn[sum] == nil {
			list = append(list, in[sum])
		}
	}
	return list
}
