#!/bin/sh
# A still sticker by cwebp's own search for a size: cwebp-size.sh FILE OUT.
set -eu
name=$(basename "$1")
cwebp -quiet -size 100000 "$1" -o "$2/${name%.*}.webp"
