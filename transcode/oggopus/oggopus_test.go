package oggopus_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/transcode/oggopus"
	"github.com/wamedia/wamedia/validate/probe/probetest"
)

const second = 48000

// repeat is n packets of 20 ms.
func repeat(n int) []string { return slices.Repeat([]string{frame20}, n) }

// other is a page of another stream.
func other(flags byte, body string) []byte {
	lacing, b := probetest.OggPackets(body)
	return probetest.OggPage(flags, 0, 99, 0, lacing, b)
}

// part is a stream of its own, for chains.
func part(number uint32, head string, packets int) []byte {
	page := func(flags byte, granule int64, sequence uint32, packets ...string) []byte {
		lacing, body := probetest.OggPackets(packets...)
		return probetest.OggPage(flags, granule, number, sequence, lacing, body)
	}
	return slices.Concat(page(first, 0, 0, head), page(0, 0, 1, tags), page(last, int64(packets)*960, 2, repeat(packets)...))
}

// TestRewrite takes streams with every sort of flaw and looks at packets, granule positions, pre-skip and length.
func TestRewrite(t *testing.T) {
	t.Parallel()
	head := probetest.OpusHead(1, 312, 48000)
	long := "\x83\xb0" + strings.Repeat("\xfc\xff", 47) + strings.Repeat("x", 48*1272) // 48 frames of 2.5 ms, 61 kB
	spanned := func() []byte {
		lacing, body := probetest.OggPackets(long)
		return slices.Concat(headers(312), probetest.OggPage(0, -1, serial, 2, lacing[:200], body[:200*255]),
			probetest.OggPage(last|continued, 5760, serial, 3, lacing[200:], body[200*255:]))
	}
	cases := map[string]struct {
		file    []byte
		packets []string
		trim    int64
		skip    int
	}{
		"right":                    {note(312, second, 2*second), repeat(100), 0, 312},
		"ends early":               {note(312, second, 2*second-700), repeat(100), 700, 312},
		"offset":                   {note(312, second+576, 2*second+576), repeat(100), 0, 312},
		"offset, ends early":       {note(312, second+576, 2*second+576-700), repeat(100), 700, 312},
		"negative":                 {note(312, second-24, 2*second-24), repeat(100), 0, 312},
		"a third":                  {note(312, second/3, 2*second/3), repeat(100), 0, 312},
		"all 0":                    {note(312, 0, 0), repeat(100), 0, 312},
		"not known":                {note(312, -1, -1), repeat(100), 0, 312},
		"far too early":            {note(312, second, second+9), repeat(100), 0, 312},
		"no pre-skip":              {note(0, second, 2*second), repeat(100), 0, 312},
		"pre-skip of 80 ms":        {note(3840, second, 2*second), repeat(100), 0, 3840},
		"pre-skip over all":        {note(65535, second), repeat(50), 0, 312},
		"long pre-skip":            {note(65535, second, 2*second), repeat(100), 0, 65535},
		"no end mark":              {note(312, second, 2*second, 3*second)[:len(note(312, second, 2*second))], repeat(100), 0, 312},
		"a page cut":               {note(312, second, 2*second, 3*second)[:len(note(312, second, 2*second))+99], repeat(100), 0, 312},
		"junk":                     {slices.Concat([]byte("junk OggS\x00"), headers(312), []byte("OggS\x00\x00junk"), note(312, second)[len(headers(312)):], []byte("ID3 and OggS")), repeat(50), 0, 312},
		"headers twice":            {slices.Concat(headers(0), note(312, second)), repeat(50), 0, 312},
		"headers twice, unmarked":  {slices.Concat(headers(312), pageOf(0, 0, 2, head), pageOf(0, 0, 3, tags), pageOf(last, second, 4, repeat(50)...)), repeat(50), 0, 312},
		"an empty part first":      {slices.Concat(other(first, head), note(312, second)), repeat(50), 0, 312},
		"a chain":                  {slices.Concat(part(1, head, 50), part(2, head, 25)), repeat(75), 0, 312},
		"a chain of one number":    {slices.Concat(part(1, head, 50), part(1, head, 25)), repeat(75), 0, 312},
		"a stream beside":          {slices.Concat(headers(312)[:len(headers(312))/2*0], other(first, "fishead\x00"), headers(312), other(0, "data"), pageOf(last, second, 2, repeat(50)...), other(last, "data")), repeat(50), 0, 312},
		"Opus beside":              {slices.Concat(pageOf(first, 0, 0, head), other(first, head), pageOf(0, 0, 1, tags), other(0, tags), pageOf(0, second, 2, repeat(50)...), other(0, frame20), pageOf(last, second+960, 3, frame20)), repeat(51), 0, 312},
		"a page lost":              {slices.Concat(headers(312), pageOf(0, second, 2, repeat(50)...), pageOf(last, 3*second, 4, repeat(50)...)), repeat(100), 0, 312},
		"a part of a packet lost":  {slices.Concat(headers(312), pageOf(0, second, 2, repeat(50)...), probetest.OggPage(last|continued, 3*second, serial, 4, []byte{3, 5}, []byte("end"+frame20))), repeat(51), 0, 312},
		"packets of no bytes":      {slices.Concat(headers(312), pageOf(last, 1920, 2, frame20, "", "", frame20)), repeat(2), 0, 312},
		"packets that are invalid": {slices.Concat(headers(312), pageOf(last, 1920, 2, frame20, "\x4b\x00", "\x4b\x3fabc", frame20)), repeat(2), 0, 312},
		"an empty page at the end": {slices.Concat(headers(312), pageOf(0, 1920, 2, repeat(2)...), pageOf(last, 1800, 3)), repeat(2), 120, 312},
		"a packet on two pages":    {spanned(), []string{long}, 0, 312},
		"255 packets of 2.5 ms":    {slices.Concat(headers(312), pageOf(last, 255*120, 2, slices.Repeat([]string{"\xe0a"}, 255)...)), slices.Repeat([]string{"\xe0a"}, 255), 0, 312},
		"packets of every code":    {slices.Concat(headers(312), pageOf(last, 960*11, 2, frame20, "\x49abcd", "\x4a\x01abc", "\x4b\x43\x02abcdef\x00\x00", "\x4b\x83\x01\x00abc")), []string{frame20, "\x49abcd", "\x4a\x01abc", "\x4b\x43\x02abcdef\x00\x00", "\x4b\x83\x01\x00abc"}, 0, 312},
		"less than the pre-skip":   {slices.Concat(headers(312), pageOf(last, 120, 2, "\xe0a")), []string{"\xe0a"}, 0, 60},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, slow bytes.Buffer
			if err := oggopus.Rewrite(&out, bytes.NewReader(c.file), oggopus.Options{}); err != nil {
				t.Fatal(err)
			}
			if err := oggopus.Rewrite(&slow, iotest.OneByteReader(bytes.NewReader(c.file)), oggopus.Options{}); err != nil || !bytes.Equal(out.Bytes(), slow.Bytes()) {
				t.Errorf("it depends on how the bytes come: %v", err)
			}
			track, got := sound(t, out.Bytes()), readBack(t, out.Bytes())
			if diff := cmp.Diff(c.packets, got.packets); diff != "" {
				t.Errorf("packets %s", diff)
			}
			if track.Opus.PreSkip != c.skip || got.granules[len(got.granules)-1] != track.Opus.Samples-c.trim {
				t.Errorf("pre-skip %d, the end at %d of %d samples; want %d and %d left out", track.Opus.PreSkip,
					got.granules[len(got.granules)-1], track.Opus.Samples, c.skip, c.trim)
			}
			if got.tags != "OpusTags\x04\x00\x00\x00Lavf\x00\x00\x00\x00" {
				t.Errorf("tags %q", got.tags)
			}
		})
	}
}

