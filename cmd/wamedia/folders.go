package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/wamedia/wamedia/pipeline/walk"
)

// inFolders is what help says of folders.
const inFolders = "Files that are named are always taken.\n" +
	"In folders media, office documents, .txt and .csv are taken, by name or by bytes; other files are counted as skipped\n" +
	"(--all-files takes them). A symbolic link counts if its target lies below the same folder (--follow-links lifts that).\n" +
	"Credentials, .env files, wamedia.yaml and reports are never input, not even when named."

// folderFlags say which files of folders are taken.
type folderFlags struct {
	include, exclude      []string
	allFiles, followLinks bool
}

func (f *folderFlags) add(cmd *cobra.Command) {
	p := cmd.Flags()
	p.StringArrayVar(&f.include, "include", nil, "in folders take only files that match the `glob`")
	p.StringArrayVar(&f.exclude, "exclude", nil, "in folders leave out what matches the `glob`")
	p.BoolVar(&f.allFiles, "all-files", false, "in folders take every file that is not hidden (default: media, office documents, .txt and .csv)")
	p.BoolVar(&f.followLinks, "follow-links", false, "in folders follow symbolic links wherever they lead (default: to files below the same folder)")
}

// walkOptions choose among the files of folders. Except is the folder for outputs.
func (a *app) walkOptions(except string) walk.Options {
	f := &a.flags
	return walk.Options{
		Include: f.include, Exclude: f.exclude, Except: except, AllFiles: f.allFiles, FollowLinks: f.followLinks,
		Never: append([]string{f.file.Credentials, f.configFile, f.output}, a.never...), Skipped: a.skips.Add,
	}
}

// checkPaths refuses, before any work is done, a path that leads nowhere and one that the report would overwrite.
func (a *app) checkPaths(paths []string) error {
	report, _ := os.Stat(a.flags.output) // mostly there is none yet
	for _, p := range paths {
		info, err := os.Stat(p)
		switch {
		case err != nil:
			return usage(fmt.Errorf("%w; want files or folders that exist", err))
		case report != nil && os.SameFile(info, report):
			return usage(fmt.Errorf("--output %s would overwrite %s, which is to be read; choose another file", a.flags.output, p))
		}
	}
	return nil
}
