//go:build unix

package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/wamedia/wamedia/bench/measure"
)

// sentences are read in turn; together they have the sounds of English in about their usual shares.
const sentences = `The birch canoe slid on the smooth planks. Glue the sheet to the dark blue background.
It's easy to tell the depth of a well. These days a chicken leg is a rare dish. Rice is often served in round bowls.
The juice of lemons makes fine punch. The box was thrown beside the parked truck. The hogs were fed chopped corn.
Four hours of steady work faced us. A large size in stockings is hard to sell. ` // Harvard sentences, list 1 (IEEE, 1969)

// spoken in seconds is how long a recording of all sentences is repeated to be enough for.
const spoken = 230

// inputs makes what people record and forward: name, and what ffmpeg makes of the speech or of music for it.
func inputs(ctx context.Context, dir string) ([]string, error) {
	speech := filepath.Join(dir, "speech.wav")
	if _, err := measure.Output(ctx, "espeak-ng", "-v", "en", "-s", "150", "-w", speech, strings.Repeat(sentences, 8)); err != nil {
		return nil, err
	}
	const room = "[0]aloop=-1:1e9,asplit[a][b];[b]aecho=0.8:0.6:40|90:0.3|0.2[c];[a][c]join=inputs=2:channel_layout=stereo,aresample=48000"
	const music = "aevalsrc='0.3*sin(2*PI*t*220*(1+floor(mod(t*2,5))/4))+0.1*sin(2*PI*t*660)+0.02*random(0)|0.3*sin(2*PI*t*277)*exp(-mod(t,1)*3)+0.02*random(1)':s=44100"
	var out []string
	for _, in := range []struct {
		name, graph string
		seconds     int
		options     string
	}{
		{"note.wav", "[0]aloop=-1:1e9", 20, "-c:a pcm_s16le"},
		{"memo.mp3", room, 60, "-c:a libmp3lame -b:a 128k"},
		{"memo.m4a", room, 60, "-c:a aac -b:a 128k"},
		{"stereo.ogg", room, 60, "-c:a libopus -b:a 96k"},
		{"mono.ogg", "[0]aloop=-1:1e9", 30, "-c:a libopus -ac 1 -b:a 24k -map_metadata -1"},
		{"long.wav", room, spoken, "-c:a pcm_s16le"},
		{"music.flac", music, 60, "-c:a flac"},
	} {
		path := filepath.Join(dir, in.name)
		argv := []string{"ffmpeg", "-nostdin", "-v", "error", "-y", "-i", speech, "-filter_complex", in.graph + "[out]", "-map", "[out]"}
		argv = append(append(argv, strings.Fields(in.options)...), "-t", fmt.Sprint(in.seconds), path)
		if _, err := measure.Output(ctx, argv...); err != nil {
			return nil, err
		}
		out = append(out, path)
	}
	return out, nil
}
