package main

import (
	"encoding/binary"
	"fmt"
)

// oneFrame makes an animation of a single frame out of a WebP with a VP8X header, which encoders refuse to write.
func oneFrame(webp []byte) []byte {
	if len(webp) < 30 || string(webp[12:16]) != "VP8X" {
		check(fmt.Errorf("want a WebP with a VP8X chunk"))
	}
	header, picture := webp[20:30], webp[30:]
	header[0] |= 1 << 1 // the animation flag
	frame := append(make([]byte, 6), header[4:10]...)
	frame = append(frame, 100, 0, 0, 0) // 100 ms
	body := []byte("WEBP")
	body = webpChunk(body, "VP8X", header)
	body = webpChunk(body, "ANIM", make([]byte, 6))
	body = webpChunk(body, "ANMF", append(frame, picture...))
	return webpChunk(nil, "RIFF", body)
}

func webpChunk(out []byte, name string, data []byte) []byte {
	out = binary.LittleEndian.AppendUint32(append(out, name...), uint32(len(data)))
	return append(out, padTo(data, len(data)+len(data)%2)...)
}
