package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wamedia/wamedia/internal/config"
	"github.com/wamedia/wamedia/internal/report"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe"
	"github.com/wamedia/wamedia/validate/profile"
)

// sharedFlags are those of every command that takes files.
type sharedFlags struct {
	quiet, verbose bool
	as             string
	format, output string
	failOn         string
	jobs           int
	folderFlags
	deep       bool
	profile    string
	config     string
	configFile string      // path of the configuration in use; empty for none
	file       config.File // what it says
}

// addShared defines the flags of commands that check files.
func (a *app) addShared(cmd *cobra.Command) {
	f, p := &a.flags, cmd.Flags()
	p.StringVar(&f.as, "as", "", "check as "+strings.Join(kindNames(), "|")+" (default: by true type)")
	p.StringVar(&f.format, "format", "text", "report format: "+strings.Join(report.Formats(), "|"))
	p.StringVar(&f.output, "output", "", "write the report to this `file` instead of stdout")
	p.StringVar(&f.failOn, "fail-on", "error", "exit with 1 from this severity: error|warning|never")
	p.IntVar(&f.jobs, "jobs", runtime.NumCPU(), "files worked on at a time")
	f.add(cmd)
	p.BoolVar(&f.deep, "deep", false, "also decode pixels and check every checksum")
	p.StringVar(&f.profile, "profile", "", "where the files go: "+strings.ReplaceAll(profile.List(), ", ", "|"))
	p.StringVar(&f.config, "config", "", "configuration `file` (default: "+config.Name+" here or above, up to the repository's root or the home folder)")
}

// readConfig reads the configuration and lets flags that were given win over it.
func (a *app) readConfig(cmd *cobra.Command) error {
	f := &a.flags
	path, err := a.configPath()
	if err != nil || path == "" {
		return err
	}
	f.configFile = path
	if f.file, err = config.Read(path); err != nil {
		return usage(err)
	}
	if f.file.FailOn != "" && !cmd.Flags().Changed("fail-on") {
		f.failOn = f.file.FailOn
	}
	if len(f.include) == 0 {
		f.include = f.file.Include
	}
	f.exclude = append(f.exclude, f.file.Exclude...)
	return nil
}

// configPath is the configuration that counts: the one that was named, or else one that is found and is the user's own.
func (a *app) configPath() (string, error) {
	path := a.flags.config
	if path == "" {
		found, err := config.Find(".")
		var foreign *config.ForeignError
		switch {
		case errors.As(err, &foreign):
			a.complain(err)
		case err != nil:
			return "", noWork(err)
		default:
			path = found
		}
	}
	a.log.Debug("configuration", "file", cmp.Or(path, "none"))
	return path, nil
}

func kindNames() []string {
	return []string{"image", "sticker", "video", "audio", "voice", "document"}
}

// checkShared reads the configuration and refuses what cannot be meant.
func (a *app) checkShared(cmd *cobra.Command) error {
	if err := a.readConfig(cmd); err != nil {
		return err
	}
	f := &a.flags
	switch {
	case f.profile != "" && !slices.Contains(profile.All(), profile.Profile(f.profile)):
		return usage(fmt.Errorf("--profile %q is not known; want one of %s", f.profile, profile.List()))
	case f.as != "" && !slices.Contains(kindNames(), f.as):
		return usage(fmt.Errorf("--as %q is no kind; want one of %s", f.as, strings.Join(kindNames(), ", ")))
	case !slices.Contains([]string{"error", "warning", "never"}, f.failOn):
		return usage(fmt.Errorf("--fail-on %q is no severity; want error, warning or never", f.failOn))
	case f.jobs < 1:
		return usage(fmt.Errorf("--jobs %d: at least one file must be worked on at a time", f.jobs))
	}
	if err := a.walkOptions("").Check(); err != nil {
		return usage(err)
	}
	return nil
}

// policy is what the configuration and the flags ask for, the flags last.
func (a *app) policy() validate.Policy {
	p := validate.Policy{Prober: new(probe.Prober)}
	a.flags.file.Apply(&p)
	p.As, p.Deep = media.Kind(a.flags.as), a.flags.deep
	if a.flags.profile != "" {
		p.Profile = profile.Profile(a.flags.profile)
	}
	return p
}

// openReport makes the writer that the flags ask for. The close function keeps a write error from being lost.
func (a *app) openReport() (report.Writer, func() error, error) {
	w, done := a.out, func() error { return nil }
	if a.flags.output != "" {
		f, err := os.Create(a.flags.output)
		if err != nil {
			return nil, nil, noWork(fmt.Errorf("write the report: %w", err))
		}
		w, done = f, f.Close
		if sameFile(f, a.err) {
			w = &stream{file: f, screen: a.screen}
		}
	}
	terminal := isTerminal(w)
	if a.paced && !terminal {
		held, finish := newPaced(w), done
		w, done = held, func() error { return errors.Join(held.Flush(), finish()) }
	}
	r, err := report.New(a.flags.format, w, report.Options{
		Color: terminal && os.Getenv("NO_COLOR") == "", Verbose: a.flags.verbose, Quiet: a.flags.quiet,
		Version: buildVersion(), Root: os.Getenv("GITHUB_WORKSPACE"),
	})
	if err != nil {
		return nil, nil, usage(err)
	}
	return r, done, nil
}
