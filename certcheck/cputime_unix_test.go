//go:build unix

package certcheck_test

import (
	"syscall"
	"time"
)

// spentTime is the processor time of this process: other work on the machine does not count.
func spentTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
