// SPDX-License-Identifier: Apache-2.0
// The one inclusion of c-ares.
#define CARES_NO_DEPRECATED  // Newer versions call the interface of Debian's old.
#include <ares.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "net/text_records.h"

namespace tiles::net {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr int kTryMilliseconds = 2'000;  // Of the first try; c-ares waits longer for later ones.
constexpr int kTries = 3;
constexpr int kClassInternet = 1;
constexpr int kTypeText = 16;

struct ChannelCloser {
  void operator()(ares_channeldata* channel) const { ares_destroy(channel); }
};
using Channel = std::unique_ptr<ares_channeldata, ChannelCloser>;

struct RecordsFreer {
  void operator()(ares_txt_ext* records) const { ares_free_data(records); }
};
using Records = std::unique_ptr<ares_txt_ext, RecordsFreer>;

Result<Channel> open_channel(const std::string& server) {
  static const int started = ares_library_init(ARES_LIB_INIT_ALL);
  ares_options options{};
  options.flags = ARES_FLAG_NOALIASES;
  options.timeout = kTryMilliseconds;
  options.tries = kTries;
  constexpr int kSet = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES;
  ares_channeldata* made = nullptr;
  const int status = started == ARES_SUCCESS ? ares_init_options(&made, &options, kSet) : started;
  Channel channel(made);
  if (status != ARES_SUCCESS) {
    return fail(ErrorCode::Io, format("starting c-ares: {}", ares_strerror(status)));
  }
  if (server.empty()) return channel;
  if (ares_set_servers_ports_csv(channel.get(), server.c_str()) != ARES_SUCCESS) {
    return fail(ErrorCode::Invalid, shown_in_quotes(server) + " is no address of a name server");
  }
  return channel;
}

// A question while c-ares works at it; it outlives the channel.
struct Exchange {
  bool is_done = false;
  int status = ARES_SUCCESS;
  std::string message;
};

// NOLINTNEXTLINE(readability-function-size): c-ares chooses the parameters.
void answer_callback(void* context, int status, int, unsigned char* bytes, int count) {
  auto& exchange = *static_cast<Exchange*>(context);
  exchange.is_done = true;
  exchange.status = status;
  if (bytes != nullptr && count > 0) {
    exchange.message.assign(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count));
  }
}

// Waits for the sockets of the channel, a twentieth of a second at the most, and lets c-ares work.
void work(ares_channeldata* channel) {
  constexpr timeval kSlice{.tv_sec = 0, .tv_usec = 50'000};
  std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
  const auto bits = static_cast<unsigned>(
      ares_getsock(channel, sockets.data(), static_cast<int>(sockets.size())));
  std::array<pollfd, ARES_GETSOCK_MAXNUM> waited{};
  std::size_t count = 0;
  for (std::size_t i = 0; i < sockets.size(); ++i) {
    const bool reads = ((bits >> i) & 1U) != 0;
    const bool writes = ((bits >> (i + ARES_GETSOCK_MAXNUM)) & 1U) != 0;
    if (!reads && !writes) continue;
    const int events = (reads ? POLLIN : 0) | (writes ? POLLOUT : 0);
    waited.at(count++) = {.fd = sockets.at(i), .events = static_cast<short>(events), .revents = 0};
  }
  timeval slice = kSlice;
  timeval wait{};
  const timeval* chosen = ares_timeout(channel, &slice, &wait);
  const int milliseconds_max =
      static_cast<int>(chosen->tv_sec * 1'000 + (chosen->tv_usec + 999) / 1'000);
  poll(waited.data(), static_cast<nfds_t>(count), milliseconds_max);
  ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);  // What ran out of time.
  for (const pollfd& each : std::span(waited).first(count)) {
    const bool reads = (each.revents & (POLLIN | POLLERR | POLLHUP)) != 0;
    const bool writes = (each.revents & POLLOUT) != 0;
    ares_process_fd(channel, reads ? each.fd : ARES_SOCKET_BAD, writes ? each.fd : ARES_SOCKET_BAD);
  }
}

Result<void> wait_for_answer(ares_channeldata* channel, const Exchange& exchange,
                             const std::atomic<bool>* stop) {
  const auto deadline = SteadyClock::now() + kNameServerTime;
  while (!exchange.is_done) {
    if (stop != nullptr && stop->load(std::memory_order_relaxed)) {
      return fail(ErrorCode::Cancelled, "stopped on request");
    }
    if (SteadyClock::now() > deadline) {
      return fail(ErrorCode::Io, format("no answer in {} s", kNameServerTime.count()));
    }
    work(channel);
  }
  return {};
}

Result<std::vector<std::string>> texts_of(const Exchange& exchange) {
  if (exchange.status == ARES_SUCCESS) return read_text_records(exchange.message);
  const char* reason = ares_strerror(exchange.status);
  switch (exchange.status) {
    case ARES_ENODATA:
    case ARES_ENOTFOUND:
      return fail(ErrorCode::NotFound, reason);
    case ARES_EBADNAME:
      return fail(ErrorCode::Invalid, reason);
    default:
      return fail(ErrorCode::Io, reason);
  }
}

}  // namespace

Result<TextRecordsAnswer> ask_text_records(const TextRecordsQuestion& question,
                                           const std::atomic<bool>* stop) {
  Exchange exchange;
  const Channel channel = TILES_TRY(open_channel(question.server));
  ares_query(channel.get(), question.name.c_str(), kClassInternet, kTypeText, &answer_callback,
             &exchange);
  TILES_CHECK(wait_for_answer(channel.get(), exchange, stop));
  TextRecordsAnswer answer;
  answer.texts = TILES_TRY(texts_of(exchange));
  answer.received_bytes = exchange.message.size();
  return answer;
}

Result<std::vector<std::string>> read_text_records(std::string_view message) {
  if (message.size() > std::numeric_limits<std::uint16_t>::max()) {
    return fail(ErrorCode::Limit, "message of a name server of more than 65535 bytes");
  }
  ares_txt_ext* read = nullptr;
  const int status =
      ares_parse_txt_reply_ext(reinterpret_cast<const unsigned char*>(message.data()),
                               static_cast<int>(message.size()), &read);
  const Records records(read);
  if (status == ARES_ENODATA) return fail(ErrorCode::NotFound, ares_strerror(status));
  if (status != ARES_SUCCESS) return fail(ErrorCode::Invalid, ares_strerror(status));
  std::vector<std::string> texts;
  for (const ares_txt_ext* each = records.get(); each != nullptr; each = each->next) {
    if (each->record_start != 0 || texts.empty()) texts.emplace_back();
    texts.back().append(reinterpret_cast<const char*>(each->txt), each->length);
    if (texts.size() > kTextRecordsMax || texts.back().size() > kTextRecordBytesMax) {
      return fail(ErrorCode::Limit, format("more than {} TXT records, or one of more than {} bytes",
                                           kTextRecordsMax, kTextRecordBytesMax));
    }
  }
  return texts;
}

}  // namespace tiles::net
