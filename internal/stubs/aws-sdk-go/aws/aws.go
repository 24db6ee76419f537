// Package aws stands in for the package of the same name in builds of this repository. ffmpeg-go needs it for outputs
// whose names begin with s3://, which wamedia never writes; without the SDK the program is smaller and starts faster.
package aws

// Config has the name that ffmpeg-go uses.
type Config struct{}
