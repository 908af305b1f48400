package output

import (
	"regexp"
	"strings"
)

var (
	origin    = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*`)
	apiNumber = regexp.MustCompile(`^v[0-9]+$`)
	hasDigit  = regexp.MustCompile(`[0-9]`)
	digits    = regexp.MustCompile(`[0-9]+`)
	numberish = regexp.MustCompile(`^[0-9._:-]+$`)
	hexadec   = regexp.MustCompile(`^[0-9A-Fa-f-]{8,}$`)
	token     = regexp.MustCompile(`^[0-9A-Za-z_.~-]{16,}$`)
)

// namePattern is what the names of requests to one endpoint have in common: ids,
// UUIDs, hashes and dates are {id}, other digits {n}, queries and fragments left
// out. What src/metrics/name-pattern.ts does, and the vectors of both.
func namePattern(name string) string {
	from := origin.FindString(name)
	path, ending := name[len(from):], ""
	if at := strings.IndexAny(path, "?#"); at >= 0 {
		path, ending = path[:at], path[at:at+1]+"…"
	}
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		segments[i] = segmentPattern(segment)
	}
	return from + strings.Join(segments, "/") + ending
}

func segmentPattern(segment string) string {
	if strings.Contains(segment, "@") {
		return "{id}"
	}
	if !hasDigit.MatchString(segment) || apiNumber.MatchString(segment) {
		return segment
	}
	if numberish.MatchString(segment) || hexadec.MatchString(segment) || token.MatchString(segment) {
		return "{id}"
	}
	return digits.ReplaceAllString(segment, "{n}")
}
