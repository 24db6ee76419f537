#!/bin/sh
# What changes the container and nothing else.
mkdir -p "$(dirname "$2")"
exec ffmpeg -nostdin -v error -y -i "$1" -c copy -movflags +faststart "$2"
