package output

import (
	"fmt"
	"hash/fnv"
	"strings"
)

// longestValue is how many bytes of a tag's value are kept: a name as long as a
// document is told apart by its beginning, its length and its hash.
const longestValue = 1_000

// breaks are where a long value may be cut: a word, which may be a secret that
// loadkit takes out later, stays whole or is left out.
const breaks = " \t\r\n/?&#;,:|'\"()[]{}<>"

// shortened is a value that is bounded, and another one for every other value.
func shortened(value string) string {
	if len(value) <= longestValue {
		return value
	}
	beginning := value[:longestValue]
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(value)) // cannot fail
	return fmt.Sprintf("%s…(%d bytes, %08x)", beginning[:strings.LastIndexAny(beginning, breaks)+1], len(value), hash.Sum32())
}
