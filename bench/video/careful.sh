#!/bin/sh
# What a careful person writes: ask ffprobe, keep each stream that may be kept, encode the others, no larger than 1080p,
# and take two passes where the file came out over 16 MB.
set -eu
source=$1 out=$2
mkdir -p "$(dirname "$out")"
ask() { ffprobe -v error -select_streams "$1" -show_entries "$2" -of default=nw=1:nk=1 "$source" | sort | tr '\n' ' '; }
heavy() { [ "$(wc -c <"$1")" -gt 16000000 ]; }
make() { ffmpeg -nostdin -v error -y -i "$source" -map 0:v:0 -map '0:a:0?' "$@"; }
size="scale=w='if(gt(iw,ih),min(1920,iw),min(1080,iw))':h=-2"

video=encode audio="-c:a aac -b:a 128k -ac 2"
case $(ask v:0 stream=codec_name,profile,pix_fmt,has_b_frames) in
"0 Main h264 yuv420p " | "0 Baseline h264 yuv420p " | "0 Constrained Baseline h264 yuv420p ") heavy "$source" || video=copy ;;
esac
case $(ask a:0 stream=codec_name,profile) in
"LC aac " | "") audio="-c:a copy" ;;
esac
if [ $video = copy ]; then
	# shellcheck disable=SC2086 # several options
	make -c:v copy $audio -movflags +faststart "$out"
	exit
fi
encode() { make -c:v libx264 -preset medium -profile:v main -bf 0 -pix_fmt yuv420p -vf "$size" "$@"; }
# shellcheck disable=SC2086
encode -crf 23 $audio -movflags +faststart "$out"
heavy "$out" || exit 0
seconds=$(ask v:0 format=duration)
rate=$(awk "BEGIN { printf \"%d\", 16000000 * 8 * 0.97 / $seconds - 128000 }")
encode -b:v "$rate" -pass 1 -passlogfile "$out" -an -f mp4 /dev/null
encode -b:v "$rate" -pass 2 -passlogfile "$out" -c:a aac -b:a 128k -ac 2 -movflags +faststart "$out"
