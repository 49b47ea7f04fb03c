// SPDX-License-Identifier: Apache-2.0

// Says what Go's text/template makes of the templates in a file such as
// tests/data/go_templates/cases.jsonl: the same file, with Go's answers, to standard output.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"log"
	"os"
	"strings"
	"text/template"
)

const day, dayBefore = "2026-11-23", "2026-11-22"

type testCase struct {
	Template string  `json:"template"`
	Text     *string `json:"text,omitempty"`
	Refused  string  `json:"refused,omitempty"`
}

// Whole numbers become int and others float64, as the C++ side reads them.
func typed(value any) any {
	switch value := value.(type) {
	case json.Number:
		if !strings.ContainsAny(value.String(), ".eE") {
			if whole, err := value.Int64(); err == nil {
				return int(whole)
			}
		}
		number, err := value.Float64()
		if err != nil {
			log.Fatal(err)
		}
		return number
	case []any:
		for i := range value {
			value[i] = typed(value[i])
		}
	case map[string]any:
		for key := range value {
			value[key] = typed(value[key])
		}
	}
	return value
}

func answer(text string, data any) testCase {
	functions := template.FuncMap{
		"json": func(value any) (string, error) {
			bytes, err := json.Marshal(value)
			return string(bytes), err
		},
		"currentDate":      func(...string) string { return day },
		"yesterdayDate":    func(...string) string { return dayBefore },
		"toTypeScriptType": func(any) string { return "any" },
	}
	parsed, err := template.New("").Funcs(functions).Parse(text)
	if err != nil {
		return testCase{Template: text, Refused: err.Error()}
	}
	var out bytes.Buffer
	if err := parsed.Execute(&out, data); err != nil {
		return testCase{Template: text, Refused: err.Error()}
	}
	rendered := out.String()
	return testCase{Template: text, Text: &rendered}
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	var data any
	for first := true; lines.Scan(); first = false {
		decoder := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		decoder.UseNumber()
		if first {
			var head struct{ Data any }
			if err := decoder.Decode(&head); err != nil {
				log.Fatal(err)
			}
			os.Stdout.Write(append(lines.Bytes(), '\n'))
			data = typed(head.Data)
			continue
		}
		var one testCase
		if err := decoder.Decode(&one); err != nil {
			log.Fatal(err)
		}
		if err := out.Encode(answer(one.Template, data)); err != nil {
			log.Fatal(err)
		}
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
}
