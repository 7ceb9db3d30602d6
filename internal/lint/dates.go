package lint

import (
	"fmt"
	"time"

	"github.com/mtlscheck/mtlscheck/certcheck"
)

func intermediateExpired() *Rule {
	return &Rule{
		ID:       string(certcheck.IntermediateExpired),
		Title:    "a certificate below a root has expired",
		Severity: Error,
		Basis:    certcheck.Observed,
		Source:   pageSample,
		Explanation: "Clients below it are refused: AWS documents that \"the validity period must be current\", and a published test saw " +
			"it. It is a warning only when the truststore holds another certificate of the same name and key that is current, and its chain.",
		Upload: observedWarning,
		Fix:    "replace it by its renewed certificate",
		check:  expired(func(c *cert) bool { return !c.isRoot() }),
	}
}

func rootExpired() *Rule {
	return &Rule{
		ID:       string(certcheck.RootExpired),
		Title:    "a self-signed certificate has expired",
		Severity: Error,
		Basis:    certcheck.Inferred,
		Source:   pageREST,
		Explanation: "AWS documents that \"the validity period must be current\", and nobody has published a test with a root. It is a " +
			"warning only when the truststore holds another certificate of the same name and key that is current, and its chain.",
		Upload: likelyWarning,
		Fix:    "replace it by its renewed certificate",
		check:  expired((*cert).isRoot),
	}
}

func expired(which func(*cert) bool) func(*scene) []Finding {
	return func(s *scene) []Finding {
		current := s.currentOf()
		var list []Finding
		for _, c := range s.certs {
			if !which(c) || !s.isOver(c) {
				continue
			}
			f := s.at(c.Entry, c.String()+" expired on "+day(c.NotAfter))
			switch renewed := current[c.Holder]; {
			case renewed == nil:
			case s.lives(renewed):
				f.Severity, f.Fix = Warning, "take it out: its renewed certificate is there already"
				f.Message += "; its renewed certificate is " + place(renewed.Entry)
			default:
				f.Message += "; its renewed certificate is " + place(renewed.Entry) + ", without a complete chain that is valid now"
				f.Fix = "mend the chain above its renewed certificate, and take this one out"
			}
			list = append(list, f)
		}
		return list
	}
}

// currentOf gives, of each name and key, a certificate that is current, with a chain that is too if there is one.
func (s *scene) currentOf() map[int]*cert {
	current := map[int]*cert{}
	for _, c := range s.certs {
		if s.isOver(c) || s.isEarly(c) {
			continue
		}
		if first := current[c.Holder]; first == nil || !s.lives(first) && s.lives(c) {
			current[c.Holder] = c
		}
	}
	return current
}

// isOver and isEarly judge the dates that could be read; those that could not are broken syntax.
func (s *scene) isOver(c *cert) bool  { return !c.NotAfter.IsZero() && s.At.After(c.NotAfter) }
func (s *scene) isEarly(c *cert) bool { return s.At.Before(c.NotBefore) }

func caNotYetValid() *Rule {
	return &Rule{
		ID:       string(certcheck.CANotYetValid),
		Title:    "a certificate is not valid yet",
		Severity: Warning,
		Basis:    certcheck.Inferred,
		Source:   pageREST,
		Explanation: "AWS documents that \"the validity period must be current\". A CA may be listed ahead of its time, before its first " +
			"clients come; until then nobody gets in through it.",
		Upload: likelyWarning,
		Fix:    "keep the CA's earlier certificate until then; if it is current by now, check the clock",
		check: each(func(s *scene, c *cert) string {
			if !s.isEarly(c) {
				return ""
			}
			return c.String() + " is not valid before " + day(c.NotBefore)
		}),
	}
}

func expiresSoon() *Rule {
	return &Rule{
		ID:       "expires_soon",
		Title:    "a certificate expires soon",
		Severity: Warning,
		Basis:    certcheck.Documented,
		Source:   pageREST,
		Explanation: "\"API Gateway doesn't notify you if a previously uploaded certificate expires\": from that moment on everybody below " +
			"it is refused. --expires-within sets how soon is soon.",
		Fix: "put its renewed certificate, of the same name and key, in its place in time, and upload; append a CA with a new key only " +
			"under a subject of its own (see duplicate_subject)",
		check: each(saysExpiresSoon),
	}
}

func saysExpiresSoon(s *scene, c *cert) string {
	left := c.NotAfter.Sub(s.At)
	if c.NotAfter.IsZero() || s.isOver(c) || s.isEarly(c) || left > s.ExpiresWithin {
		return ""
	}
	return fmt.Sprintf("%s expires on %s, %s", c, day(c.NotAfter), inDays(left))
}

func inDays(left time.Duration) string {
	switch n := int(left / (24 * time.Hour)); n {
	case 0:
		return "within a day"
	case 1:
		return "in 1 day"
	default:
		return fmt.Sprintf("in %d days", n)
	}
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }
