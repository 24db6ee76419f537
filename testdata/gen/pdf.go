package main

import (
	"bytes"
	"fmt"
	"strings"
)

// pdf is one page with a headline and a short table, in the fonts that every reader has.
func pdf(title string) []byte {
	page := pdfPage(title)
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(page), page),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	table := fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for i, object := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := out.Len()
	fmt.Fprintf(&out, "%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", table, len(objects)+1, start)
	return out.Bytes()
}

func pdfPage(title string) string {
	var page strings.Builder
	page.WriteString("0.10 0.50 0.35 rg 0 520 420 75 re f\n1 1 1 rg ")
	fmt.Fprintf(&page, "BT /F1 24 Tf 36 548 Td (%s) Tj ET\n0.2 0.2 0.2 rg\n", title)
	for i, row := range priceList() {
		fmt.Fprintf(&page, "BT /F1 12 Tf 36 %d Td (%s) Tj 250 0 Td (%s) Tj ET\n", 480-24*i, row[0], row[1])
	}
	return page.String()
}

// priceList is what the campaign's documents show.
func priceList() [][2]string {
	return [][2]string{
		{"Sundial mug, red", "9.90"}, {"Sundial mug, sand", "9.90"}, {"House blend, 250 g", "7.50"},
		{"House blend, 1 kg", "26.00"}, {"Beach parasol, striped", "34.00"}, {"Gift card", "25.00"},
	}
}
