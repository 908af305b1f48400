package output

import (
	"syscall"
	"time"
)

// processCPU is the processor time that this process has used.
func processCPU() *time.Duration {
	self, err := syscall.GetCurrentProcess()
	if err != nil {
		return nil
	}
	var created, exited, kernel, user syscall.Filetime
	if err := syscall.GetProcessTimes(self, &created, &exited, &kernel, &user); err != nil {
		return nil
	}
	// a duration in units of 100 ns, unlike the file times that Nanoseconds converts
	ticks := func(t syscall.Filetime) int64 { return int64(t.HighDateTime)<<32 | int64(t.LowDateTime) }
	d := time.Duration((ticks(kernel) + ticks(user)) * 100)
	return &d
}
