// Package profile names the places that a file may go to, each with rules of its own.
package profile

import "strings"

// Profile is where a file goes. The empty one is a message.
type Profile string

// The profiles.
const (
	Message        Profile = "message"
	TemplateHeader Profile = "template-header"
	Carousel       Profile = "carousel"
	Voice          Profile = "voice"
	GroupIcon      Profile = "group-icon"
	ProfilePicture Profile = "profile-picture"
	LinkPreview    Profile = "link-preview"
)

// All lists the profiles, the default first.
func All() []Profile {
	return []Profile{Message, TemplateHeader, Carousel, Voice, GroupIcon, ProfilePicture, LinkPreview}
}

// List names the profiles, separated by commas.
func List() string {
	var names []string
	for _, p := range All() {
		names = append(names, string(p))
	}
	return strings.Join(names, ", ")
}
