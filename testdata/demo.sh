#!/usr/bin/env bash
# The main path on testdata/campaign: what is wrong, what is done about it, what it is called on the other side.
# Works on a sandbox of its own on loopback, with a ledger of its own; both are gone at the end. `make demo` calls it.
set -euo pipefail
cd "$(dirname "$0")/.."
campaign=testdata/campaign
private=$(mktemp -d)
sandbox=
cleanup() {
	if [ -n "$sandbox" ]; then kill "$sandbox" 2>/dev/null || true; wait "$sandbox" 2>/dev/null || true; fi
	rm -rf "$private"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

export PATH="$PWD/bin:$PATH" XDG_STATE_HOME=$private/state XDG_CACHE_HOME=$private/cache
export WHATSAPP_TOKEN=sandbox-token WHATSAPP_PHONE_NUMBER_ID=106540352242922
bold= plain=
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' plain=$'\e[0m'; fi

say() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
fail() { echo "demo: $*" >&2; exit 1; }

# show runs a command under its own name and insists on the exit code it should have.
show() {
	local want=$1 code=0
	shift
	printf '\n$ %s\n' "$*"
	"$@" || code=$?
	[ "$code" = "$want" ] || fail "exit code $code instead of $want"
}

# start_sandbox takes a free port and waits until the sandbox tells its address.
start_sandbox() {
	wamedia sandbox --listen 127.0.0.1:0 --dir "$private/sandbox" >"$private/sandbox.log" 2>&1 &
	sandbox=$!
	for _ in $(seq 100); do
		api=$(sed -n 's/^sandbox: //p' "$private/sandbox.log")
		[ -z "$api" ] || return 0
		kill -0 "$sandbox" 2>/dev/null || break
		sleep 0.1
	done
	cat "$private/sandbox.log" >&2
	fail "the sandbox did not start"
}

sums() { find "$campaign" -type f -exec cksum {} + | sort; }

files=$(find "$campaign" -type f | wc -l | tr -d ' ')
before=$(sums)
say "1. A campaign of $files files, as people send them. What would WhatsApp say?"
show 1 wamedia lint "$campaign"

start_sandbox
say "2. Make every file fit and upload it, here to a sandbox that answers as the Cloud API does."
show 0 wamedia upload --api-base "$api" "$campaign"

say "3. Once more: what was uploaded is remembered."
printf '\n$ %s\n' "wamedia upload --api-base $api $campaign"
wamedia upload --api-base "$api" --format json --quiet "$campaign" >"$private/again" || fail "the second run failed"
reused=$(grep -c '"reused":true' "$private/again" || true)
echo "$reused of $files media ids came from the ledger; nothing was sent twice."
[ "$reused" = "$files" ] || fail "$((files - reused)) files were uploaded again"
[ "$(sums)" = "$before" ] || fail "a file of $campaign was changed"
say "The originals in $campaign are as they were."
