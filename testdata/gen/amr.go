package main

// amr makes seconds of AMR: 50 frames a second of the highest rate, filled with repeatable noise at low energy.
// Every bit pattern of a speech frame decodes.
func amr(band string, seconds int) []byte {
	out, header, size := []byte("#!AMR\n"), byte(7<<3|4), 31 // 12.2 kbit/s
	if band == "wb" {
		out, header, size = []byte("#!AMR-WB\n"), 8<<3|4, 60 // 23.85 kbit/s
	}
	for frame := range seconds * 50 {
		out = append(out, header)
		for i := range size {
			out = append(out, byte(hash(i, frame, 9)*255))
		}
	}
	return out
}
