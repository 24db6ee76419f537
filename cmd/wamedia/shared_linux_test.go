package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/wamedia/wamedia/whatsapp/whatsapptest"
)

// nobody is a user that is not the one of the tests.
const nobody = 65534

// rootOnly ends a test where files cannot be given to another user.
func rootOnly(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root gives files to another user")
	}
}

// open is a temporary folder that every user can reach.
func open(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	must(t, os.Chmod(filepath.Dir(dir), 0o755))
	return dir
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// asNobody is a command of another user, with a home folder of its own.
func asNobody(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	path := filepath.Join(open(t), "wamedia")
	from, err := os.Open("/proc/self/exe")
	must(t, err)
	defer func() { _ = from.Close() }()
	to, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o755)
	must(t, err)
	_, err = io.Copy(to, from)
	must(t, err, to.Close())
	home := open(t)
	must(t, os.Chown(home, nobody, nobody))
	cmd := exec.Command(path, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CACHE_HOME="+home, "XDG_STATE_HOME="+home)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	return cmd
}

// TestATemporaryFolderThatUsersShare has a run of one user meet what another left in the same TMPDIR, and the reverse.
func TestATemporaryFolderThatUsersShare(t *testing.T) {
	rootOnly(t)
	t.Parallel()
	dir := open(t)
	temp := filepath.Join(dir, "tmp")
	victim := filepath.Join(dir, "victim")
	must(t, os.Mkdir(temp, 0o777), os.Chmod(temp, 0o777|os.ModeSticky))
	put(t, filepath.Join(dir, "note.txt"), []byte("a note\n"))
	for name, uid := range map[string]int{"root": 0, "nobody": nobody} {
		left := filepath.Join(temp, ".wamedia-"+name+".tmp")
		must(t, os.Mkdir(left, 0o755), os.Symlink(victim, filepath.Join(left, "lock")), os.Chown(left, uid, uid))
	}
	args := []string{"prepare", "--dry-run", "note.txt"}
	mine := exec.Command(program(t), args...)
	mine.Dir = dir
	for name, cmd := range map[string]*exec.Cmd{"root": mine, "nobody": asNobody(t, dir, args...)} {
		cmd.Env = append(cmd.Env, "PATH="+os.Getenv("PATH"), "TMPDIR="+temp)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("as %s: %v: %s", name, err, out)
		}
	}
	if _, err := os.Lstat(victim); err == nil {
		t.Error("a file was created through another user's link")
	}
	if left, _ := filepath.Glob(filepath.Join(temp, ".*")); len(left) != 2 {
		t.Errorf("in the shared folder there are %v, want what was there before", left)
	}
}

func TestAReportIsNotWrittenThroughALink(t *testing.T) {
	t.Parallel()
	for name, link := range map[string]func(target, path string) error{
		"a symbolic link": os.Symlink, "a hard link": os.Link,
		"a pipe": func(_, path string) error { return syscall.Mkfifo(path, 0o666) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			victim, out := filepath.Join(dir, "victim"), filepath.Join(dir, "out")
			report := filepath.Join(out, "wamedia-report.json")
			put(t, victim, []byte("mine\n"))
			put(t, filepath.Join(dir, "note.txt"), []byte("a note\n"))
			must(t, os.Mkdir(out, 0o755), link(victim, report))
			s := start(t, "prepare", filepath.Join(dir, "note.txt"), "-o", out)
			if code := s.exit(); code != exitClean {
				t.Errorf("exit code %d: %s", code, s.out.String())
			}
			if text, err := os.ReadFile(victim); err != nil || string(text) != "mine\n" {
				t.Errorf("the file behind the link now holds %q, %v", text, err)
			}
			info, err := os.Lstat(report)
			must(t, err)
			if text, err := os.ReadFile(report); !info.Mode().IsRegular() || err != nil || !strings.Contains(string(text), `"summary"`) {
				t.Errorf("the report is %v and holds %q, %v", info.Mode(), text, err)
			}
		})
	}
}

// TestOutputsDoNotFollowLinks prepares a tree into a folder some of whose subfolders are links.
func TestOutputsDoNotFollowLinks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in, out, outside := filepath.Join(dir, "in"), filepath.Join(dir, "out"), filepath.Join(dir, "outside")
	for _, name := range []string{"plain", "linked/deep", "within", "file"} {
		must(t, os.MkdirAll(filepath.Join(in, name), 0o755))
		put(t, filepath.Join(in, name, "note.txt"), []byte("a note in "+name+"\n"))
	}
	put(t, filepath.Join(in, "same.txt"), []byte("the same\n"))
	must(t, os.Mkdir(out, 0o755), os.Mkdir(outside, 0o755), os.Mkdir(filepath.Join(out, "plain"), 0o755))
	put(t, filepath.Join(outside, "same.txt"), []byte("the same\n"))
	put(t, filepath.Join(out, "file"), []byte("no folder\n"))
	must(t, os.Symlink(outside, filepath.Join(out, "linked")), os.Symlink("plain", filepath.Join(out, "within")),
		os.Symlink("../outside/same.txt", filepath.Join(out, "same.txt")))
	s := start(t, "prepare", "--format", "json", in, "-o", out)
	if code := s.exit(); code != exitFindings {
		t.Errorf("exit code %d, want %d", code, exitFindings)
	}
	for path, says := range map[string]string{
		"linked/deep/note.txt": "is a symbolic link", "within/note.txt": "is a symbolic link", "file/note.txt": "is not a folder",
		"same.txt": "did not make",
	} {
		if !strings.Contains(s.out.String(), says) {
			t.Errorf("%s: want an error that says %q:\n%s", path, says, s.out.String())
		}
	}
	if text, err := os.ReadFile(filepath.Join(out, "plain", "note.txt")); err != nil || string(text) != "a note in plain\n" {
		t.Errorf("out/plain/note.txt holds %q, %v", text, err)
	}
	if names := finished(t, outside); len(names) != 1 {
		t.Errorf("outside of the folder there are %v", names)
	}
}

