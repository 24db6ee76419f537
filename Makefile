# A fresh Debian or Ubuntu needs Go, gcc and make; every target installs what else it needs. `make help` lists them.

GO       ?= go
FUZZTIME ?= 30s
VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# The version comes from here, so that a build does not depend on whose checkout it is.
BUILD := $(GO) build -trimpath -buildvcs=false -ldflags '-s -w -X main.release=$(VERSION)'

.DEFAULT_GOAL := build
.PHONY: hostile hostile-guards build setup setup-test setup-bench test test-trixie steady vet cross lint demo samples fuzz bench bench-lint bench-parallel bench-images bench-stickers bench-video bench-voice bench-inbound notice docker clean help

build: setup ## bin/wamedia (static, without cgo) and bin/wamedia-vips (the image worker); what plain `make` does
	CGO_ENABLED=0 $(BUILD) -o bin/wamedia ./cmd/wamedia
	$(BUILD) -tags vips -o bin/wamedia-vips ./cmd/wamedia-vips

setup: ## install what building and running need and is not there
	@.ci/setup build

setup-test: ## the same, and what tests and samples need beyond that
	@.ci/setup test

setup-bench: ## the same, and the programs that benchmarks compare with
	@.ci/setup bench

test: setup-test vet cross ## everything that CI runs
	CGO_ENABLED=0 $(GO) test ./validate/...
	$(GO) test -tags vips -race -timeout 15m ./...
	cd examples && $(GO) vet ./... && $(GO) test ./...
	$(MAKE) hostile

hostile: setup-test ## make files that are built to do harm, and check what reading them costs
	$(GO) vet ./testdata/hostile
	$(GO) test -count 1 -parallel 2 -timeout 15m ./testdata/hostile

hostile-guards: setup-test ## the same with each guard taken out, which has to show (many builds)
	$(GO) test -tags guards -count 1 -run TestGuards -v -timeout 2h ./testdata/hostile

test-trixie: setup-test ## the whole suite in a chroot of Debian 13, and its outputs against those made here (an hour; as root)
	GO="$(GO)" .ci/trixie

steady: setup-test ## 2,000 pictures through one run, whose memory and open files must not grow (some minutes)
	WAMEDIA_STEADY=2000 $(GO) test -tags vips -count 1 -run ManyPictures -v -timeout 1h ./cmd/wamedia

vet: setup ## go vet, as it is without libvips and as it is with it
	CGO_ENABLED=0 $(GO) vet ./...
	$(GO) vet -tags vips ./...

cross: ## build wamedia for the other systems, and as go install does: without go.work
	GOWORK=off CGO_ENABLED=0 $(GO) build -o /dev/null ./cmd/wamedia
	CGO_ENABLED=0 GOOS=darwin GOARCH=arm64 $(GO) build -o /dev/null ./cmd/wamedia
	CGO_ENABLED=0 GOOS=windows GOARCH=amd64 $(GO) build -o /dev/null ./cmd/wamedia

lint: setup ## golangci-lint, without and with the image worker's code
	$(GO) run $(GOLANGCI) run ./...
	$(GO) run $(GOLANGCI) run --build-tags vips ./...

demo: build ## lint and upload testdata/campaign against a sandbox on loopback
	@testdata/demo.sh

samples: setup-test ## make every file of testdata anew
	testdata/make-samples.sh

fuzz: setup ## run every fuzz target in turn, FUZZTIME each (default 30s); failures are counted at the end
	@failed=0; \
	for file in $$(grep -rl --include='*_test.go' '^func Fuzz' . | sort); do \
		for name in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$$file"); do \
			echo "== $$name in $$(dirname "$$file")"; \
			$(GO) test -tags vips -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x "$$(dirname "$$file")" || failed=$$((failed+1)); \
		done; \
	done; \
	echo "$$failed fuzz targets failed"; [ $$failed = 0 ]

bench: setup ## the benchmarks of every package
	$(GO) test -tags vips -run '^$$' -bench . -benchmem ./...

bench-lint: setup-test ## wamedia lint against a program that only reads, and against file and ffprobe (some minutes)
	CGO_ENABLED=0 $(BUILD) -o bin/bench/ ./cmd/wamedia ./bench/lint ./bench/lint/floor
	bin/bench/lint

bench-parallel: setup-test ## encodes at a time and threads for each: what docs/parallelism.md tells of (a quarter of an hour)
	$(GO) test -tags vips -run '^$$' -bench Parallel -benchtime 1x -count 3 -timeout 2h ./pipeline/local

bench-images: setup-bench ## wamedia prepare on pictures against vipsthumbnail and ImageMagick (some minutes)
	CGO_ENABLED=0 $(BUILD) -o bin/bench/ ./cmd/wamedia ./bench/images
	$(BUILD) -tags vips -o bin/bench/ ./cmd/wamedia-vips
	bin/bench/images

bench-stickers: setup-bench ## wamedia prepare on stickers against cwebp, gif2webp, img2webp and ffmpeg (some minutes)
	CGO_ENABLED=0 $(BUILD) -o bin/bench/ ./cmd/wamedia ./bench/stickers
	$(BUILD) -tags vips -o bin/bench/ ./cmd/wamedia-vips
	bin/bench/stickers

bench-video: setup-bench ## wamedia prepare on films against the usual line, a careful script and HandBrake (half an hour)
	CGO_ENABLED=0 $(BUILD) -o bin/bench/ ./cmd/wamedia ./bench/video
	bin/bench/video

bench-voice: setup-bench ## wamedia prepare on voice and audio against the usual line and a careful script (a minute)
	CGO_ENABLED=0 $(BUILD) -o bin/bench/ ./cmd/wamedia ./bench/voice
	bin/bench/voice

bench-inbound: setup ## how fast webhooks are answered, 200 a second; needs a machine that does nothing else (ten seconds)
	$(GO) test -run '^$$' -bench Answer -benchtime 2000x ./whatsapp/inbox

notice: setup ## write NOTICE: the licences of everything that is linked
	$(GO) test -run TestNotice . -update-notice

docker: ## an image with both programs and ffmpeg
	docker build --build-arg VERSION=$(VERSION) -t wamedia .

clean: ## remove what was built
	rm -rf bin

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
