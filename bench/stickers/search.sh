# The search that the scripts for animations share: for each frame rate, from the source's own downwards, the best quality of 30 to 90
# by bisection, until one fits and uses 90 % of the limit. A script defines encode RATE QUALITY OUT (rate 0 = the source's
# own), and calls search OUT.

limit=500000

# fits encodes and keeps what is within the limit.
fits() {
	encode "$1" "$2" "$3.try"
	size=$(wc -c <"$3.try")
	[ "$size" -le "$limit" ] && mv "$3.try" "$3"
}

# better looks for the best quality between two at a rate.
better() {
	low=$2 high=$3
	while [ "$low" -le "$high" ]; do
		q=$(((low + high) / 2))
		if fits "$1" "$q" "$4"; then
			[ "$size" -lt $((limit * 90 / 100)) ] || return 0
			low=$((q + 1))
		else
			high=$((q - 1))
		fi
	done
}

search() {
	for rate in 0 15 10 7 5 3; do
		if fits "$rate" 60 "$1"; then
			[ "$size" -ge $((limit * 90 / 100)) ] || better "$rate" 61 90 "$1"
			break
		elif fits "$rate" 30 "$1"; then
			[ "$size" -ge $((limit * 90 / 100)) ] || better "$rate" 31 59 "$1"
			break
		fi
	done
	rm -f "$1.try"
}

# decode FILE RATE FILTER... runs ffmpeg on the first ten seconds: 512×512, the picture in the middle, transparent around it.
decode() {
	source=$1 rate=$2 rest=$3
	shift 3
	decoder= fps=
	case $source in *.webm) decoder='-c:v libvpx-vp9' ;; esac # the other decoder drops transparency
	[ "$rate" = 0 ] || fps="fps=$rate,"
	# shellcheck disable=SC2086 # an option and its value, or nothing
	ffmpeg -v error -y -threads 1 $decoder -t 10 -i "$source" -filter_threads 1 -filter_complex_threads 1 -filter_complex \
		"${fps}format=rgba,scale=512:512:force_original_aspect_ratio=decrease,pad=512:512:-1:-1:color=black@0$rest" "$@"
}
