#!/bin/sh
# The line that everybody types for audio.
mkdir -p "$2"
exec ffmpeg -nostdin -v error -y -i "$1" -c:a aac -b:a 128k "$2/out.m4a"
