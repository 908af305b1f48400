package output

import (
	"io"
	"sync"
)

// writer hands lines to a reader that may be slow without holding up those who
// make them: what cannot be written yet waits in memory.
type writer struct {
	mu      sync.Mutex
	wake    sync.Cond
	waiting []byte
	closed  bool
	done    chan struct{}
	out     io.WriteCloser
	failed  func(error)
}

// newWriter writes to out in the background; failed is called once, with the
// first error, after which everything is dropped.
func newWriter(out io.WriteCloser, failed func(error)) *writer {
	w := &writer{out: out, failed: failed, done: make(chan struct{})}
	w.wake.L = &w.mu
	go w.run()
	return w
}

// write queues whole lines. The bytes are copied.
func (w *writer) write(lines []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting = append(w.waiting, lines...)
	w.wake.Signal()
}

// close waits until everything is written, or cannot be.
func (w *writer) close() {
	w.mu.Lock()
	w.closed = true
	w.wake.Signal()
	w.mu.Unlock()
	<-w.done
}

func (w *writer) run() {
	defer close(w.done)
	var lines []byte
	var err error
	for {
		w.mu.Lock()
		for len(w.waiting) == 0 && !w.closed {
			w.wake.Wait()
		}
		if len(w.waiting) == 0 {
			w.mu.Unlock()
			_ = w.out.Close() // nothing is buffered behind it
			return
		}
		lines, w.waiting = w.waiting, lines[:0]
		w.mu.Unlock()
		if err != nil {
			continue
		}
		if _, err = w.out.Write(lines); err != nil {
			w.failed(err)
		}
	}
}
