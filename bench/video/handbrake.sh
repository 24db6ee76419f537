#!/bin/sh
# HandBrake's own default, told what phones need: Main profile, no B-frames, moov first. It knows no limit.
mkdir -p "$(dirname "$2")"
exec HandBrakeCLI -i "$1" -o "$2" -Z "Fast 1080p30" --encoder-profile main --encopts bframes=0 --optimize
