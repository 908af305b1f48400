//go:build unix

package output

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// usable is found out before main, while few descriptors are open that this
// process opened itself: one of those must not be taken for an inherited one.
var usable = writable(descriptor) //nolint:gochecknoglobals // see above

// inherited is the descriptor that the parent process passed.
func inherited() (*os.File, error) {
	if !usable {
		return nil, errDescriptor
	}
	syscall.CloseOnExec(descriptor) // a browser that k6 starts must not keep it open
	return os.NewFile(descriptor, "fd 3"), nil
}

// writable is true for files, pipes, sockets and devices open for writing; the
// Go runtime's own descriptors are none of these, or only open for reading.
func writable(fd int) bool {
	var stat unix.Stat_t
	if unix.Fstat(fd, &stat) != nil {
		return false
	}
	switch stat.Mode & unix.S_IFMT {
	case unix.S_IFREG, unix.S_IFIFO, unix.S_IFSOCK, unix.S_IFCHR:
	default:
		return false
	}
	flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
	return err == nil && flags&unix.O_ACCMODE != unix.O_RDONLY
}
