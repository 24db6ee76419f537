package main

import (
	"bytes"
	"fmt"
	"strings"
)

// readme puts one row for every line of expect.tsv behind the given head.
func readme(table, head []byte) []byte {
	out := bytes.NewBuffer(head)
	folder := ""
	for line := range strings.Lines(string(table)) {
		field := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || len(field) != 9 {
			continue
		}
		at := strings.LastIndexByte(field[0], '/')
		if field[0][:at] != folder {
			folder = field[0][:at]
			fmt.Fprintf(out, "\n## %s\n\n| file | what it is | verdict | rules | command |\n| --- | --- | --- | --- | --- |\n", folder)
		}
		rules := "`" + strings.NewReplacer(",", "`, `", "|", "` or `").Replace(field[3]) + "`"
		if field[3] == "-" {
			rules = ""
		}
		verdict := strings.ReplaceAll(field[2], "|", " or ")
		command := strings.ReplaceAll(field[8], "|", `\|`)
		fmt.Fprintf(out, "| `%s` | %s | %s | %s | `%s` |\n", field[0][at+1:], field[7], verdict+as(field[4])+deep(field[5]), rules, command)
	}
	return out.Bytes()
}

func as(kind string) string {
	if kind == "-" {
		return ""
	}
	return " (`--as " + kind + "`)"
}

func deep(depth string) string {
	if depth == "deep" {
		return " (`--deep`)"
	}
	return ""
}
