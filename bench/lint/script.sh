#!/bin/sh
# What people do without a linter: file and ffprobe for every file, in two processes.
set -eu
find "$1" -type f -print0 | xargs -0 -P2 -n1 sh -c '
	file --brief --mime-type "$1"
	ffprobe -v error -of json -show_format -show_streams "$1" || true
' sh
