package audiotag_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wamedia/wamedia/validate/probe/audiotag"
	"github.com/wamedia/wamedia/validate/probe/probetest"
	"github.com/wamedia/wamedia/validate/probe/source"
)

func open(b string) *source.Reader {
	return source.New(context.Background(), strings.NewReader(b), int64(len(b)), source.Budget{})
}

// id3 is an ID3v2 tag with a body.
func id3(version, flags byte, body string) string {
	n := len(body)
	tag := string([]byte{'I', 'D', '3', version, 0, flags, byte(n >> 21 & 127), byte(n >> 14 & 127), byte(n >> 7 & 127), byte(n & 127)}) + body
	if flags&0x10 != 0 {
		tag += "3DI" + tag[3:10]
	}
	return tag
}

// frame is a frame of ID3v2.3.
func frame(id, body string) string {
	return id + string(binary.BigEndian.AppendUint32(nil, uint32(len(body)))) + "\x00\x00" + body
}

// ape is an APE tag; flags say whether it has a header.
func ape(items string, header bool) string {
	block := func(flags uint32) string {
		b := []byte("APETAGEX")
		for _, v := range []uint32{2000, uint32(len(items) + 32), 1, flags} {
			b = binary.LittleEndian.AppendUint32(b, v)
		}
		return string(append(b, make([]byte, 8)...))
	}
	if header {
		return block(0xa0000000) + items + block(0x80000000)
	}
	return items + block(0)
}

var id3v1 = "TAG" + strings.Repeat("x", 125)

func TestHead(t *testing.T) {
	t.Parallel()
	plain := id3(3, 0, frame("TIT2", "\x00title")+strings.Repeat("\x00", 200))
	cover := id3(3, 0, frame("TIT2", "\x00title")+frame("APIC", strings.Repeat("p", 300)))
	short := id3(2, 0, "TT2\x00\x00\x02\x00tPIC\x00\x00\x03abc")
	cases := map[string]struct {
		file string
		want audiotag.Tags
	}{
		"none":            {"audio", audiotag.Tags{}},
		"empty":           {"", audiotag.Tags{}},
		"plain":           {plain + "audio", audiotag.Tags{Edge: int64(len(plain)), Found: true}},
		"with a picture":  {cover + "audio", audiotag.Tags{Edge: int64(len(cover)), Found: true, CoverArt: true}},
		"version 2.2":     {short + "audio", audiotag.Tags{Edge: int64(len(short)), Found: true, CoverArt: true}},
		"two in a row":    {plain + cover + "audio", audiotag.Tags{Edge: int64(len(plain + cover)), Found: true, CoverArt: true}},
		"with a footer":   {id3(4, 0x10, "xxxx") + "audio", audiotag.Tags{Edge: 24, Found: true}},
		"APE at the head": {ape("item", true) + "audio", audiotag.Tags{Edge: 68, Found: true}},
		"cut":             {plain[:50], audiotag.Tags{Edge: 50, Found: true, Past: int64(len(plain)) - 50}},
		"a text":          {"ID3 tags are read by most players", audiotag.Tags{}},
		"high bits":       {"ID3\x03\x00\x00\x00\x00\x02\xc5", audiotag.Tags{}},
	}
	for name, c := range cases {
		if diff := cmp.Diff(c.want, audiotag.Head(open(c.file), 0)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestTail(t *testing.T) {
	t.Parallel()
	lyrics := "LYRICSBEGININD0000200LYR00003abc"
	lyrics2 := fmt.Sprintf("%s%06dLYRICS200", lyrics, len(lyrics))
	cases := map[string]struct {
		tags  string
		cover bool
	}{
		"ID3v1":                     {id3v1, false},
		"ID3v1 extended":            {"TAG+" + strings.Repeat("y", 223) + id3v1, false},
		"APE":                       {ape("Title", false), false},
		"APE with header":           {ape("Title", true), false},
		"APE with a picture":        {ape("Cover Art (Front)\x00picture", true), true},
		"APE before ID3v1":          {ape("Title", true) + id3v1, false},
		"Lyrics3 v2 before ID3v1":   {lyrics2 + id3v1, false},
		"Lyrics3 v1 before ID3v1":   {"LYRICSBEGINla la laLYRICSEND" + id3v1, false},
		"ID3v2 behind, with footer": {id3(4, 0x10, strings.Repeat("z", 100)), false},
		"everything":                {ape("Cover Art", true) + lyrics2 + "TAG+" + strings.Repeat("y", 223) + id3v1, true},
		"no tag":                    {"", false},
	}
	for name, c := range cases {
		audio := strings.Repeat("audio", 50)
		want := audiotag.Tags{Edge: int64(len(audio)), Found: c.tags != "", CoverArt: c.cover}
		if diff := cmp.Diff(want, audiotag.Tail(open(audio+c.tags), 0)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A tag that says it is longer than what is there is none.
func TestTailTooLong(t *testing.T) {
	t.Parallel()
	for name, tag := range map[string]string{
		"APE":     ape(strings.Repeat("i", 100), false)[60:],
		"Lyrics3": "999999LYRICS200",
		"ID3v2":   id3(4, 0x10, strings.Repeat("z", 100))[50:],
		"digits":  "12a456LYRICS200" + id3v1,
	} {
		file := strings.Repeat("a", 40) + tag
		want := int64(len(file))
		if strings.HasSuffix(tag, id3v1) {
			want -= 128
		}
		if got := audiotag.Tail(open(file), 0).Edge; got != want {
			t.Errorf("%s: audio ends at %d; want %d", name, got, want)
		}
	}
}

func FuzzTags(f *testing.F) {
	for _, s := range []string{
		id3(3, 0, frame("APIC", "picture")) + "audio" + id3v1, id3(4, 0x10, "xxxx"), ape("Cover Art", true) + "audio" + ape("x", true),
		"LYRICSBEGINla la laLYRICSEND" + id3v1, "000003abcLYRICS200" + id3v1,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		probetest.Guard(t, func() {
			r := source.New(context.Background(), bytes.NewReader(b), int64(len(b)), source.Budget{})
			head := audiotag.Head(r, 0)
			tail := audiotag.Tail(r, head.Edge)
			if head.Edge < 0 || head.Edge > tail.Edge || tail.Edge > int64(len(b)) {
				t.Errorf("audio from %d to %d in %d bytes", head.Edge, tail.Edge, len(b))
			}
		})
	})
}
