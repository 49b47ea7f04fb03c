// SPDX-License-Identifier: Apache-2.0

// Says what Ollama's own code makes of Modelfiles and of prompt templates. Standard input has one
// JSON object a line, {"modelfile": base64} or {"template": text, "messages": […], "tools": […]};
// standard output one answer a line.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"log"
	"os"
	"time"

	"github.com/ollama/ollama/api"
	"github.com/ollama/ollama/parser"
	"github.com/ollama/ollama/template"
)

type question struct {
	Modelfile []byte
	Template  string
	Messages  []api.Message
	Tools     api.Tools
}

type answer struct {
	Refused  string           `json:"refused,omitempty"`
	Commands []parser.Command `json:"commands,omitempty"`
	Text     string           `json:"text"`
	// Of reading a Modelfile.
	Nanoseconds int64 `json:"nanoseconds,omitempty"`
}

func answerTo(asked question) answer {
	if asked.Modelfile != nil {
		begin := time.Now()
		file, err := parser.ParseFile(bytes.NewReader(asked.Modelfile))
		took := time.Since(begin).Nanoseconds()
		if err != nil {
			return answer{Refused: err.Error()}
		}
		return answer{Commands: file.Commands, Nanoseconds: took}
	}
	parsed, err := template.Parse(asked.Template)
	if err != nil {
		return answer{Refused: err.Error()}
	}
	var out bytes.Buffer
	if err := parsed.Execute(&out, template.Values{Messages: asked.Messages, Tools: asked.Tools}); err != nil {
		return answer{Refused: err.Error()}
	}
	return answer{Text: out.String()}
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			log.Fatal(err)
		}
		if err := out.Encode(answerTo(asked)); err != nil {
			log.Fatal(err)
		}
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
}
