package cmd

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// days is a flag that counts days: "30" or "30d".
type days int

const maxDays = 100 * 366

func (d *days) Set(text string) error {
	n, err := strconv.Atoi(strings.TrimSuffix(text, "d"))
	if err != nil || n < 0 || n > maxDays {
		return fmt.Errorf("write a number of days from 0 to %d, as 30 or 30d", maxDays)
	}
	*d = days(n)
	return nil
}

func (d *days) String() string { return strconv.Itoa(int(*d)) + "d" }

// Type is what help shows in the flag's place.
func (d *days) Type() string { return "days" }

func (d days) duration() time.Duration { return time.Duration(d) * 24 * time.Hour }
