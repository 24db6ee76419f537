package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wamedia/wamedia/internal/process"
	"github.com/wamedia/wamedia/whatsapp"
)

// apiFlags say where the platform is. Secrets come from the environment, never from a flag.
type apiFlags struct {
	base, version string
	proof         bool
	keyHeader     string
	mediaHosts    []string
}

func (f *apiFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.base, "api-base", "https://graph.facebook.com", "address of the API; plain http only to loopback")
	cmd.Flags().StringVar(&f.version, "api-version", "v25.0", "version of the Graph API; auto: what the platform chooses, none: no version in paths")
	cmd.Flags().StringVar(&f.keyHeader, "api-key-header", "", "`header` that carries the token, for providers such as 360dialog (D360-API-KEY)")
	cmd.Flags().StringSliceVar(&f.mediaHosts, "api-media-host", nil, "further `host` that may see the token in downloads")
	cmd.Flags().BoolVar(&f.proof, "app-secret-proof", false, "sign every call with the app secret in WHATSAPP_APP_SECRET, for apps that require it")
}

// credentials are the values of the WHATSAPP_ variables: of the environment, else of the file that the configuration
// names.
type credentials map[string]string

// credentials reads the file that the configuration names.
func (a *app) credentials() (credentials, error) {
	path := a.flags.file.Credentials
	if path != "" {
		a.log.Debug("credentials", "file", path)
	}
	return readCredentials(path, a.complain)
}

// readCredentials reads the file at path, lines of NAME=value. An empty path reads nothing. A file that others may write is
// refused; warn is told of one that they may read.
func readCredentials(path string, warn func(error)) (credentials, error) {
	c := credentials{}
	if path == "" {
		return c, nil
	}
	data, err := readGuarded(path, warn)
	if err != nil {
		return nil, noWork(fmt.Errorf("read the credentials: %w", err))
	}
	for i, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSpace(line)
		name, value, ok := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case !ok: // the line may hold a secret: it is not shown
			return nil, usage(fmt.Errorf("%s:%d: want NAME=value", path, i+1))
		default:
			c[strings.TrimSpace(name)] = strings.Trim(strings.TrimSpace(value), `"'`)
		}
	}
	return c, nil
}

func (c credentials) get(name string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return c[name]
}

// client makes a client from the flags and the credentials. Further settings come last.
func (f *apiFlags) client(c credentials, further ...func(*whatsapp.Config)) (*whatsapp.Client, error) {
	_ = process.HideMemory() // what a system cannot hide is as readable as in any program
	token := c.get("WHATSAPP_TOKEN")
	if token == "" {
		return nil, noWork(errors.New("no access token: set WHATSAPP_TOKEN (and WHATSAPP_PHONE_NUMBER_ID) in the environment; " +
			"to try without an account run \"wamedia sandbox\", whose token is sandbox-token"))
	}
	config := whatsapp.Config{
		Token: whatsapp.Secret(token), PhoneNumberID: c.get("WHATSAPP_PHONE_NUMBER_ID"), BaseURL: f.base, Version: f.version,
		KeyHeader: f.keyHeader, MediaHosts: f.mediaHosts,
	}
	if f.proof {
		if config.AppSecret = whatsapp.Secret(c.get("WHATSAPP_APP_SECRET")); config.AppSecret == "" {
			return nil, noWork(errors.New("no app secret: --app-secret-proof needs WHATSAPP_APP_SECRET"))
		}
	}
	for _, set := range further {
		set(&config)
	}
	client, err := whatsapp.New(config)
	if err != nil {
		return nil, usage(err)
	}
	return client, nil
}

// address is the part of the API's address that tells one platform from another.
func (f *apiFlags) address() string {
	u, err := url.Parse(f.base)
	if err != nil {
		return f.base
	}
	return fmt.Sprintf("%s://%s", u.Scheme, u.Host)
}
