//go:build !linux

package output

// source knows only the own processor time here.
type source struct{ pressureOf string }

func newSource() source { return source{} }

func (source) read() usage { return usage{cpu: processCPU()} }
