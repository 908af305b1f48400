package output

import "errors"

// descriptor is where loadkit, which starts the engine, reads the lines.
const descriptor = 3

var errDescriptor = errors.New("the loadkit output writes to file descriptor 3, which is not open for writing: " +
	"run scripts through loadkit, or redirect the descriptor yourself (engine run --out loadkit=x script.js 3>lines.ndjson)")
