#!/bin/sh
# One picture by ImageMagick: at quality 90 where that fits, else by its own search under a limit: magick.sh FILE OUT.
# The profile that colours are brought to is made by the program that calls this.
set -eu
limit=5000000
name=$(basename "$1")
out=$2/${name%.*}.jpg
export MAGICK_THREAD_LIMIT=1
for magick in magick convert-im6.q16 convert; do
	command -v "$magick" >/dev/null && break
done

make() {
	"$magick" "$1[0]" -auto-orient -profile "$(dirname "$1")/../srgb.icc" -resize '4096x4096>' \
		-background white -alpha remove -strip "$2" "$3" "$out"
}

make "$1" -quality 90
if [ "$(wc -c <"$out")" -gt "$limit" ]; then
	make "$1" -define "jpeg:extent=${limit}B"
fi
