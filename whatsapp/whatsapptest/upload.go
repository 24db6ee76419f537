package whatsapptest

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
)

// upload is POST /<phone-number-id>/media.
func (g *Graph) upload(r *http.Request, phone string) answer {
	if !g.knowsPhone(phone) {
		return missing(r.Method, phone)
	}
	u, refused, ok := g.readUpload(r)
	if !ok {
		u.file.discard()
		return refused
	}
	u.record.Phone = phone
	u.record.Time = g.cfg.Now().UTC()
	id, err := g.store.accept(u.record, u.file)
	if err != nil {
		return failed(http.StatusInternalServerError, graphError{Message: "the sandbox cannot keep the file: " + err.Error(), Code: 131000})
	}
	return jsonAnswer(http.StatusOK, map[string]string{"id": id})
}

func (g *Graph) knowsPhone(id string) bool {
	return isDigits(id) && (g.cfg.PhoneNumberID == "" || g.cfg.PhoneNumberID == id)
}

func isDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// incoming is an upload as far as it was read.
type incoming struct {
	record  record
	file    *spool
	product string
}

// readUpload reads the form and judges it as the API does.
func (g *Graph) readUpload(r *http.Request) (incoming, answer, bool) {
	var u incoming
	form, err := r.MultipartReader()
	if err != nil {
		return u, invalid("The parameter file is required."), false
	}
	for range 20 {
		part, err := form.NextRawPart()
		if err == io.EOF {
			refused, ok := u.judge()
			return u, refused, ok
		}
		if err != nil {
			return u, invalid("The request's body is not a whole form."), false
		}
		if refused, ok := g.readPart(&u, part); !ok {
			return u, refused, false
		}
	}
	return u, invalid("The request holds more than 20 parameters."), false
}

// readPart reads one field. Fields the API does not need are passed over: of type,
// which its reference calls required, the official examples send none.
func (g *Graph) readPart(u *incoming, part *multipart.Part) (answer, bool) {
	switch part.FormName() {
	case "messaging_product":
		value, _ := io.ReadAll(io.LimitReader(part, 1<<10))
		u.product = string(value)
	case "file":
		if u.file != nil {
			return invalid("The parameter file was given twice."), false
		}
		return g.readFile(u, part)
	}
	return answer{}, true
}

func (g *Graph) readFile(u *incoming, part *multipart.Part) (answer, bool) {
	u.record.MIME = part.Header.Get("Content-Type")
	u.record.Name = part.FileName()
	largest, ok := limitOf(u.record.MIME)
	if !ok {
		return wrongType(u.record.MIME), false
	}
	file, err := g.store.spool(io.LimitReader(part, largest+1))
	u.file = file
	switch {
	case errors.Is(err, errSpool):
		return failed(http.StatusInternalServerError, graphError{Message: err.Error(), Code: 131000}), false
	case err != nil:
		return invalid("The request's body is not a whole form."), false
	case file.size > largest:
		return tooLarge(), false
	}
	return answer{}, true
}

// tooLarge follows one report (shridarpatil/whatomate pull request 540); the
// platform does not document the text.
func tooLarge() answer {
	return failed(http.StatusBadRequest, graphError{
		Message: "(#100) Invalid parameter", Code: codeInvalid,
		UserTitle: "File Too Large", UserText: "The file you uploaded is too large.",
	})
}

// judge looks at the form as a whole.
func (u *incoming) judge() (answer, bool) {
	switch {
	case u.product == "":
		return invalid("The parameter messaging_product is required."), false
	case u.product != "whatsapp":
		return invalid("Param messaging_product must be one of {WHATSAPP} - got %q.", u.product), false
	case u.file == nil:
		return invalid("The parameter file is required."), false
	case u.file.size == 0:
		// Modelled: no report of an empty file was found.
		return invalid("Param file must not be empty."), false
	}
	return answer{}, true
}
