#!/bin/sh
# The line that everybody types for a voice note.
mkdir -p "$2"
exec ffmpeg -nostdin -v error -y -i "$1" -c:a libopus -ac 1 -b:a 32k "$2/out.ogg"
