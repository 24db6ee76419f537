package wire_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wamedia/wamedia/whatsapp/internal/wire"
)

type values struct {
	Text wire.Text
	Int  wire.Int
	Flag wire.Flag
	Hash wire.SHA256
}

func TestValues(t *testing.T) {
	t.Parallel()
	const sum = "49f22762340681390a925594cf0c42d8c4fa1cfda6eaf0cc7b0d9bb4afdc3d72"
	for name, c := range map[string]struct {
		json string
		want values
	}{
		"as documented":       {`{"Text":"a","Int":7,"Flag":true}`, values{Text: "a", Int: 7, Flag: true}},
		"numbers as strings":  {`{"Int":" 7 ","Flag":"true"}`, values{Int: 7, Flag: true}},
		"strings as numbers":  {`{"Text":10375432915436360001,"Flag":1}`, values{Text: "10375432915436360001", Flag: true}},
		"null":                {`{"Text":null,"Int":null,"Flag":null,"Hash":null}`, values{}},
		"objects and arrays":  {`{"Text":{},"Int":[1],"Flag":{"a":1},"Hash":[]}`, values{}},
		"number out of range": {`{"Int":99999999999999999999}`, values{}},
		"fraction":            {`{"Int":1.5}`, values{}},
		"hash in hex":         {`{"Hash":"` + sum + `"}`, values{Hash: sum}},
		"hash in upper case":  {`{"Hash":"49F22762340681390A925594CF0C42D8C4FA1CFDA6EAF0CC7B0D9BB4AFDC3D72"}`, values{Hash: sum}},
		"hash in base64":      {`{"Hash":"SfInYjQGgTkKklWUzwxC2MT6HP2m6vDMew2btK/cPXI="}`, values{Hash: sum}},
		"hash, URL alphabet":  {`{"Hash":"SfInYjQGgTkKklWUzwxC2MT6HP2m6vDMew2btK_cPXI"}`, values{Hash: sum}},
		"hash of wrong size":  {`{"Hash":"SfInYjQG"}`, values{}},
		"hash of nothing":     {`{"Hash":"zz` + sum[2:] + `"}`, values{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got values
			if err := json.Unmarshal([]byte(c.json), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	type item struct{ A int }
	for name, c := range map[string]struct {
		json string
		want wire.List[item]
	}{
		"all good":          {`[{"A":1},{"A":2}]`, wire.List[item]{Items: []item{{1}, {2}}}},
		"one is no object":  {`[{"A":1},5,null,{"A":2}]`, wire.List[item]{Items: []item{{1}, {2}}, Bad: 2}},
		"a field is odd":    {`[{"A":"x"}]`, wire.List[item]{Items: []item{{0}}}},
		"not an array":      {`{"A":1}`, wire.List[item]{Bad: 1}},
		"nothing":           {`[]`, wire.List[item]{}},
		"null":              {`null`, wire.List[item]{}},
		"an array in a box": {`[[{"A":1}]]`, wire.List[item]{Bad: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got wire.List[item]
			if err := json.Unmarshal([]byte(c.json), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
