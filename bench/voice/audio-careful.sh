#!/bin/sh
# What a careful person writes for audio: keep what is accepted, else encode to AAC.
set -eu
mkdir -p "$2"
keep() { exec ffmpeg -nostdin -v error -y -i "$source" -map 0:a:0 -c copy -map_metadata -1 "$@"; }
source=$1
case $(ffprobe -v error -select_streams a:0 -show_entries stream=codec_name,channels -of csv=p=0 "$source") in
opus,1) keep "$2/out.ogg" ;;
mp3,*) keep "$2/out.mp3" ;;
aac,*) keep -movflags +faststart "$2/out.m4a" ;;
esac
exec ffmpeg -nostdin -v error -y -i "$source" -map 0:a:0 -c:a aac -b:a 128k -ac 2 -map_metadata -1 -movflags +faststart "$2/out.m4a"
