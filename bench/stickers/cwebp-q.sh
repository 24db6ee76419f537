#!/bin/sh
# A still sticker by a bisection over the quality: cwebp-q.sh FILE OUT.
set -eu
name=$(basename "$1")
out=$2/${name%.*}.webp
low=0 high=100
while [ "$low" -le "$high" ]; do
	q=$(((low + high) / 2))
	cwebp -quiet -q "$q" "$1" -o "$out.try"
	if [ "$(wc -c <"$out.try")" -gt 100000 ]; then
		high=$((q - 1))
	else
		mv "$out.try" "$out"
		low=$((q + 1))
	fi
done
rm -f "$out.try"
