package report

import (
	"fmt"
	"strings"
)

// cellText is the longest name in a table, in columns: some have 64 KiB.
const cellText = 200

// clientColumns are those of the table of clients; clientRow fills them.
func clientColumns() []string {
	return []string{"verdict", "client", "subject", "valid until", "why"}
}

func clientRow(c *Client) []prose {
	cut := func(text string) string { return shorten(Escape(text), cellText) }
	return []prose{styled(verdictStyle(c.Verdict), c.Verdict), styled(code, cut(clientName(c))), plain(cut(c.Subject)),
		plain(dateOnly(c.NotAfter)), plain(cut(whyText(c)))}
}

// whyText is the reason in a line; of a client that is let in, its chain.
func whyText(c *Client) string {
	if c.Reason != nil {
		return c.Reason.Message
	}
	return strings.Join(chainNames(c), " ← ")
}

// clientBlocks are the answer for one client, in the order of the text output: what the gateway does, why, what to do,
// and how that is known.
func clientBlocks(c *Client) []block {
	blocks := []block{paragraph{plain(c.Prediction)}}
	if c.Reason != nil && c.Reason.LogLine != "" {
		blocks = append(blocks, listing{c.Reason.LogLine})
	}
	if why := whyFacts(c); len(why) > 0 {
		blocks = append(blocks, why)
	}
	blocks = append(blocks, chain{c.Chain}, evidenceFacts(c))
	if len(c.Commands) > 0 {
		blocks = append(blocks, paragraph{plain("To ask openssl itself:")}, listing{strings.Join(c.Commands, "\n")})
	}
	if len(c.Paths) > 0 {
		blocks = append(blocks, pathsFold(c))
	}
	return blocks
}

func whyFacts(c *Client) facts {
	if c.Reason == nil {
		return nil
	}
	list := append(facts{{"why", plain(c.Reason.Message)}}, nearFacts(c.NearMisses)...)
	if c.Fix != "" {
		list = append(list, fact{"fix", plain(c.Fix)})
	}
	list = append(list, labelled("waived", waivedRules(c)...)...)
	return list
}

// shownNearMisses bounds what is told of certificates that are almost the issuer; JSON has all that were found.
const shownNearMisses = 3

func nearFacts(misses []NearMiss) facts {
	var list facts
	label := "near"
	for i, m := range misses {
		if i == shownNearMisses {
			return append(list, fact{"", plain(fmt.Sprintf("and %d more", len(misses)-i))})
		}
		list = append(list, fact{label, plain(fmt.Sprintf("%s %s: %s", placeText(m.Where, m.Sent), m.Subject, m.Sentence))})
		if m.KeyID == "no" {
			list = append(list, fact{"", prose{{"key id wanted ", normal}, {m.Wanted, code}, {", found ", normal}, {m.Found, code}}})
		}
		label = ""
	}
	return list
}

// evidenceFacts are what else was found, and how the verdict is known.
func evidenceFacts(c *Client) facts {
	list := labelled("also", alsoTexts(c)...)
	if c.Key != nil {
		list = append(list, fact{"key", plain(keyText(c.Key))})
	}
	if o := c.OpenSSL; o != nil {
		list = append(list, fact{"openssl", styled(code, openSSLText(o))})
		list = append(list, labelled("", openSSLNotes(o)...)...)
	}
	return append(list, fact{"basis", plain(basisText(c))}, fact{"source", styled(link, c.Source)}, fact{"sha256", styled(code, c.SHA256)})
}

// labelled makes facts of which only the first is named.
func labelled(label string, texts ...string) facts {
	var list facts
	for _, text := range texts {
		list = append(list, fact{label, plain(text)})
		label = ""
	}
	return list
}

// pathsFold has every chain that was found, with all that is wrong with it.
func pathsFold(c *Client) fold {
	out := fold{summary: "Every chain that was looked at: " + fmt.Sprint(len(c.Paths))}
	for i, path := range c.Paths {
		list := facts{{fmt.Sprintf("path %d", i+1), prose{{path.Verdict, strong}, {": " + strings.Join(path.Chain, " ← "), normal}}}}
		for _, f := range path.Findings {
			list = append(list, fact{"", prose{{f.Severity + " ", normal}, {f.Rule, code}, {": " + f.Message, normal}}})
		}
		out.blocks = append(out.blocks, list)
	}
	if c.PathsCut {
		out.summary += ", and there may be more"
		out.blocks = append(out.blocks, paragraph{plain("The search stopped at its bound: there may be more paths.")})
	}
	return out
}
