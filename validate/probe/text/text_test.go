package text_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/wamedia/wamedia/validate/media"
	"github.com/wamedia/wamedia/validate/probe/probetest"
	"github.com/wamedia/wamedia/validate/probe/text"
)

// wide is s in UTF-16, with a byte order mark when mark is set.
func wide(order binary.AppendByteOrder, mark bool, s string) string {
	var b []byte
	if mark {
		b = order.AppendUint16(b, 0xfeff)
	}
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	const german = "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.\n"
	latin1 := strings.NewReplacer("ö", "\xf6", "ä", "\xe4", "ü", "\xfc", "ß", "\xdf").Replace(german)
	long := strings.Repeat(german, 4000)
	cases := map[string]struct{ file, want string }{
		"ascii":                       {"plain text\n", "us-ascii"},
		"one letter":                  {"a", "us-ascii"},
		"utf-8":                       {german, "utf-8"},
		"utf-8 with a mark":           {"\xef\xbb\xbf" + german, "utf-8"},
		"utf-8, cut inside a rune":    {long[:64<<10], "utf-8"},
		"utf-8, long":                 {long, "utf-8"},
		"utf-16le":                    {wide(binary.LittleEndian, true, german), "utf-16le"},
		"utf-16be":                    {wide(binary.BigEndian, true, german), "utf-16be"},
		"utf-16le without a mark":     {wide(binary.LittleEndian, false, german), "utf-16le"},
		"utf-16be without a mark":     {wide(binary.BigEndian, false, german), "utf-16be"},
		"utf-16le, Chinese with mark": {wide(binary.LittleEndian, true, "千里之行,始於足下。"), "utf-16le"},
		"utf-32":                      {"\xff\xfe\x00\x00a\x00\x00\x00b\x00\x00\x00", "utf-32"},
		"latin-1":                     {latin1, "windows-1252"},
		"a word of latin-1":           {"caf\xe9\r\n", "windows-1252"},
		"quotes of windows-1252":      {"\x93It\x92s \x80 5\x94 \x96 said Ren\xe9\n", "windows-1252"},
		"latin-1 and Ctrl-Z":          {latin1 + "\x1a", "windows-1252"},
		"ascii and Ctrl-Z":            {"dir\r\n\x1a", "us-ascii"},
		"utf-8 and Ctrl-Z":            {german + "\x1a", "utf-8"},
		"utf-8 with a broken byte":    {german + "\xff" + german, "8bit"},
		"code page 850":               {strings.NewReplacer("ö", "\x94", "ä", "\x84", "ü", "\x81", "ß", "\xe1").Replace(german), "8bit"},
		"Cyrillic words in ascii":     {"name;city;zip\n1;\xcc\xee\xf1\xea\xe2\xe0;101000\n", "8bit"},
		"Chinese words in ascii":      {"name,city,zip code,street\n1,\xb1\xb1\xbe\xa9,100000,-\n", "8bit"},
		"shift-jis":                   {strings.Repeat("\x82\xb1\x82\xf1\x82\xc9\x82\xbf\x82\xcd\n", 9), "8bit"},
		"escapes of a terminal":       {strings.Repeat("\x1b[31mred\x1b[0m\n", 9), "us-ascii"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, deep := range []bool{false, true} {
				f := probetest.Read(text.Probe, []byte(c.file), deep)
				if f.MIME != "text/plain" || f.Document.Encoding != c.want || len(f.Damage) > 0 {
					t.Errorf("deep %v: got %+v; want text in %s", deep, f, c.want)
				}
			}
		})
	}
}

func TestBinary(t *testing.T) {
	t.Parallel()
	noise, seed := make([]byte, 300), uint32(7)
	for i := range noise {
		seed = seed*1664525 + 1013904223
		noise[i] = byte(seed >> 24)
	}
	for name, b := range map[string]string{
		"a tiny picture": "P5 1 1 1 \xff",
		"empty":          "", "a high byte": "\xc3", "few high bytes": "\xc3\x28\xa0\xa1", "zeros": strings.Repeat("\x00", 100),
		"noise": string(noise), "zeros in text": strings.Repeat("text\x00", 100), "an ID3 tag": "ID3\x03\x00\x00\x00\x00\x02\xc5",
		"high bytes alone": strings.Repeat("\xfe\xfd", 50), "utf-16 with controls": "\xff\xfe" + strings.Repeat("\x01\x00", 50),
		"controls": strings.Repeat("ab\x01\x02", 50), "a program": "\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 60),
	} {
		if f := probetest.Read(text.Probe, []byte(b), true); f.MIME != "" {
			t.Errorf("%s is taken for %+v", name, f.Document)
		}
	}
}

