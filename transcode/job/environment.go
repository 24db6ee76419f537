package job

// Environment lists the variables that libvips and the C library must find when a worker starts, since they read
// them before any code of ours runs: "NAME=value". The caller adds TMPDIR, a folder of the worker's own.
func Environment() []string {
	return []string{
		"VIPS_BLOCK_UNTRUSTED=1", // no ImageMagick, PDF or SVG behind our back
		"VIPS_CONCURRENCY=1",     // the caller runs as many workers as it has cores
		"VIPS_WARNING=1",         // libraries' chatter is not for our standard error
		"MALLOC_ARENA_MAX=2",     // halves the memory that stays with a worker
		// Buffers of a picture stay for the next one: pages that come back from the system are zeroed first.
		"MALLOC_MMAP_THRESHOLD_=33554432", // the most that glibc takes
		"MALLOC_TRIM_THRESHOLD_=268435456",
	}
}