// Pages are of a second at most.
func TestPagesOfASecond(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := oggopus.Rewrite(&out, bytes.NewReader(note(312, second, 2*second)), oggopus.Options{Native: true}); err != nil {
		t.Fatal(err)
	}
	got := readBack(t, out.Bytes())
	if diff := cmp.Diff([]int64{46080, 92160, 96000}, got.granules); diff != "" {
		t.Error(diff)
	}
	if want := []byte{first, 0, 0, 0, last}; !bytes.Equal(got.flags, want) {
		t.Errorf("flags %v, want %v", got.flags, want)
	}
}

func TestUnsuitable(t *testing.T) {
	t.Parallel()
	louder := []byte(probetest.OpusHead(1, 312, 48000))
	binary.LittleEndian.PutUint16(louder[16:], 256)
	for name, file := range map[string][]byte{
		"nothing":               nil,
		"text":                  []byte("no Ogg"),
		"headers alone":         headers(312),
		"no headers":            pageOf(last, 960, 0, frame20),
		"another codec":         slices.Concat(pageOf(first, 0, 0, "\x01vorbis"), pageOf(last, 960, 1, frame20)),
		"parts of other gains":  slices.Concat(part(1, probetest.OpusHead(1, 312, 48000), 5), part(2, string(louder), 5)),
		"parts, one in stereo":  slices.Concat(part(1, probetest.OpusHead(1, 312, 48000), 5), part(2, probetest.OpusHead(2, 312, 48000), 5)),
		"a checksum that fails": append(note(312)[:60], make([]byte, 100)...),
	} {
		if err := oggopus.Rewrite(io.Discard, bytes.NewReader(file), oggopus.Options{}); !errors.Is(err, oggopus.ErrUnsuitable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What cannot be read or written is an error of its own.
func TestErrors(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	if err := oggopus.Rewrite(io.Discard, iotest.ErrReader(broken), oggopus.Options{}); !errors.Is(err, broken) {
		t.Errorf("reading: %v", err)
	}
	if err := oggopus.Rewrite(full{broken}, bytes.NewReader(note(312, second, 2*second)), oggopus.Options{}); !errors.Is(err, broken) {
		t.Errorf("writing: %v", err)
	}
}

type full struct{ err error }

func (f full) Write([]byte) (int, error) { return 0, f.err }
