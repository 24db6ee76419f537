# Both programs and ffmpeg, as a user without rights:
#
#	docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/media" wamedia lint .

FROM golang:1.26-trixie AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends libvips-dev libjpeg-dev libwebp-dev pkg-config \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY go.mod go.sum go.work ./
COPY examples/go.mod examples/go.sum examples/
COPY internal/stubs internal/stubs
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -X main.release=$VERSION" -o /out/wamedia ./cmd/wamedia \
 && go build -trimpath -buildvcs=false -tags vips -ldflags "-s -w -X main.release=$VERSION" -o /out/wamedia-vips ./cmd/wamedia-vips

FROM debian:trixie-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates ffmpeg libvips42t64 libjpeg62-turbo \
      libwebp7 libwebpmux3 libwebpdemux2 libheif-plugin-libde265 libheif-plugin-dav1d \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home wamedia \
 && install -d -m 1777 /media /state
COPY --from=build /out/ /usr/local/bin/
COPY LICENSE NOTICE /usr/share/doc/wamedia/
# The ledger: mount a volume here to keep media ids from run to run.
ENV XDG_STATE_HOME=/state
VOLUME /state
USER wamedia
WORKDIR /media
ENTRYPOINT ["wamedia"]
