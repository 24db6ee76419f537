package whatsapp

import "testing"

// TestFittingName gives every type names that say something else.
func TestFittingName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, mime, want string }{
		{"voice.opus", "audio/ogg", "voice.ogg"},
		{"voice.ogg", "audio/ogg", "voice.ogg"},
		{"VOICE.OGG", "audio/ogg; codecs=opus", "VOICE.OGG"},
		{"voice-note.mp4", "audio/ogg", "voice-note.ogg"},
		{"voice.webm", "audio/ogg; codecs=opus", "voice.ogg"},
		{"voice", "audio/ogg", "voice.ogg"},
		{"v1.2", "audio/ogg", "v1.2.ogg"},
		{".opus", "audio/ogg", ".ogg"},
		{"memo.mp4", "audio/mp4", "memo.mp4"},
		{"memo.m4a", "audio/mp4", "memo.m4a"},
		{"clip.mov", "video/mp4", "clip.mp4"},
		{"photo.jpeg", "image/jpeg", "photo.jpeg"},
		{"photo.heic", "image/jpeg", "photo.jpg"},
		{"report.final", "application/pdf", "report.final.pdf"},
		{"data.csv", "text/plain", "data.csv"},
		{"thing.xyz", "application/x-other", "thing.xyz"},
		{"thing.xyz", "no type", "thing.xyz"},
	} {
		if got := fittingName(c.name, c.mime); got != c.want {
			t.Errorf("%q as %s: %q, want %q", c.name, c.mime, got, c.want)
		}
	}
	for mime, want := range map[string]string{"audio/opus": "audio/ogg", "audio/ogg; codecs=opus": "audio/ogg; codecs=opus", "image/png": "image/png"} {
		if got := partType(mime); got != want {
			t.Errorf("%s is sent as %s, want %s", mime, got, want)
		}
	}
}
