package report

import (
	"time"

	"github.com/mtlscheck/mtlscheck/internal/config"
)

// NewSettings tells of a configuration, and how its waivers stand at a time.
func NewSettings(f *config.File, at time.Time) *Settings {
	c := &Settings{Ref: f.Ref, Waivers: []WaiverState{}}
	for _, d := range f.Defaults {
		c.Defaults = append(c.Defaults, DefaultValue{d.Flag, d.Value})
	}
	for _, w := range f.Waivers {
		c.Waivers = append(c.Waivers, WaiverState{Rule: w.Rule, Certificate: w.Certificate, Input: w.Input, Truststores: w.Truststores,
			Reason: w.Reason, Until: w.Expires, State: string(w.State(at)), Line: w.Line})
	}
	return c
}
