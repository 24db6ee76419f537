package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/wamedia/wamedia/internal/pasted"
	"github.com/wamedia/wamedia/validate"
	"github.com/wamedia/wamedia/whatsapp"
)

// maxPayload in bytes: webhooks have at most 3 MB.
const maxPayload = 4 << 20

// explainPayload explains every error in what was pasted to standard input.
func (a *app) explainPayload() error {
	data, err := io.ReadAll(io.LimitReader(a.in, maxPayload))
	if err != nil {
		return noWork(fmt.Errorf("read standard input: %w", err))
	}
	text := string(data)
	if _, _, ok := codeAlone(text); ok {
		return a.explainCode(text)
	}
	found := pasted.Find(text, knownCode)
	if len(found) == 0 {
		return usage(errors.New("no error of the platform was found in the text; paste the whole answer, webhook or log line, " +
			"with error_data.details where it has them"))
	}
	return a.explainAll(found)
}

func (a *app) explainAll(found []pasted.Problem) error {
	var b strings.Builder
	for i, p := range found {
		if i > 0 {
			b.WriteByte('\n')
		}
		explainProblem(&b, p)
	}
	_, err := io.WriteString(a.out, b.String())
	return err
}

func explainProblem(b *strings.Builder, p pasted.Problem) {
	row, known := rowOf(p.Code, p.Subcode)
	known = known && p.Coded
	_, _ = fmt.Fprintln(b, headline(p))
	if p.Details != "" && p.Details != p.Message && (p.Message != "" || p.Coded) {
		_, _ = fmt.Fprintf(b, "details   %s\n", p.Details)
	}
	switch {
	case p.Meaning != "":
		_, _ = fmt.Fprintf(b, "meaning   %s\n", p.Meaning)
	case known:
		_, _ = fmt.Fprintf(b, "meaning   %s\n", row.Meaning)
	default:
		b.WriteString("meaning   the code is not in the table of the platform's errors\n")
	}
	explainRules(b, p.Rules)
	switch {
	case p.Advice != "":
		_, _ = fmt.Fprintf(b, "to do     %s\n", p.Advice)
	case known:
		_, _ = fmt.Fprintf(b, "to do     %s\n", row.Advice)
	default:
		b.WriteString("to do     see the platform's page on error codes\n")
	}
}

func explainRules(b *strings.Builder, ids []string) {
	for _, r := range rulesNamed(ids) {
		_, _ = fmt.Fprintf(b, "rule      %s, stage %s: %s\n          fix: %s\n", r.ID, r.Stage, r.Title, fixText(&r))
	}
}

// headline is an error's code and message, as far as it has them.
func headline(p pasted.Problem) string {
	code := strconv.Itoa(p.Code)
	if p.Subcode != 0 {
		code += "/" + strconv.Itoa(p.Subcode)
	}
	text := p.Message
	if text == "" && !p.Coded {
		text = p.Details
	}
	switch {
	case !p.Coded:
		return text
	case text == "":
		return code
	}
	return code + ": " + text
}

// rulesNamed are the rules of the book with these ids, in this order.
func rulesNamed(ids []string) []validate.Rule {
	book := validate.Rules()
	var out []validate.Rule
	for _, id := range ids {
		if i := slices.IndexFunc(book, func(r validate.Rule) bool { return r.ID == id }); i >= 0 {
			out = append(out, book[i])
		}
	}
	return out
}

func knownCode(code int) bool { _, ok := rowOf(code, 0); return ok }

// rowOf finds a code's row: that of its subcode where there is one, else the one for any.
func rowOf(code, subcode int) (whatsapp.Code, bool) {
	rows := slices.DeleteFunc(whatsapp.Codes(), func(c whatsapp.Code) bool { return c.Op != "" })
	fits := func(sub int) func(c whatsapp.Code) bool {
		return func(c whatsapp.Code) bool {
			return c.Code <= code && code <= max(c.Code, c.Last) && c.Subcode == sub
		}
	}
	i := slices.IndexFunc(rows, fits(subcode))
	if i < 0 {
		i = slices.IndexFunc(rows, fits(0))
	}
	if i < 0 {
		return whatsapp.Code{}, false
	}
	return rows[i], true
}

// codeAlone reads a text that is nothing but a code, with a subcode or without: 131053, #131053, (#100), 100/33.
func codeAlone(text string) (code, subcode int, ok bool) {
	text = strings.Trim(strings.TrimSpace(text), "()# \t")
	first, second, pair := strings.Cut(text, "/")
	code, err := strconv.Atoi(strings.TrimSpace(first))
	if err == nil && pair {
		subcode, err = strconv.Atoi(strings.TrimSpace(second))
	}
	return code, subcode, err == nil && code >= 0
}
