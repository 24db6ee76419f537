package walk

// Skip is a file of a folder that is not taken.
type Skip struct {
	// Path and Rel are as those of File.
	Path, Rel string
	Reason    Reason
}

// Reason says why a file of a folder is not taken.
type Reason string

// The reasons.
const (
	// NotMedia: neither its name nor its bytes are those of media or of a document.
	NotMedia Reason = "not-media"
	// Private: it holds credentials, or is a report or the configuration of this program.
	Private Reason = "private"
	// LinkOut: a symbolic link whose target is not below the same folder.
	LinkOut Reason = "link-out"
	// LinkHidden: a symbolic link to a file that is hidden, left out by a glob, or no file.
	LinkHidden Reason = "link-hidden"
	// LinkFolder: a symbolic link to a folder.
	LinkFolder Reason = "link-folder"
	// LinkLoop: a symbolic link to a folder that it lies in, or that was entered before.
	LinkLoop Reason = "link-loop"
)

// Text explains the reason, and names the flag that takes such files.
func (r Reason) Text() string {
	switch r {
	case NotMedia:
		return "not media; --all-files takes them"
	case Private:
		return "holds credentials, or is wamedia's own: never input"
	case LinkOut:
		return "a link that leads out of the folder; --follow-links reads it"
	case LinkHidden:
		return "a link to something hidden or left out; --follow-links reads it"
	case LinkFolder:
		return "a link to a folder; --follow-links enters it"
	case LinkLoop:
		return "a link to a folder that is read already"
	}
	return string(r)
}
