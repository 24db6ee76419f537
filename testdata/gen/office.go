package main

import "math"

const textStart = 1024

// wordMain is the file information block of Word 97 with the text behind it.
func wordMain(text string) []byte {
	fib := words16(nil, 0xA5EC, 0x00C1, 0, 0x0409, 0, 0x0200, 0x00BF, 0) // magic, version, language, flags: tables in 1Table
	fib = words32(fib, 0, 0, textStart, uint32(textStart+len(text)))
	fib = words16(fib, 14)
	fib = padTo(fib, 32+2+28)
	fib = words16(fib, 22)
	counts := words32(nil, uint32(textStart+len(text)), 0, 0, uint32(len(text)))
	fib = append(fib, padTo(counts, 88)...)
	fib = words16(fib, 93)
	tables := make([]byte, 93*8)
	copy(tables[33*8:], words32(nil, 0, uint32(len(wordTable(len(text)))))) // where the piece table stands in 1Table
	fib = words16(append(fib, tables...), 0)
	return append(padTo(fib, textStart), text...)
}

// wordTable says that all text is one piece of 8-bit characters.
func wordTable(length int) []byte {
	out := []byte{2, 16, 0, 0, 0}
	out = words32(out, 0, uint32(length))
	out = words16(out, 0)
	out = words32(out, 1<<30|textStart*2)
	return words16(out, 0)
}

// workbook is BIFF8 with one sheet.
func workbook() []byte {
	name := append([]byte{6, 0}, "Prices"...)
	globals := record(nil, 0x0809, words16(nil, 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 0, 6, 0))
	sheetAt := len(globals) + 4 + 6 + len(name) + 4
	globals = record(globals, 0x0085, append(words16(words32(nil, uint32(sheetAt)), 0), name...))
	out := record(globals, 0x000A, nil)
	out = record(out, 0x0809, words16(nil, 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 0, 6, 0))
	out = record(out, 0x0200, words16(nil, 0, 0, 6, 0, 0, 2, 0))
	for i, row := range priceList() {
		label := words16(nil, uint16(i), 0, 0, uint16(len(row[0])))
		out = record(out, 0x0204, append(append(label, 0), row[0]...))
		bits := math.Float64bits(float64(i) + 9.9)
		out = record(out, 0x0203, words32(words16(nil, uint16(i), 1, 0), uint32(bits), uint32(bits>>32)))
	}
	return record(out, 0x000A, nil)
}

func record(out []byte, id uint16, data []byte) []byte {
	return append(words16(out, id, uint16(len(data))), data...)
}

// slideShow is a presentation of no slides: document, persist directory, user edit.
func slideShow() []byte {
	size := words32(nil, 5760, 4320, 4320, 5760, 5, 10, 0, 0)
	atom := slideRecord(1, 0x03E9, words16(append(size, 0, 0, 0, 0), 1, 0)[:40])
	document := slideRecord(15, 0x03E8, append(atom, slideRecord(0, 0x03EA, nil)...))
	directory := slideRecord(0, 0x1772, words32(nil, 1<<20|1, 0))
	edit := slideRecord(0, 0x0FF5, words32(nil, 0, 0x03000000, 0, uint32(len(document)), 1, 1, 0))
	return append(append(document, directory...), edit...)
}

// currentUser points at the user edit behind the document and the directory.
func currentUser() []byte {
	show := slideShow()
	body := words32(nil, 20, 0xE391C05F, uint32(len(show)-8-28))
	body = words16(body, 3, 0x03F4, 3, 0)
	return slideRecord(0, 0x0FF6, append(words32(body, 8), "gen"...))
}

func slideRecord(version, kind uint16, data []byte) []byte {
	return append(words32(words16(nil, version, kind), uint32(len(data))), data...)
}

// encryptionInfo is the head of agile encryption.
func encryptionInfo() []byte {
	return append(words32(words16(nil, 4, 4), 0x40), `<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption"/>`...)
}

// scrambled is what an encrypted package looks like: a length, then noise.
func scrambled(n int) []byte {
	out := words32(nil, uint32(n-8), 0)
	for i := range n - 8 {
		out = append(out, byte(hash(i, 0, 13)*255))
	}
	return out
}

// summary is a property set that names the program which wrote the file.
func summary(program string) []byte {
	out := words32(words16(nil, 0xFFFE, 0), 0x00020006)
	out = words32(padTo(out, 24), 1)
	out = append(words16(words32(out, 0xF29F85E0), 0x4FF9, 0x1068), 0xAB, 0x91, 0x08, 0x00, 0x2B, 0x27, 0xB3, 0xD9)
	text := padTo([]byte(program), (len(program)/4+1)*4)
	out = words32(out, 48, uint32(24+len(text)), 1) // where the section starts, its size, its properties
	out = words32(out, 18, 16, 30, uint32(len(text)))
	return append(out, text...)
}
