package report

import (
	"fmt"
	"strings"

	"github.com/wamedia/wamedia/validate"
)

// failedRule stands for what no rule of the book says: a file could not be read, prepared or uploaded.
const failedRule = "wamedia.failed"

const home = "https://github.com/wamedia/wamedia"

// driver describes the program with the whole book, so that an index means the same rule in every log of a version.
func (s *sarifWriter) driver() sarifDriver {
	d := sarifDriver{Name: "wamedia", Version: s.o.Version, InformationURI: home}
	for i := range s.book.rules {
		d.Rules = append(d.Rules, descriptor(&s.book.rules[i]))
	}
	d.Rules = append(d.Rules, failedDescriptor())
	return d
}

func descriptor(r *validate.Rule) sarifRule {
	return sarifRule{
		ID:                   r.ID,
		ShortDescription:     sarifMessage{Text: r.Title},
		FullDescription:      sarifMessage{Text: r.Why},
		Help:                 sarifMessage{Text: helpText(r), Markdown: helpMarkdown(r)},
		HelpURI:              page(*r),
		DefaultConfiguration: sarifLevelOf{sarifLevel(r.Severity)},
		Properties:           ruleProperties(r),
	}
}

func failedDescriptor() sarifRule {
	return sarifRule{
		ID:                   failedRule,
		ShortDescription:     sarifMessage{Text: "The file could be read, prepared and uploaded"},
		FullDescription:      sarifMessage{Text: "Something went wrong apart from what the rules check; the message says what."},
		Help:                 sarifMessage{Text: "Run wamedia doctor to see what this machine lacks, and wamedia explain CODE for a code of the platform."},
		DefaultConfiguration: sarifLevelOf{"error"},
	}
}

func ruleProperties(r *validate.Rule) *sarifProperties {
	p := sarifProperties{Stage: string(r.Stage), Fix: string(r.Fix), Mark: r.Source.Mark, Read: r.Source.Read}
	for _, k := range r.Kinds {
		p.Tags = append(p.Tags, string(k))
	}
	return &p
}

func helpText(r *validate.Rule) string {
	lines := []string{r.Why, "Fix: " + string(r.Fix) + "."}
	if r.Cure != "" {
		lines = append(lines, "Command: "+r.Cure)
	}
	return strings.Join(append(lines, fmt.Sprintf("Source (%s, read %s): %s", authority(*r), r.Source.Read, r.Source.Ref)), "\n")
}

func helpMarkdown(r *validate.Rule) string {
	b := escapeMarkdown(r.Why) + "\n\nFix: " + string(r.Fix) + ".\n"
	if r.Cure != "" {
		b += "\n```sh\n" + r.Cure + "\n```\n"
	}
	source := escapeMarkdown(r.Source.Ref)
	if p := page(*r); p != "" {
		source = "<" + p + ">"
	}
	return b + fmt.Sprintf("\nSource (%s, read %s): %s\n", authority(*r), r.Source.Read, source)
}