func TestWhichConfigurationCounts(t *testing.T) {
	rootOnly(t)
	t.Parallel()
	dir := open(t)
	put(t, filepath.Join(dir, "note.txt"), []byte("a note\n"))
	put(t, filepath.Join(dir, "wamedia.yaml"), []byte("fail-on: nonsense\n"))
	must(t, os.Mkdir(filepath.Join(dir, "sub"), 0o755))
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"another user's":                   {[]string{"lint", "note.txt"}, exitClean, "belongs to another user; to use it name it with --config"},
		"another user's, that is named":    {[]string{"lint", "--config", "wamedia.yaml", "note.txt"}, exitUsage, "nonsense"},
		"the log names one that is named":  {[]string{"lint", "-v", "--config", "wamedia.yaml", "note.txt"}, exitUsage, "file=wamedia.yaml"},
		"the log says that there was none": {[]string{"lint", "-v", "note.txt"}, exitClean, "msg=configuration file=none"},
	} {
		out, err := asNobody(t, dir, c.args...).CombinedOutput()
		code := 0
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			code = exit.ExitCode()
		}
		if code != c.code || !strings.Contains(string(out), c.says) {
			t.Errorf("%s: exit code %d, want %d and %q; got:\n%s", name, code, c.code, c.says, out)
		}
	}
	lint := exec.Command(program(t), "lint", "-v", "../note.txt")
	lint.Dir = filepath.Join(dir, "sub")
	out, _ := lint.CombinedOutput()
	if want := "file=" + filepath.Join(dir, "wamedia.yaml"); !strings.Contains(string(out), want) || !strings.Contains(string(out), "nonsense") {
		t.Errorf("one's own: want %q and its mistake; got:\n%s", want, out)
	}
}

// TestCredentialsThatOthersReach has the program read a file of several modes.
func TestCredentialsThatOthersReach(t *testing.T) {
	t.Parallel()
	graph := whatsapptest.NewServer(t)
	dir, state := t.TempDir(), t.TempDir()
	secrets := filepath.Join(dir, "my secrets.env")
	put(t, filepath.Join(dir, "note.txt"), []byte("a note\n"))
	put(t, filepath.Join(dir, "wamedia.yaml"), []byte("credentials: my secrets.env\n"))
	put(t, secrets, []byte("WHATSAPP_TOKEN="+whatsapptest.DefaultToken+"\nWHATSAPP_PHONE_NUMBER_ID=1\n"))
	must(t, os.MkdirAll(filepath.Join(state, "wamedia", "work"), 0o755), os.Chmod(filepath.Join(state, "wamedia"), 0o755))
	for mode, c := range map[os.FileMode]struct {
		code int
		says string
	}{
		0o600: {exitClean, ""},
		0o400: {exitClean, ""},
		0o640: {exitClean, "warning: the group or others may read"},
		0o444: {exitClean, "run: chmod go-r '" + secrets + "'"},
		0o660: {exitNoWork, "run: chmod go-w '" + secrets + "'"},
		0o602: {exitNoWork, "run: chmod go-w '" + secrets + "'"},
		0o666: {exitNoWork, "run: chmod go-w '" + secrets + "'"},
	} {
		must(t, os.Chmod(secrets, mode))
		cmd := exec.Command(program(t), "upload", "--quiet", "--api-base", graph.URL, "note.txt")
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+state, "XDG_CACHE_HOME="+state, "WHATSAPP_TOKEN=", "WHATSAPP_PHONE_NUMBER_ID=")
		var errs strings.Builder
		cmd.Stderr = &errs
		_ = cmd.Run()
		if code := cmd.ProcessState.ExitCode(); code != c.code || !strings.Contains(errs.String(), c.says) || c.says == "" && errs.Len() > 0 {
			t.Errorf("mode %o: exit code %d, want %d and %q; got:\n%s", mode, code, c.code, c.says, errs.String())
		}
		if strings.Contains(errs.String(), whatsapptest.DefaultToken) {
			t.Errorf("mode %o: the token is shown:\n%s", mode, errs.String())
		}
	}
	for _, path := range []string{"wamedia", "wamedia/ledger.db"} {
		info, err := os.Stat(filepath.Join(state, path))
		must(t, err)
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("others may reach %s: %v", path, info.Mode())
		}
	}
}
