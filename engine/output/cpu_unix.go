//go:build unix

package output

import (
	"syscall"
	"time"
)

// processCPU is the processor time that this process has used.
func processCPU() *time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return nil
	}
	d := time.Duration(r.Utime.Nano() + r.Stime.Nano())
	return &d
}
