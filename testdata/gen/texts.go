package main

import (
	"fmt"
	"strings"
)

// texts are the samples that are plain text or look like it.
func texts() map[string]string {
	var csv strings.Builder
	csv.WriteString("item,price\n")
	for _, row := range priceList() {
		fmt.Fprintf(&csv, "%q,%s\n", row[0], row[1])
	}
	return map[string]string{
		"terms": "Summer sale: terms\n\nThe offer runs from Friday to Sunday, while stocks last.\n" +
			"The code SUN30 takes 30 % off every mug and 1 kg bag – once per customer.\n",
		"csv":      csv.String(),
		"json":     "{\"campaign\": \"summer\", \"code\": \"SUN30\", \"percent\": 30, \"cities\": [\"Lyon\", \"Köln\"]}\n",
		"rtf":      `{\rtf1\ansi\deff0{\fonttbl{\f0 Helvetica;}}\f0\fs28 Summer sale\par\fs22 The code SUN30 takes 30 % off.\par}` + "\n",
		"html":     "<!DOCTYPE html>\n<html><head><title>Summer sale</title></head><body><h1>Summer sale</h1></body></html>\n",
		"svg":      `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><circle cx="32" cy="32" r="30" fill="#1a7f5a"/></svg>` + "\n",
		"playlist": "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nother-file.ts\n#EXT-X-ENDLIST\n",
	}
}

// lines is plain text of at least n bytes.
func lines(n int) []byte {
	const line = "The code SUN30 takes 30 % off every mug.\n"
	return []byte(strings.Repeat(line, n/len(line)+1))
}
