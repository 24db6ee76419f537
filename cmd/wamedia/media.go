package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/wamedia/wamedia/internal/printable"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/whatsapp"
)

func (a *app) media() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "media",
		Short: "Ask for, download or delete media by id",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.mediaURL(), a.mediaDownload(), a.mediaDelete())
	return cmd
}

func oneID(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usage(fmt.Errorf("media %s takes one media id", cmd.Name()))
	}
	return nil
}

// call is a command on one media id.
func (a *app) call(use, short string, do func(ctx context.Context, f *mediaFlags, c *whatsapp.Client, id string) error) *cobra.Command {
	var flags mediaFlags
	cmd := &cobra.Command{
		Use: use, Short: short, Args: oneID,
		RunE: func(cmd *cobra.Command, args []string) error {
			client, err := a.configuredClient(cmd, &flags.apiFlags)
			if err != nil {
				return err
			}
			return apiError(do(cmd.Context(), &flags, client, args[0]))
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&flags.phone, "phone-number-id", "", "refuse media that does not belong to this phone number `id`")
	return cmd
}

// mediaFlags are those of commands on a media id.
type mediaFlags struct {
	apiFlags
	phone string
}

func (f *mediaFlags) options() []whatsapp.MediaOption {
	return []whatsapp.MediaOption{whatsapp.OfNumber(f.phone)}
}

// configuredClient makes a client with the credentials that the environment or the configuration has.
func (a *app) configuredClient(cmd *cobra.Command, api *apiFlags) (*whatsapp.Client, error) {
	if err := a.readConfig(cmd); err != nil {
		return nil, err
	}
	secrets, err := a.credentials()
	if err != nil {
		return nil, err
	}
	return api.client(secrets)
}

// apiError gives refusals of the platform their exit code.
func apiError(err error) error {
	var refused *whatsapp.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused) && refused.Class == whatsapp.NotFound:
		return &exitError{code: exitFindings, cause: err}
	}
	return noWork(err)
}

func (a *app) mediaURL() *cobra.Command {
	return a.call("url ID", "Print the URL and the facts of a media id, as JSON",
		func(ctx context.Context, f *mediaFlags, c *whatsapp.Client, id string) error {
			info, err := c.MediaURL(ctx, id, f.options()...)
			if err != nil {
				return err
			}
			return a.printInfo(info)
		})
}

func (a *app) printInfo(info whatsapp.MediaInfo) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(map[string]any{
		"id": info.ID, "url": info.URL, "mime_type": info.MIME, "sha256": info.SHA256, "file_size": info.Size,
	})
	if err == nil {
		_, err = a.out.Write(printable.JSON(b.Bytes()))
	}
	return err
}

func (a *app) mediaDownload() *cobra.Command {
	var output, address string
	cmd := a.call("download ID -o FILE", "Download a media id and check its hash",
		func(ctx context.Context, f *mediaFlags, c *whatsapp.Client, id string) error {
			options := append(f.options(), whatsapp.Known(whatsapp.MediaInfo{URL: address}))
			switch output {
			case "-":
				return a.downloadToOutput(ctx, c, id, options)
			case "":
				info, err := c.MediaURL(ctx, id, f.options()...)
				if err != nil {
					return err
				}
				output, options = id+extensionOf(info.MIME), append(options, whatsapp.Known(info))
			}
			info, err := c.DownloadFile(ctx, id, output, options...)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.out, "%s: %d bytes of %s, sha256 %s\n", printable.Text(output), info.Size, printable.Text(info.MIME), printable.Text(info.SHA256))
			return err
		})
	cmd.Flags().StringVarP(&output, "output", "o", "", "`file` to write, - for standard output; default the id with the type's extension, in the current folder")
	cmd.Flags().StringVar(&address, "url", "", "the `url` that a webhook gave for this id; tried before asking for another")
	return cmd
}

// extensionOf is the usual extension of a type, .bin for one that is not known.
func extensionOf(contentType string) string {
	kind, _, err := mime.ParseMediaType(contentType)
	if known := validate.Extensions(kind); err == nil && len(known) > 0 {
		return known[0]
	}
	return ".bin"
}

// downloadToOutput writes a media to standard output when all of it is there and right.
func (a *app) downloadToOutput(ctx context.Context, c *whatsapp.Client, id string, options []whatsapp.MediaOption) (err error) {
	dir, err := os.MkdirTemp("", "wamedia-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "media")
	if _, err := c.DownloadFile(ctx, id, path, options...); err != nil {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	_, err = io.Copy(a.out, file)
	return err
}

func (a *app) mediaDelete() *cobra.Command {
	return a.call("delete ID", "Delete a media id",
		func(ctx context.Context, f *mediaFlags, c *whatsapp.Client, id string) error {
			if err := c.Delete(ctx, id, f.options()...); err != nil {
				return err
			}
			if err := forget(ctx, f.address(), id); err != nil {
				return err
			}
			_, err := fmt.Fprintf(a.out, "%s deleted\n", printable.Text(id))
			return err
		})
}

// forget keeps a deleted id from being used again.
func forget(ctx context.Context, api, id string) error {
	l, err := openLedger(ctx, nil)
	if err != nil {
		return err
	}
	return errors.Join(l.Forget(ctx, api, id), l.Close())
}
