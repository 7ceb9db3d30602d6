package cmd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/mtlscheck/mtlscheck/internal/explain"
	"github.com/mtlscheck/mtlscheck/report"
	"github.com/mtlscheck/mtlscheck/truststore"
)

func newExplain(s streams, code *int) *cobra.Command {
	o := &common{}
	c := &cobra.Command{
		Use:   "explain [TEXT…]",
		Short: "Say what a reason, a rule, a log line or an openssl error means, and what to do",
		Long: `Explains whatever somebody may come with: the id of a reason or a rule, a line of API Gateway's log,
an error of AWS's API, a line or number of openssl verify, what curl says. The text may stand inside
a longer line, with request ids, timestamps or JSON around it. With - a whole log is read from
standard input, and what is known of it is explained once, with the number of lines.

Several words are one text, unless each of them is known by itself. Without a text everything that can
be asked is listed. A text of which nothing is known is answered with what comes closest, and exit
code 3.`,
		Example: `  mtlscheck explain issuer_not_found
  mtlscheck explain "Access denied. Reason: Could not find issuer for certificate"
  mtlscheck explain error 20 at 0 depth lookup: unable to get local issuer certificate
  mtlscheck explain - <gateway.log`,
		ValidArgsFunction: completeTopics,
		RunE: func(_ *cobra.Command, args []string) error {
			return o.interruptible(func(ctx context.Context) error { return runExplain(ctx, s, o, args, code) })
		},
	}
	o.flags(c)
	for _, unused := range []string{"at", "fail-on", "region", "endpoint-url", "timeout"} {
		_ = c.Flags().MarkHidden(unused) // the only error is an unknown flag
	}
	return c
}

func completeTopics(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var ids []string
	for _, t := range explain.New().Topics() {
		ids = append(ids, t.ID+"\t"+t.Title)
	}
	return ids, cobra.ShellCompDirectiveNoFileComp
}

func runExplain(ctx context.Context, s streams, o *common, args []string, code *int) error {
	j, err := o.start(ctx, s, "explain")
	if err != nil {
		return err
	}
	c := explain.New()
	switch {
	case len(args) == 0:
		for _, t := range c.Topics() {
			j.report.Topics = append(j.report.Topics, report.NewTopic("", explain.Hit{Topic: t}))
		}
	case len(args) == 1 && args[0] == "-":
		err = j.explainLines(c)
	default:
		for _, text := range texts(c, args) {
			j.explain(c, text)
		}
	}
	if err != nil {
		return err
	}
	return j.finish(code)
}

// texts joins the words of a command line to one text, unless each is known by itself: nobody should have to quote.
func texts(c *explain.Catalogue, args []string) []string {
	for _, arg := range args {
		if len(c.Match(arg)) == 0 {
			return []string{strings.Join(args, " ")}
		}
	}
	return args
}

// explain tells what is known of one text.
func (j *job) explain(c *explain.Catalogue, text string) {
	hits := c.Match(text)
	for _, h := range hits {
		j.report.Topics = append(j.report.Topics, report.NewTopic(asked(text), h))
	}
	if len(hits) > 0 {
		return
	}
	near := c.Nearest(text, 3)
	j.report.Topics = append(j.report.Topics, report.NewUnknownTopic(asked(text), near))
	f := &report.Failure{Ref: short(asked(text), 80), Fact: "nothing is known of this text", Code: report.ExitInput,
		Hint: "mtlscheck explain lists what can be asked"}
	if len(near) > 0 && near[0].Similarity >= sureSimilarity {
		f.Hint = "did you mean " + near[0].ID + "? mtlscheck explain lists what can be asked"
	}
	j.failures = append(j.failures, f)
}

// sureSimilarity is how close, in percent, a topic has to come to be offered as what was meant.
const sureSimilarity = 60

// maxAsked bounds what a report repeats of a text.
const maxAsked = 4 << 10

// asked is a text as a report repeats it: whole, unless it is long or a key that somebody pasted with it.
func asked(text string) string { return short(withoutKey(text), maxAsked) }

// short cuts a text to a number of bytes, at a letter, and says so.
func short(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "…"
}

// pasted gathers what is known of the lines of a log.
type pasted struct {
	job   *job
	topic map[string]int // by id, the number of its topic in the report
	lines int
}

// explainLines explains what is known of standard input, each topic once.
func (j *job) explainLines(c *explain.Catalogue) error {
	limit := j.options.maxSize
	in := &io.LimitedReader{R: truststore.Interruptible(j.ctx, j.streams.in), N: limit + 1}
	p := &pasted{job: j, topic: map[string]int{}}
	if err := p.read(bufio.NewReaderSize(in, maxLine), c); err != nil {
		if j.ctx.Err() != nil {
			return j.ctx.Err()
		}
		j.failures = append(j.failures, &report.Failure{Ref: "-", Fact: "cannot be read: " + err.Error(), Code: report.ExitInput})
		return nil
	}
	switch {
	case in.N <= 0:
		j.failures = append(j.failures, &report.Failure{Ref: "-", Fact: fmt.Sprintf("larger than %d bytes: the rest was not looked at", limit),
			Hint: "give less of it, or raise --max-size", Code: report.ExitInput})
	case len(p.topic) == 0:
		j.failures = append(j.failures, &report.Failure{Ref: "-", Fact: fmt.Sprintf("nothing is known of any of %d lines", p.lines),
			Hint: "mtlscheck explain lists what can be asked", Code: report.ExitInput})
	}
	return nil
}

// maxLine is how much of one line is looked at.
const maxLine = 64 << 10

func (p *pasted) read(r *bufio.Reader, c *explain.Catalogue) error {
	for {
		line, err := r.ReadSlice('\n')
		if len(line) > 0 {
			p.add(strings.TrimSpace(string(line)), c)
		}
		for errors.Is(err, bufio.ErrBufferFull) { // what is beyond the bound of a line
			_, err = r.ReadSlice('\n')
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// maxReasons bounds the reasons told apart that AWS does not document.
const maxReasons = 50

// add counts one line. A number by itself is a number in a log, not an error's.
func (p *pasted) add(line string, c *explain.Catalogue) {
	p.lines++
	if strings.Trim(line, "0123456789() ") == "" {
		return
	}
	for _, h := range c.Match(line) {
		key := string(h.Kind) + " " + h.ID
		if h.ID == "log_reason_not_documented" && len(p.topic) < maxReasons {
			_, reason, _ := strings.Cut(line, "Reason:")
			key += reason // each such text may be the first that anybody has seen
		}
		i, met := p.topic[key]
		if !met {
			i = len(p.job.report.Topics)
			p.topic[key] = i
			p.job.report.Topics = append(p.job.report.Topics, report.NewTopic(asked(line), h))
		}
		p.job.report.Topics[i].Lines++
	}
}
