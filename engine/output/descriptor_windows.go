package output

import (
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// inherited is the descriptor that the parent process passed. Windows has no
// descriptors of its own: Node.js, like the C runtime, passes handles by number
// in a reserved field, as a count, one byte of flags each, and the handles.
func inherited() (*os.File, error) {
	var info struct {
		_        uint32
		_        [3]uintptr
		_        [8]uint32
		_        uint16
		size     uint16
		reserved unsafe.Pointer
		_        [3]uintptr
	}
	startup := windows.NewLazySystemDLL("kernel32.dll").NewProc("GetStartupInfoW")
	_, _, _ = startup.Call(uintptr(unsafe.Pointer(&info))) // has no result
	const count = 4
	handle := unsafe.Sizeof(uintptr(0))
	if info.reserved == nil || info.size < count {
		return nil, errDescriptor
	}
	n := uintptr(*(*int32)(info.reserved))
	if n <= descriptor || uintptr(info.size) < count+n+n*handle {
		return nil, errDescriptor
	}
	raw := unsafe.Slice((*byte)(unsafe.Add(info.reserved, count+n+descriptor*handle)), handle)
	var h uintptr
	for i, b := range raw {
		h |= uintptr(b) << (8 * i)
	}
	if h == 0 || windows.Handle(h) == windows.InvalidHandle {
		return nil, errDescriptor
	}
	return os.NewFile(h, "fd 3"), nil
}
