#!/bin/sh
# What a careful person writes for a voice note: keep mono Opus, else encode for speech at the rate that stays small.
set -eu
mkdir -p "$2"
about() { ffprobe -v error -select_streams a:0 -show_entries "$1" -of csv=p=0 "$source"; }
source=$1
case $(about stream=codec_name,channels) in
opus,1) exec ffmpeg -nostdin -v error -y -i "$source" -map 0:a:0 -c copy -map_metadata -1 "$2/out.ogg" ;;
esac
rate=$(awk "BEGIN { r = 512000 * 8 * 0.95 / $(about format=duration); print int(r < 32000 ? r : 32000) }")
exec ffmpeg -nostdin -v error -y -i "$source" -map 0:a:0 -c:a libopus -application voip -ac 1 -ar 48000 -b:a "$rate" -map_metadata -1 "$2/out.ogg"
