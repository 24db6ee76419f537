package probetest

import "encoding/binary"

// BE32 writes numbers of 32 bits, the most significant byte first.
func BE32(list ...int) string { return numbers(binary.BigEndian, list) }

// LE32 writes numbers of 32 bits, the least significant byte first.
func LE32(list ...int) string { return numbers(binary.LittleEndian, list) }

func numbers(order binary.AppendByteOrder, list []int) string {
	var b []byte
	for _, v := range list {
		b = order.AppendUint32(b, uint32(v))
	}
	return string(b)
}
