package census

import "strings"

// Where are the tags that an objective's requests carry: each fits its
// patterns, as src/metrics/selector.ts has them.
type Where map[string][]string

// Selection says for each objective whether a request is one of its requests.
type Selection []bool

// Select says of which objectives a request with these tags is.
func (c *Census) Select(tag func(name string) (string, bool)) (Selection, bool) {
	if c == nil || !c.on.Load() {
		return nil, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.run == nil {
		return nil, false
	}
	objectives := c.run.options.Objectives
	selection := make(Selection, len(objectives))
	for i := range objectives {
		selection[i] = objectives[i].Where.selects(tag)
	}
	return selection, true
}

func (w Where) selects(tag func(name string) (string, bool)) bool {
	for name, patterns := range w {
		value, _ := tag(name) // a missing tag is the empty string
		if !fits(patterns, value) {
			return false
		}
	}
	return true
}

// fits says whether one pattern fits that is not negated, where there is one,
// and no negated one keeps the value out.
func fits(patterns []string, value string) bool {
	wanted, found := false, false
	for _, pattern := range patterns {
		if rest, negated := strings.CutPrefix(pattern, "!"); negated {
			if fitsOne(rest, value) {
				return false
			}
			continue
		}
		wanted = true
		found = found || fitsOne(pattern, value)
	}
	return found || !wanted
}

func fitsOne(pattern, value string) bool {
	if rest, negated := strings.CutPrefix(pattern, "!"); negated {
		return !fitsOne(rest, value)
	}
	if isClass(pattern) {
		return len(value) == 3 && value[0] == pattern[0] && isDigit(value[1]) && isDigit(value[2])
	}
	return fitsGlob(pattern, value)
}

// isClass says whether a pattern is a class of status: 5xx.
func isClass(pattern string) bool {
	return len(pattern) == 3 && pattern[0] >= '1' && pattern[0] <= '5' && pattern[1:] == "xx"
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// fitsGlob: each * stands for any text, everything else for itself.
func fitsGlob(pattern, value string) bool {
	parts := strings.Split(pattern, "*")
	first, last := parts[0], parts[len(parts)-1]
	if len(parts) == 1 {
		return pattern == value
	}
	if len(value) < len(first)+len(last) || !strings.HasPrefix(value, first) || !strings.HasSuffix(value, last) {
		return false
	}
	rest := value[len(first) : len(value)-len(last)]
	for _, part := range parts[1 : len(parts)-1] {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return true
}
