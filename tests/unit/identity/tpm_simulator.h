// SPDX-License-Identifier: Apache-2.0
// A TPM of software, swtpm, on two ports of the loopback interface, with its own state.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <string>
#include <thread>

#include "base/child_process.h"
#include "support/temporary_directory.h"

namespace tiles::identity {

class TpmSimulator {
 public:
  TpmSimulator() { start(); }

  std::string name() const { return "swtpm:host=127.0.0.1,port=" + std::to_string(port_); }

  // As a power cut would: what is not in its state is gone.
  void restart() {
    child_->kill();
    child_->wait(std::chrono::seconds(5));
    start();
  }

 private:
  static constexpr int kTriesMax = 20;

  static bool is_free(int port) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    const int yes = 1;
    ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    const sockaddr_in address = address_of(port);
    const int bound =
        ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::close(descriptor);
    return bound == 0;
  }

  static bool answers(int port) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in address = address_of(port);
    const int connected =
        ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::close(descriptor);
    return connected == 0;
  }

  static sockaddr_in address_of(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
  }

  // Two ports in a row, by the process so that tests that run at once differ.
  void start() {
    for (int i = 0; i < kTriesMax; ++i) {
      port_ = 20'000 + static_cast<int>((::getpid() * 7 + next_++ * 2) % 20'000);
      if (!is_free(port_) || !is_free(port_ + 1)) continue;
      const std::string port = std::to_string(port_);
      auto child = ChildProcess::start(
          {.program = "/usr/bin/swtpm",
           .arguments = {"socket", "--tpm2", "--tpmstate", "dir=" + state_.path().string(),
                         "--server", "type=tcp,bindaddr=127.0.0.1,port=" + port, "--ctrl",
                         "type=tcp,bindaddr=127.0.0.1,port=" + std::to_string(port_ + 1), "--flags",
                         "not-need-init,startup-clear"}});
      child_ = std::move(child).value();
      // The control port takes any number of connections, the other one at a time.
      for (int wait = 0; wait < 500 && !answers(port_ + 1); ++wait) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      }
      return;
    }
  }

  static inline int next_ = 0;
  testing::TemporaryDirectory state_;
  std::optional<ChildProcess> child_;
  int port_ = 0;
};

}  // namespace tiles::identity
