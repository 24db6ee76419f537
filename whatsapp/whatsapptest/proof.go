package whatsapptest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
)

const proofParameter = "appsecret_proof"

// proven checks appsecret_proof where the app requires it. The text is Graph's own.
func (g *Graph) proven(r *http.Request, token string) bool {
	if g.cfg.AppSecret == "" || r.URL.Path == mediaHostPath {
		return true
	}
	mac := hmac.New(sha256.New, []byte(g.cfg.AppSecret))
	mac.Write([]byte(token))
	return hmac.Equal([]byte(r.URL.Query().Get(proofParameter)), []byte(hex.EncodeToString(mac.Sum(nil))))
}

// withoutProof is a query as it was before the proof was added to its end.
func withoutProof(query string) string {
	before, _, _ := strings.Cut(query, "&"+proofParameter+"=")
	return before
}
