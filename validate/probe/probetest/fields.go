package probetest

import (
	"encoding/binary"
	"math"
)

// BE is the fields one after another, numbers big-endian in the size of their type.
func BE(values ...any) []byte { return fields(binary.BigEndian, values) }

// LE is BE for little-endian fields.
func LE(values ...any) []byte { return fields(binary.LittleEndian, values) }

func fields(order binary.AppendByteOrder, values []any) []byte {
	var b []byte
	for _, v := range values {
		switch v := v.(type) {
		case string:
			b = append(b, v...)
		case []byte:
			b = append(b, v...)
		case uint8:
			b = append(b, v)
		case uint16:
			b = order.AppendUint16(b, v)
		case uint32:
			b = order.AppendUint32(b, v)
		case uint64:
			b = order.AppendUint64(b, v)
		case float64:
			b = order.AppendUint64(b, math.Float64bits(v))
		}
	}
	return b
}

// Zeros is n bytes of zero.
func Zeros(n int) []byte { return make([]byte, n) }
