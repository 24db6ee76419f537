module github.com/wamedia/wamedia/examples

go 1.26.0

require github.com/wamedia/wamedia v0.0.0

require (
	github.com/cenkalti/backoff/v5 v5.0.3 // indirect
	github.com/gabriel-vasile/mimetype v1.4.16 // indirect
	golang.org/x/time v0.16.0 // indirect
)

replace github.com/wamedia/wamedia => ../