func TestLooks(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ file, mime, markup string }{
		"html":                  {"<!DOCTYPE html><html><body>x</body></html>", "text/html", "html"},
		"html, comment first":   {"\n<!-- saved -->\n<HTML><p>", "text/html", "html"},
		"a piece of html":       {"<div class=a>x</div>", "text/html", "html"},
		"xhtml":                 {`<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C"><html xmlns="x"/>`, "text/html", "html"},
		"xml":                   {`<?xml version="1.0"?><!DOCTYPE a [<!ELEMENT a EMPTY>]><a/>`, "text/xml", "xml"},
		"xml in utf-16":         {wide(binary.LittleEndian, true, `<?xml version="1.0" encoding="utf-16"?><a/>`), "text/xml", "xml"},
		"xml without its line":  {`<note xmlns="urn:x"><to/></note>`, "text/plain", "xml"},
		"svg":                   {`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>`, "image/svg+xml", ""},
		"rich text":             {`{\rtf1\ansi text}`, "text/rtf", ""},
		"rich text, raw bytes":  {`{\rtf1\ansi text}` + "\r\n\x00", "text/rtf", ""},
		"postscript":            {"%!PS-Adobe-3.0\n%%Pages: 1\n", "application/postscript", ""},
		"json":                  {"{\n  \"a\": [1, 2]\n}\n", "text/plain", "json"},
		"json list":             {"[true, false]", "text/plain", "json"},
		"json lines":            {"{\"a\":1}\n{\"a\":2}\n", "text/plain", "json"},
		"brackets":              {"[note] buy milk", "text/plain", ""},
		"braces":                {"{name} is a placeholder", "text/plain", ""},
		"csv":                   {"a,b,c\n1,2,3\n4,\"5,\n6\",7\n", "text/plain", "csv"},
		"csv with semicolons":   {"a;b\n1;2\n", "text/plain", "csv"},
		"tabs":                  {"a\tb\r\n1\t2\r\n", "text/plain", "csv"},
		"prose with commas":     {"One, two.\nNo comma here.\nThree, four, five.\n", "text/plain", ""},
		"one line with a comma": {"Hello, world\n", "text/plain", ""},
		"markdown":              {"# Title\n\nText with [a link](https://example.com).\n", "text/plain", "markdown"},
		"source code":           {"package a\n\nfunc f() bool { return a < b }\n", "text/plain", ""},
		"a script":              {"#!/bin/sh\necho '<html>'\n", "text/plain", ""},
		"a comparison":          {"<b3 is a word", "text/plain", ""},
		"a log":                 {"12:00:01 INFO start\n12:00:02 WARN <script> found\n", "text/plain", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := probetest.Read(text.Probe, []byte(c.file), false)
			markup := ""
			if f.Document != nil {
				markup = f.Document.Markup
			}
			if f.MIME != c.mime || markup != c.markup || f.Name == "" {
				t.Errorf("got %s %q %q; want %s %q", f.MIME, markup, f.Name, c.mime, c.markup)
			}
		})
	}
}

// A drawing is a picture, not a document.
func TestSVG(t *testing.T) {
	t.Parallel()
	f := probetest.Read(text.Probe, []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"></svg>`), false)
	if f.Kind != media.Image || f.Picture == nil || f.Picture.Width != 30 || f.Picture.Height != 20 {
		t.Errorf("got %+v", f)
	}
}

// Of a long text samples are looked at; deep sees the one byte that is none.
func TestSamples(t *testing.T) {
	t.Parallel()
	b := bytes.Repeat([]byte("a line of text\n"), 200_000)
	f, fetched := probetest.Counted(text.Probe, b)
	if fetched > 256<<10 || f.MIME != "text/plain" {
		t.Errorf("read %d of %d bytes as %q", fetched, len(b), f.MIME)
	}
	b[len(b)/2+5] = 0
	for deep, want := range map[bool]string{false: "text/plain", true: ""} {
		if f := probetest.Read(text.Probe, b, deep); f.MIME != want {
			t.Errorf("a zero inside, deep %v: %q; want %q", deep, f.MIME, want)
		}
	}
	copy(b[len(b)-4000:], make([]byte, 100))
	if f := probetest.Read(text.Probe, b, false); f.MIME != "" {
		t.Errorf("zeros near the end: %q", f.MIME)
	}
}

func FuzzProbe(f *testing.F) {
	probetest.Fuzz(f, text.Probe, []byte("a,b\n1,2\n"), []byte("<?xml version=\"1.0\"?><a/>"), []byte("{\"a\": 1}"), []byte(`{\rtf1}`),
		[]byte("<!doctype a [<!-- -->]><html>"), []byte(wide(binary.LittleEndian, false, "wide text")), []byte("<svg width='1'/>"),
		[]byte("\xff\xfe\x00\x00a\x00\x00\x00"), []byte("# a\n> b\n"))
}

// Bytes that could be of many encodings are of the one that an XML declaration names.
func TestDeclaredEncoding(t *testing.T) {
	t.Parallel()
	for declared, want := range map[string]string{"windows-1251": "windows-1251", "ISO-8859-1": "iso-8859-1"} {
		file := `<?xml version="1.0" encoding="` + declared + `"?><a>` + "\xcc\xee\xf1\xea\xe2\xe0</a>"
		if f := probetest.Read(text.Probe, []byte(file), false); f.Document == nil || f.Document.Encoding != want {
			t.Errorf("%s: got %+v", declared, f.Document)
		}
	}
}
