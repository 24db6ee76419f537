#!/bin/sh
# An animated sticker by ffmpeg alone: ffmpeg.sh FILE OUT.
set -eu
. "$(dirname "$0")/search.sh"
name=$(basename "$1")
input=$1

encode() {
	decode "$input" "$1" '' -c:v libwebp_anim -quality "$2" -compression_level 4 -loop 0 -f webp "$3"
}

search "$2/${name%.*}.webp"
