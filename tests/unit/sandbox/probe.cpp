// SPDX-License-Identifier: Apache-2.0
#include "unit/sandbox/probe.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>
#include <functional>
#include <map>
#include <string>

#include "sandbox/frame.h"
#include "sandbox/jail.h"

namespace tiles::sandbox {
namespace {

constexpr std::size_t kHeapBytes = 64ULL << 20;

// Straight system calls: a library could refuse before the kernel is asked.
const std::map<std::string_view, std::function<long()>>& attempts() {
  static const std::map<std::string_view, std::function<long()>> all{
      {"nothing", [] { return 0L; }},
      {"open", [] { return ::syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY); }},
      {"socket", [] { return ::syscall(SYS_socket, AF_INET, SOCK_STREAM, 0); }},
      {"fork", [] { return ::syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr); }},
      {"exec",
       [] {
         char program[] = "/bin/true";
         char* arguments[] = {program, nullptr};
         return ::syscall(SYS_execve, program, arguments, arguments + 1);
       }},
      {"kill", [] { return ::syscall(SYS_kill, ::getppid(), 0); }},
      {"ptrace", [] { return ::syscall(SYS_ptrace, PTRACE_TRACEME, 0, nullptr, nullptr); }},
      {"executable",
       [] {
         return ::syscall(SYS_mmap, nullptr, 4096, PROT_READ | PROT_EXEC,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
       }},
      {"prctl", [] { return ::syscall(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0); }},
      {"other-read",
       [] {
         char byte = 0;
         return ::syscall(SYS_read, STDOUT_FILENO, &byte, 1);
       }},
  };
  return all;
}

void say(std::string_view bytes) {
  const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
  if (written != static_cast<ssize_t>(bytes.size())) ::_exit(kProbeRefused);
}

void await_frame() {
  char buffer[4096];
  if (::read(STDIN_FILENO, buffer, sizeof buffer) <= 0) ::_exit(0);
}

// A worker without a jail that answers the first block with `bytes`.
int fake_worker(const std::string& bytes) {
  await_frame();
  say(encode_frame(FrameKind::Ready, ""));
  await_frame();
  say(bytes);
  while (true) await_frame();
}

const std::map<std::string_view, std::string>& fakes() {
  static const std::string call = R"({"name":"echo","args":[],"kwargs":{}})";
  static const std::map<std::string_view, std::string> all{
      {"silent", ""},
      {"babble", "\x01\x02\x03\x04\x05"},
      {"huge", std::string("D\xff\xff\xff\xff", 5)},
      {"answer-to-nothing", encode_frame(FrameKind::Ready, "")},
      {"not-json", encode_frame(FrameKind::Done, "{")},
      {"not-utf8", encode_frame(FrameKind::Done,
                                "{\"stdout\":\"\xed\xa0\x80\",\"value\":null,\"error\":null}")},
      {"nested-call", encode_frame(FrameKind::HostCall, std::string(10'000, '['))},
      {"one-call", encode_frame(FrameKind::HostCall, call)},
  };
  return all;
}

}  // namespace

bool is_probe(int argc, char** argv) {
  return argc == 3 && std::strcmp(argv[1], kProbeArgument) == 0;
}

int probe_main(std::string_view what) {
  if (what == "ends") return 7;
  if (const auto fake = fakes().find(what); fake != fakes().end()) return fake_worker(fake->second);
  const auto attempt = attempts().find(what);
  const std::function<long()> action = attempt->second;
  if (!prepare_jail(kHeapBytes) || !enter_jail()) return kProbeNoJail;
  ::_exit(action() < 0 ? kProbeRefused : kProbeSucceeded);
}

ChildCommand probe_command(std::string_view what) {
  return {own_program_path().value_or(""), {kProbeArgument, std::string(what)}};
}

}  // namespace tiles::sandbox
