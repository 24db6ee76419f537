package main

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image/png"
	"strconv"
)

// drawScene makes a PNG: scene, width, height, bits per channel.
func drawScene(args []string) []byte {
	draw, ok := scenes()[args[0]]
	if !ok {
		check(fmt.Errorf("no scene %q: there are %v", args[0], names(scenes())))
	}
	c := newCanvas(number(args[1]), number(args[2]))
	draw(c)
	return encodePNG(c, args[3] == "16")
}

// drawNod makes one frame of the animated sticker: phase 0..1, side in pixels.
func drawNod(args []string) []byte {
	phase, err := strconv.ParseFloat(args[0], 64)
	check(err)
	c := newCanvas(number(args[1]), number(args[1]))
	face(c, phase)
	return encodePNG(c, false)
}

func encodePNG(c *canvas, deep bool) []byte {
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	check(encoder.Encode(&out, c.image(deep)))
	return out.Bytes()
}

// blackPNG is a square of 1-bit gray: side² pixels in next to no bytes.
func blackPNG(side int) []byte {
	var data bytes.Buffer
	w, err := zlib.NewWriterLevel(&data, zlib.BestCompression)
	check(err)
	row := make([]byte, 1+(side+7)/8)
	for range side {
		_, err = w.Write(row)
		check(err)
	}
	check(w.Close())
	header := binary.BigEndian.AppendUint32(nil, uint32(side))
	header = binary.BigEndian.AppendUint32(header, uint32(side))
	out := []byte("\x89PNG\r\n\x1a\n")
	out = pngChunk(out, "IHDR", append(header, 1, 0, 0, 0, 0))
	out = pngChunk(out, "IDAT", data.Bytes())
	return pngChunk(out, "IEND", nil)
}

func pngChunk(out []byte, name string, data []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
	body := append([]byte(name), data...)
	out = append(out, body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(body))
}

// withOrientation puts an EXIF segment with nothing but the orientation behind a JPEG's first marker.
func withOrientation(orientation int, jpeg []byte) []byte {
	tiff := []byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00")
	tiff = append(tiff, byte(orientation), 0, 0, 0, 0, 0, 0, 0)
	segment := jpegSegment(0xE1, append([]byte("Exif\x00\x00"), tiff...))
	return insert(jpeg, 2, segment)
}

// padJPEG puts n bytes of comments into a JPEG, as a camera's maker notes do.
func padJPEG(n int, jpeg []byte) []byte {
	var padding []byte
	for n > 0 {
		part := min(n, 65000)
		padding = append(padding, jpegSegment(0xEF, bytes.Repeat([]byte("note"), part/4))...)
		n -= part
	}
	return insert(jpeg, 2, padding)
}

func jpegSegment(marker byte, data []byte) []byte {
	out := []byte{0xFF, marker}
	out = binary.BigEndian.AppendUint16(out, uint16(len(data)+2))
	return append(out, data...)
}

func insert(data []byte, at int, more []byte) []byte {
	out := append([]byte{}, data[:at]...)
	out = append(out, more...)
	return append(out, data[at:]...)
}
