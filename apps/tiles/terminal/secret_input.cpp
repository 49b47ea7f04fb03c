// SPDX-License-Identifier: Apache-2.0
#include "terminal/secret_input.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace tiles::program {

using tilekit::Error;
using tilekit::ErrorCode;
using tilekit::Result;

namespace {

tl::unexpected<Error> fail(ErrorCode code, std::string phrase) {
  return tl::unexpected<Error>(Error(code, std::move(phrase)));
}

// The terminal of the process, without echo while it is open.
class QuietTerminal {
 public:
  QuietTerminal() : descriptor_(::open("/dev/tty", O_RDWR | O_CLOEXEC)) {
    if (descriptor_ < 0 || ::tcgetattr(descriptor_, &before_) != 0) return;
    struct termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    is_quiet_ = ::tcsetattr(descriptor_, TCSAFLUSH, &quiet) == 0;
  }
  ~QuietTerminal() {
    if (is_quiet_) ::tcsetattr(descriptor_, TCSAFLUSH, &before_);
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;

  bool is_quiet() const { return is_quiet_; }
  int descriptor() const { return descriptor_; }
  void say(std::string_view text) const {
    if (::write(descriptor_, text.data(), text.size()) < 0) return;  // The question is seen or not.
  }

 private:
  int descriptor_;
  struct termios before_ {};
  bool is_quiet_ = false;
};

Result<std::size_t> prompt_twice(std::span<char> into) {
  auto first = prompt_secret("New passphrase: ", into);
  if (!first) return first;
  std::array<char, 1'024> again{};
  auto second = prompt_secret("The same again: ", again);
  const bool is_same =
      second && std::ranges::equal(into.first(*first), std::span(again).first(*second));
  wipe_secret(again);
  if (!second) return second;
  if (!is_same) return fail(ErrorCode::Invalid, "the two passphrases differ");
  return first;
}

}  // namespace

void wipe_secret(std::span<char> text) {
  volatile char* bytes = text.data();
  for (std::size_t i = 0; i < text.size(); ++i) bytes[i] = '\0';
}

Result<std::size_t> read_secret_line(int descriptor, std::span<char> into) {
  std::size_t size = 0;
  for (;;) {
    char next = '\0';
    const ssize_t count = ::read(descriptor, &next, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return fail(ErrorCode::Io,
                  "reading descriptor " + std::to_string(descriptor) + ": " + std::strerror(errno));
    }
    if (count == 0 && size == 0) return fail(ErrorCode::NotFound, "no line is left to read");
    if (count == 0 || next == '\n') break;
    if (size == into.size()) {
      return fail(ErrorCode::Limit,
                  "a line of more than " + std::to_string(into.size()) + " bytes");
    }
    into[size++] = next;
  }
  return size > 0 && into[size - 1] == '\r' ? size - 1 : size;
}

Result<std::size_t> prompt_secret(std::string_view question, std::span<char> into) {
  const QuietTerminal terminal;
  if (!terminal.is_quiet()) {
    return tl::unexpected<Error>(
        Error(ErrorCode::NotFound, "a secret is needed, and there is no terminal to ask on")
            .with_hint("give it as a line on a descriptor: --passphrase-fd 3 3< FILE"));
  }
  terminal.say(question);
  auto size = read_secret_line(terminal.descriptor(), into);
  terminal.say("\n");
  return size;
}

tilekit::AskPassphrase passphrase_source(std::optional<std::uint32_t> descriptor) {
  return [descriptor](tilekit::PassphraseUse use, std::span<char> into) -> Result<std::size_t> {
    if (descriptor) return read_secret_line(static_cast<int>(*descriptor), into);
    if (use == tilekit::PassphraseUse::New) return prompt_twice(into);
    return prompt_secret("Passphrase: ", into);
  };
}

}  // namespace tiles::program
