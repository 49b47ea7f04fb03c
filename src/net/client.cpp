// SPDX-License-Identifier: Apache-2.0
#include "net/client.h"

#include <algorithm>
#include <array>
#include <optional>
#include <thread>
#include <utility>

#include "base/format.h"
#include "base/text.h"

namespace tiles::net {
namespace {

using std::chrono::milliseconds;

bool is_redirect(int status) {
  constexpr std::array kRedirects = {301, 302, 303, 307, 308};
  return std::ranges::find(kRedirects, status) != kRedirects.end();
}

// Passes on everything but a redirect, whose body is dropped.
class LastAnswerSink final : public BodySink {
 public:
  explicit LastAnswerSink(BodySink& sink) : sink_(sink) {}

  Result<void> begin(int status, const Headers& headers) override {
    dropped_ = is_redirect(status) && headers.find("Location").has_value();
    return dropped_ ? Result<void>() : sink_.begin(status, headers);
  }
  Result<void> take(std::string_view bytes) override {
    return dropped_ ? Result<void>() : sink_.take(bytes);
  }

 private:
  BodySink& sink_;
  bool dropped_ = false;
};

class TextSink final : public BodySink {
 public:
  Result<void> begin(int, const Headers&) override {
    text.clear();
    return {};
  }
  Result<void> take(std::string_view bytes) override {
    text += bytes;
    return {};
  }

  std::string text;
};

}  // namespace

Result<std::map<std::string, std::string, std::less<>>> parse_loopback_hosts(
    std::string_view text) {
  std::map<std::string, std::string, std::less<>> hosts;
  if (trim(text).empty()) return hosts;
  for (const std::string_view entry : split(text, ',')) {
    const std::size_t sign = entry.find('=');
    const std::string_view place = sign == std::string_view::npos ? "" : entry.substr(sign + 1);
    const auto authority = parse_authority(trim(place));
    if (!authority || !is_loopback(authority->host)) {
      return fail(ErrorCode::Invalid, "'TILES_LOOPBACK_HOSTS' is not 'host=127.0.0.1:PORT,…': " +
                                          shown_in_quotes(entry));
    }
    hosts.insert_or_assign(to_lower_ascii(trim(entry.substr(0, sign))), std::string(trim(place)));
  }
  return hosts;
}

Result<Url> Client::mapped(const Url& url) const {
  const auto found = options_.loopback.find(url.authority());
  if (found != options_.loopback.end()) return Url::parse("http://" + found->second + url.target);
  if (!url.is_encrypted && !is_loopback(url.host)) {
    return fail(ErrorCode::Invalid,
                format("'{}' is not encrypted: nothing is asked of it", url.origin()));
  }
  return url;
}

Result<Answer> Client::send_once(const Request& request, std::string_view why, BodySink& sink) {
  // This machine is nobody else's: it may be asked offline, too.
  if (options_.network == Network::Offline && !is_loopback(request.url.host)) {
    return fail(Error(ErrorCode::Denied,
                      format("'{}' is not asked: tiles is offline", request.url.authority()))
                    .with_hint("leave out --offline, and 'offline' in the settings"));
  }
  Request sent = request;
  // Chosen by the address as it is named, before it is mapped to this machine.
  if (auto authorization = credentials_.authorization(request.url)) {
    sent.headers.push_back({"Authorization", *std::move(authorization)});
  }
  sent.url = TILES_TRY(mapped(request.url));
  TILES_CHECK(ledger_.before(sent.url.authority(), why));
  auto answer = fetcher_.fetch(sent, sink, options_.stop);
  LedgerEntry entry{.time = {}, .host = sent.url.authority(), .why = std::string(why)};
  if (answer) {
    entry.status = answer->status;
    entry.sent_bytes = answer->sent_bytes;
    entry.received_bytes = answer->received_bytes;
    answer->url = request.url;
  }
  TILES_CHECK(ledger_.after(std::move(entry)));
  return answer;
}

Result<Answer> Client::send(Request request, std::string_view why, BodySink& sink) {
  LastAnswerSink last(sink);
  for (int redirects = 0; redirects <= kRedirectsMax; ++redirects) {
    Answer answer = TILES_TRY(send_once(request, why, last));
    const auto location = answer.headers.find("Location");
    if (answer.broken || !is_redirect(answer.status) || !location) return answer;
    if (request.method == Method::Post) {
      return fail(ErrorCode::Invalid, format("'{}' leads on what was sent to it, which is not done",
                                             request.url.origin()));
    }
    const Url next = TILES_TRY(request.url.resolve(*location));
    if (request.url.is_encrypted && !next.is_encrypted && !is_loopback(next.host)) {
      return fail(ErrorCode::Invalid, format("'{}' leads to the unencrypted '{}'",
                                             request.url.origin(), next.origin()));
    }
    request.url = next;
  }
  return fail(ErrorCode::Limit,
              format("'{}' leads on more than {} times", request.url.authority(), kRedirectsMax));
}

bool Client::is_worth_a_try(const Answer& answer) {
  constexpr std::array kPassing = {408, 429, 500, 502, 503, 504};
  return answer.broken || std::ranges::find(kPassing, answer.status) != kPassing.end();
}

Result<Document> Client::get(const Request& request, std::string_view why) {
  for (int attempt = 0;; ++attempt) {
    TextSink sink;
    Answer answer = TILES_TRY(send(request, why, sink));
    if (!is_worth_a_try(answer)) return Document{std::move(answer), std::move(sink.text)};
    if (attempt + 1 == kTriesMax) {
      if (answer.broken) return fail(*std::move(answer.broken));
      return fail(ErrorCode::Io, format("'{}' answers {}", request.url.authority(), answer.status));
    }
    TILES_CHECK(wait_before_retry(answer, attempt));
  }
}

Result<void> Client::wait_before_retry(const Answer& answer, int attempt) const {
  constexpr milliseconds kFirst{250};
  constexpr int kDoublingsMax = 6;
  const auto asked = asked_wait(answer.headers, clock_.now());
  return sleep(asked ? milliseconds(*asked) : kFirst * (1 << std::min(attempt, kDoublingsMax)));
}

Result<void> Client::sleep(milliseconds duration) const {
  constexpr milliseconds kSlice{50};
  const auto end = std::chrono::steady_clock::now() + duration;
  for (;;) {
    if (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed)) {
      return fail(ErrorCode::Cancelled, "stopped on request");
    }
    const auto left = end - std::chrono::steady_clock::now();
    if (left <= milliseconds(0)) return {};
    std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(left, kSlice));
  }
}

}  // namespace tiles::net
