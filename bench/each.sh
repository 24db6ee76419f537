#!/bin/sh
# Calls a script for every file of a folder, two at a time: each.sh SCRIPT IN OUT.
set -eu
mkdir -p "$3"
find "$2" -type f -print0 | sort -z | xargs -0 -P2 -n1 sh -c '"$0" "$2" "$1"' "$1" "$3"
