package report

import (
	"fmt"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/wamedia/wamedia/validate"
)

// failedRule stands for what no rule of the book says: a file could not be read, prepared or uploaded.
const failedRule = "wamedia.failed"

const home = "https://github.com/wamedia/wamedia"

// driver describes the program with the whole book, so that an index means the same rule in every log of a version.
func (s *sarifWriter) driver() *sarif.ToolComponent {
	d := sarif.NewToolComponent().WithName("wamedia").WithInformationURI(home)
	if s.o.Version != "" {
		d.WithVersion(s.o.Version)
	}
	for i := range s.book.rules {
		d.AddRule(descriptor(&s.book.rules[i]))
	}
	return d.AddRule(failedDescriptor())
}

func descriptor(r *validate.Rule) *sarif.ReportingDescriptor {
	d := sarif.NewRule(r.ID).
		WithShortDescription(multiformat(r.Title)).
		WithFullDescription(multiformat(r.Why)).
		WithHelp(multiformat(helpText(r)).WithMarkdown(helpMarkdown(r))).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(sarifLevel(r.Severity))).
		WithProperties(ruleProperties(r))
	if p := page(*r); p != "" {
		d.WithHelpURI(p)
	}
	return d
}

func failedDescriptor() *sarif.ReportingDescriptor {
	return sarif.NewRule(failedRule).
		WithShortDescription(multiformat("The file could be read, prepared and uploaded")).
		WithFullDescription(multiformat("Something went wrong beside what the rules say of the file; the message tells what.")).
		WithHelp(multiformat("Run wamedia doctor to see what this machine lacks, and wamedia explain CODE for a code of the platform.")).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel("error"))
}

func multiformat(text string) *sarif.MultiformatMessageString {
	return sarif.NewMultiformatMessageString().WithText(text)
}

func ruleProperties(r *validate.Rule) *sarif.PropertyBag {
	bag := sarif.NewPropertyBag().Add("stage", r.Stage).Add("fix", r.Fix).Add("mark", r.Source.Mark).Add("read", r.Source.Read)
	for _, k := range r.Kinds {
		bag.AddTag(string(k))
	}
	return bag
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
