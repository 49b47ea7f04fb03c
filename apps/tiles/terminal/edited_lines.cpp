// SPDX-License-Identifier: Apache-2.0
// The terminal's line editor over libedit. Its screen stays the ordinary one: scrolling back and
// copying work as in a shell.
#include <histedit.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cwchar>

#include "terminal/interrupt.h"
#include "terminal/line_history.h"
#include "terminal/line_reader.h"
#include "terminal/output.h"

namespace tiles::program {
namespace {

constexpr std::string_view kPasteOn = "\x1b[?2004h";
constexpr std::string_view kPasteOff = "\x1b[?2004l";

char* prompt_of(EditLine*) {
  static std::array<char, 5> prompt{'>', '>', '>', ' ', '\0'};
  return prompt.data();
}

// One character from the terminal; -1 when a signal came, 0 at the end of input.
int read_character(EditLine*, wchar_t* out) {
  std::mbstate_t state{};
  for (;;) {
    char byte = 0;
    const ssize_t count = ::read(STDIN_FILENO, &byte, 1);
    if (count < 0 && errno == EINTR && !stop_flag().is_raised()) continue;
    if (count <= 0) return static_cast<int>(count);
    const std::size_t length = std::mbrtowc(out, &byte, 1, &state);
    if (length == static_cast<std::size_t>(-2)) continue;  // More bytes follow.
    if (length == static_cast<std::size_t>(-1)) *out = L'\xfffd';
    return 1;
  }
}

std::string to_utf8(const std::wstring& text) {
  std::string bytes;
  std::mbstate_t state{};
  for (const wchar_t character : text) {
    std::array<char, MB_LEN_MAX> encoded{};
    const std::size_t length = std::wcrtomb(encoded.data(), character, &state);
    if (length != static_cast<std::size_t>(-1)) bytes.append(encoded.data(), length);
  }
  return bytes;
}

// Bound to the start of a bracketed paste: takes everything up to its end as text.
unsigned char insert_paste(EditLine* editor, int) {
  constexpr std::wstring_view kEnd = L"\x1b[201~";
  std::wstring text;
  wchar_t character = 0;
  while (text.size() < kLineBytesMax && el_wgetc(editor, &character) == 1) {
    text.push_back(character == L'\r' ? L'\n' : character);
    if (text.ends_with(kEnd)) {
      text.resize(text.size() - kEnd.size());
      break;
    }
  }
  while (!text.empty() && text.back() == L'\n') text.pop_back();
  if (!text.empty() && el_winsertstr(editor, text.c_str()) != 0) return CC_ERROR;
  auto* pasted = static_cast<std::vector<std::string>*>(nullptr);
  el_get(editor, EL_CLIENTDATA, &pasted);
  pasted->push_back(to_utf8(text));
  return CC_REFRESH;
}

struct EndEditor {
  void operator()(EditLine* editor) const { el_end(editor); }
};
struct EndHistory {
  void operator()(History* history) const { history_end(history); }
};

// Characters are read as UTF-8 also where the user's locale names no encoding.
void choose_character_encoding() {
  if (std::setlocale(LC_CTYPE, "") == nullptr || MB_CUR_MAX == 1) {
    std::setlocale(LC_CTYPE, "C.UTF-8");
  }
}

class EditedLines final : public LineReader {
 public:
  explicit EditedLines(std::filesystem::path history_file)
      : history_file_(std::move(history_file)) {
    choose_character_encoding();
    editor_.reset(el_init("tiles", stdin, stdout, stderr));
    history_.reset(history_init());
    HistEvent event;
    history(history_.get(), &event, H_SETSIZE, static_cast<int>(kHistoryLinesMax));
    history(history_.get(), &event, H_SETUNIQUE, 1);
    for (const std::string& line : load_history(history_file_)) {
      history(history_.get(), &event, H_ENTER, line.c_str());
    }
    EditLine* editor = editor_.get();
    el_set(editor, EL_EDITOR, "emacs");
    el_set(editor, EL_PROMPT, prompt_of);
    el_set(editor, EL_SIGNAL, 0);
    el_set(editor, EL_HIST, history, history_.get());
    el_set(editor, EL_GETCFN, read_character);
    el_set(editor, EL_CLIENTDATA, &pasted_);
    // Wide, because el_set() copies both texts and never frees the copies.
    el_wset(editor, EL_ADDFN, L"tiles-paste", L"Insert a pasted text", insert_paste);
    el_set(editor, EL_BIND, "\x1b[200~", "tiles-paste", nullptr);
    el_set(editor, EL_BIND, "^R", "em-inc-search-prev", nullptr);
    el_source(editor, nullptr);
  }

  Line read() override {
    write_output(kPasteOn);
    Line line = read_edited();
    write_output(kPasteOff);
    if (line.end == LineEnd::Entered && !line.text.empty()) {
      HistEvent event;
      history(history_.get(), &event, H_ENTER, line.text.c_str());
      append_history(history_file_, line.text);
    }
    return line;
  }

 private:
  Line read_edited() {
    const Interruptible interruptible;
    pasted_.clear();
    int count = 0;
    const char* text = el_gets(editor_.get(), &count);
    if (stop_flag().is_raised()) {
      el_reset(editor_.get());
      write_output("\n");
      return {LineEnd::Interrupted, "", {}};
    }
    if (text == nullptr || count <= 0) {
      write_output("\n");
      return {LineEnd::EndOfInput, "", {}};
    }
    Line line{LineEnd::Entered, std::string(text, static_cast<std::size_t>(count)), pasted_};
    if (line.text.back() == '\n') line.text.pop_back();
    return line;
  }

  std::filesystem::path history_file_;
  std::vector<std::string> pasted_;  // Into the line being edited.
  std::unique_ptr<EditLine, EndEditor> editor_;
  std::unique_ptr<History, EndHistory> history_;
};

}  // namespace

std::unique_ptr<LineReader> edited_lines(const std::filesystem::path& history_file) {
  return std::make_unique<EditedLines>(history_file);
}

}  // namespace tiles::program
