#!/bin/sh
# One picture by vipsthumbnail: at quality 90 where that fits, else scaled once and searched by bisection until 95 % of
# the limit are used: vips.sh FILE OUT.
set -eu
limit=5000000
name=$(basename "$1")
out=$2/${name%.*}.jpg
export VIPS_CONCURRENCY=1 VIPS_WARNING=1

weight() { wc -c <"$1"; }

# The profile of an untagged picture does not fit a gray one.
thumbnail() {
	vipsthumbnail "$1" --size '4096x4096>' --iprofile srgb --eprofile srgb -o "$2" 2>/dev/null ||
		vipsthumbnail "$1" --size '4096x4096>' -o "$2"
}

thumbnail "$1" "$out[Q=90,strip,background=255]"
[ "$(weight "$out")" -gt "$limit" ] || exit 0

scaled=$2/${name%.*}.v
low=20 high=89 best=20
thumbnail "$1" "$scaled"
while [ "$low" -le "$high" ]; do
	q=$(((low + high) / 2))
	vips jpegsave "$scaled" "$out" --Q "$q" --strip --background 255
	size=$(weight "$out")
	if [ "$size" -gt "$limit" ]; then
		high=$((q - 1))
	else
		best=$q low=$((q + 1))
		[ "$size" -lt $((limit * 95 / 100)) ] || break
	fi
done
[ "$q" = "$best" ] || vips jpegsave "$scaled" "$out" --Q "$best" --strip --background 255
rm "$scaled"
