#!/usr/bin/env bash
# Makes the files of expect.tsv, each by the command in its last column, and README.md from the same table.
#
#	make-samples.sh             the stored files, beside this script (what `make samples` does)
#	make-samples.sh big DIR     the files under big/, which are too heavy to store, into DIR
#
# Needs go, ffmpeg, qpdf, and the vips and webp tools. The same versions give the same bytes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
want=${1:-stored}
root=$here
[ "$want" = stored ] || root=$(mkdir -p "$2" && cd "$2" && pwd)
w=$(mktemp -d)
trap 'rm -rf "$w"' EXIT
cd "$here"

# The words that commands use: ff is ffmpeg with nothing in its output that changes from run to run, gen is gen/, animate
# is img2webp without its chatter.
ff() {
	ffmpeg -nostdin -hide_banner -v error -y -threads 1 "${@:1:$#-1}" \
		-threads 1 -map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact "${!#}"
}
gen() { "$w/gen" "$@"; }
animate() { img2webp -loop 0 -lossy "$@" >"$w/log" 2>&1 || { cat "$w/log" >&2; return 1; }; }

# h264 encodes as the rules like it; what follows it in a command wins. still and clip are the usual inputs.
h264="-c:v libx264 -profile:v main -bf 0 -g 48 -pix_fmt yuv420p -crf 30 -bsf:v filter_units=remove_types=6"
lc="-c:a aac -b:a 48k"
fast="-movflags +faststart"

# prepare makes what the commands start from.
prepare() {
	go build -o "$w/gen" ./gen
	gen scene beach 720 480 8 "$w/beach.png"
	gen scene mug 720 480 8 "$w/mug.png"
	gen scene shop 720 480 8 "$w/shop.png"
	gen scene hills 720 480 8 "$w/hills.png"
	gen scene beach 240 160 16 "$w/deep.png"
	gen scene mug 240 160 8 "$w/small.png"
	gen scene coupon 480 320 8 "$w/coupon.png"
	gen scene logo 320 320 8 "$w/logo.png"
	gen scene face 512 512 8 "$w/face.png"
	gen scene noise 512 512 8 "$w/noise.png"
	for i in 0 1 2 3 4 5 6 7; do gen nod "0.$((i * 125))" 512 "$w/nod$i.png"; done
	ff -loop 1 -i "$w/beach.png" -vf "zoompan=z='1+0.004*on':x='on*2':y='ih/4':d=1:s=640x360:fps=24,noise=alls=4:allf=t" -t 3 -c:v ffv1 "$w/pan.mkv"
	ff -i "$w/pan.mkv" -vf scale=160:90 -t 2 -c:v ffv1 "$w/clip.mkv"
	ff -f lavfi -i "aevalsrc='$(bell 1)|$(bell 1.005)':s=48000:d=2" -c:a pcm_s16le "$w/bell.wav"
	ff -f lavfi -i "flite=text='Thank you for calling Sundial. Our summer sale starts on Friday.':voice=slt" -c:a pcm_s16le "$w/hello.wav"
}

# bell is four notes of a chord; the argument detunes them, so that left and right differ.
bell() {
	local n="floor(mod(4*t,4))"
	echo "0.4*exp(-5*mod(t,0.25))*sin(2*PI*t*523.25*$1*(eq($n,0)+1.26*eq($n,1)+1.498*eq($n,2)+2*eq($n,3)))"
}

# make_all runs the last column of every row that is wanted, with $o for the file.
make_all() {
	local path kind verdict rules as depth cure what command
	while IFS=$'\t' read -r path kind verdict rules as depth cure what command; do
		case $path in '#'*) continue ;; big/*) [ "$want" = big ] || continue ;; *) [ "$want" = stored ] || continue ;; esac
		o=$root/${path#big/}
		mkdir -p "$(dirname "$o")"
		eval "$command" || { echo "make-samples: $path: $command" >&2; exit 1; }
	done <expect.tsv
}

prepare
if [ "$want" = stored ]; then
	rm -rf samples campaign
	make_all
	gen readme expect.tsv gen/head.md README.md
	du -sh --apparent-size samples campaign
else
	make_all
fi
