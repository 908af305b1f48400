package output

import (
	"slices"
	"sort"
	"strings"

	"go.k6.io/k6/v2/metrics"

	"github.com/loadkit/loadkit/engine/census"
)

// closed are the tags whose values k6 and loadkit choose from a small set.
// Whatever the bound on series folds, these stay.
var closed = map[string]bool{ //nolint:gochecknoglobals // a constant
	"scenario": true, "stage": true, "method": true, "status": true, "expected_response": true, "error_code": true,
	"proto": true, "subproto": true, "tls_version": true, "ocsp_status": true,
}

// covered are the tags that k6 sets on the samples of its protocols beside
// another that says the same in fewer values.
var covered = map[string]string{ //nolint:gochecknoglobals // a constant
	"url": "name", "error": "error_code",
}

// ofProtocol says whether k6 itself makes a metric's samples for requests. All
// tags of other metrics, of checks too, are the user's own.
func ofProtocol(metric string) bool {
	for _, prefix := range [...]string{"http_req", "request_time", "grpc_", "ws_", "browser_"} {
		if strings.HasPrefix(metric, prefix) {
			return true
		}
	}
	return false
}

// tagList splits a list of tags at its commas.
func tagList(text string) map[string]bool {
	names := map[string]bool{}
	for name := range strings.SplitSeq(text, ",") {
		names[name] = name != ""
	}
	return names
}

// detail is how much of its tags a sample may keep.
type detail int

const (
	whole     detail = iota // all tags
	addressed               // as named, and the name
	patterned               // as named, and what the name has in common with others
	named                   // the closed ones, and those that an objective or a threshold names
	exact                   // the closed ones
	nothing                 // none: only for scripts that invent ever new values of closed tags
)

// addresses are the tags that hold the address of a request.
var addresses = map[string]bool{"name": true, "url": true} //nolint:gochecknoglobals // a constant

// naming is what tells a sample's series apart at one detail.
type naming struct {
	tags map[string]string
	// folded are the names of the tags that were left out.
	folded []string
	// key is one string for each different set, and open that of its open tags.
	key, open string
}

// keeps says whether a tag stays as it is.
func keeps(d detail, name string, wanted map[string]bool) bool {
	switch d {
	case whole:
		return true
	case addressed:
		return closed[name] || wanted[name] || addresses[name]
	case patterned, named:
		return closed[name] || (wanted[name] && !addresses[name])
	case exact:
		return closed[name]
	case nothing:
	}
	return false
}

// namingOf leaves out of tags what a detail folds.
func namingOf(tags map[string]string, wanted map[string]bool, d detail) *naming {
	n := &naming{tags: map[string]string{}}
	names := make([]string, 0, len(tags))
	for name, value := range tags {
		if !keeps(d, name, wanted) {
			n.folded = append(n.folded, name)
			if d != patterned || !addresses[name] {
				continue
			}
			value = namePattern(value)
		}
		n.tags[name] = value
		names = append(names, name)
	}
	if d == nothing {
		n.folded = []string{"*"}
	}
	sort.Strings(names)
	sort.Strings(n.folded)
	var key, open strings.Builder
	for _, name := range names {
		key.WriteString("\x00" + name + "\x00" + n.tags[name])
		if !closed[name] {
			open.WriteString("\x00" + name + "\x00" + n.tags[name])
		}
	}
	if len(n.folded) > 0 {
		key.WriteString("\x01" + strings.Join(n.folded, "\x00"))
	}
	n.key, n.open = key.String(), open.String()
	return n
}

// keptTags are those of a set that may tell series apart: no empty ones, and on
// the samples of protocols none that another covers, unless somebody names it.
func keptTags(tags *metrics.TagSet, wanted map[string]bool, protocol bool) map[string]string {
	if tags == nil {
		return map[string]string{}
	}
	kept := tags.Map()
	for name, value := range kept {
		if value == "" {
			delete(kept, name)
		} else {
			kept[name] = shortened(value)
		}
	}
	if protocol {
		for name, by := range covered {
			if kept[by] != "" && !wanted[name] {
				delete(kept, name)
			}
		}
	}
	return kept
}

// group caches what is known of one tag set. Samples come in groups that share
// their tags, those of HTTP requests always in the same order.
type group struct {
	tags    *metrics.TagSet
	namings [2][nothing + 1]*naming // of protocols, and of others
	entries []entry
	of      census.Selection
	asked   bool
}

// selection says of which of the census's objectives requests with these tags are.
func (g *group) selection() census.Selection {
	if !g.asked && g.tags != nil {
		g.of, g.asked = census.Default.Select(g.tags.Get)
	}
	return g.of
}

type entry struct {
	metric *metrics.Metric
	series *series
}

// find returns the series of a metric; hint is where it was in the last group
// of samples like this one.
func (g *group) find(metric *metrics.Metric, hint int) *series {
	if hint < len(g.entries) && g.entries[hint].metric == metric {
		return g.entries[hint].series
	}
	at := slices.IndexFunc(g.entries, func(e entry) bool { return e.metric == metric })
	if at < 0 {
		return nil
	}
	return g.entries[at].series
}

// naming returns how the samples of a metric with this tag set are named.
func (g *group) naming(metric string, wanted map[string]bool, d detail) *naming {
	protocol := ofProtocol(metric)
	which := &g.namings[0]
	if !protocol {
		which = &g.namings[1]
	}
	if which[d] == nil {
		which[d] = namingOf(keptTags(g.tags, wanted, protocol), wanted, d)
	}
	return which[d]
}
