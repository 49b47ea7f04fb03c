// SPDX-License-Identifier: Apache-2.0
// The one inclusion of libcurl, and the only place of this program that opens a socket to another
// machine.
#include <curl/curl.h>

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "base/format.h"
#include "net/fetcher.h"

namespace tiles::net {
namespace {

constexpr long kConnectSeconds = 30;
constexpr long kSpeedBytesMin = 1;  // Of `silence_max`: less a second counts as silence.
constexpr long kBufferBytes = 512L * 1024;
constexpr std::size_t kIdleConnectionsMax = 16;

struct EasyCloser {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using Easy = std::unique_ptr<CURL, EasyCloser>;

struct ListCloser {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListCloser>;

template <typename Value>
void set(CURL* easy, CURLoption option, Value value) {
  TILES_ASSERT(curl_easy_setopt(easy, option, value) == CURLE_OK);
}

// One request while libcurl works at it; the callbacks get it.
struct Exchange {
  const Request& request;
  BodySink& sink;
  const std::atomic<bool>* stop;
  Headers headers;
  int status = 0;
  bool begun = false;  // The sink was told of the answer.
  std::uint64_t body_bytes = 0;
  std::optional<Error> error = {};  // Of the sink or of a limit.

  bool take(const Result<void>& result) {
    if (!result) error = result.error();
    return result.has_value();
  }

  bool begin() {
    if (begun) return true;
    begun = true;
    return take(sink.begin(status, headers));
  }

  bool on_header(std::string_view line) {
    if (line.starts_with("HTTP/")) {
      headers = Headers();  // An interim answer came before.
      const std::size_t space = line.find(' ');
      const auto code = parse_number(line.substr(std::min(space + 1, line.size()), 3));
      status = code ? static_cast<int>(*code) : 0;
      return true;
    }
    if (line == "\r\n" || line == "\n") return status < 200 || begin();
    return begun || take(headers.add_line(line));  // Trailers are read over.
  }

  bool on_body(std::string_view bytes) {
    body_bytes += bytes.size();
    if (body_bytes > request.body_bytes_max) {
      error = Error(ErrorCode::Limit,
                    format("the answer has more than {} bytes", request.body_bytes_max));
      return false;
    }
    return begin() && take(sink.take(bytes));
  }
};

std::size_t header_callback(char* bytes, std::size_t size, std::size_t count, void* context) {
  return static_cast<Exchange*>(context)->on_header({bytes, size * count}) ? size * count : 0;
}

std::size_t body_callback(char* bytes, std::size_t size, std::size_t count, void* context) {
  // Any other number than all of them makes libcurl give up.
  return static_cast<Exchange*>(context)->on_body({bytes, size * count}) ? size * count
                                                                         : size * count + 1;
}

// NOLINTNEXTLINE(readability-function-size): libcurl chooses the parameters.
int progress_callback(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto* stop = static_cast<Exchange*>(context)->stop;
  return stop != nullptr && stop->load(std::memory_order_relaxed) ? 1 : 0;
}

List header_list(const Request& request) {
  List list;
  const auto append = [&list](const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    TILES_ASSERT(longer != nullptr);
    static_cast<void>(list.release());
    list.reset(longer);
  };
  append("Accept-Encoding: identity");
  for (const Header& header : request.headers) append(header.name + ": " + header.value);
  return list;
}

void prepare(CURL* easy, Exchange& exchange, curl_slist* headers) {
  const Request& request = exchange.request;
  curl_easy_reset(easy);  // Keeps the connection.
  set(easy, CURLOPT_URL, request.url.text().c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, request.url.is_encrypted ? "https" : "http");
  set(easy, CURLOPT_PROXY, "");  // The ledger names the host that is reached, not a proxy's.
  set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  set(easy, CURLOPT_LOW_SPEED_LIMIT, kSpeedBytesMin);
  set(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(request.silence_max.count()));
  set(easy, CURLOPT_BUFFERSIZE, kBufferBytes);
  set(easy, CURLOPT_NOBODY, request.method == Method::Head ? 1L : 0L);
  if (request.method == Method::Post) {
    set(easy, CURLOPT_POST, 1L);
    set(easy, CURLOPT_POSTFIELDS, request.body.c_str());  // Borrowed until the end.
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  set(easy, CURLOPT_USERAGENT, "tiles/" TILES_VERSION);
  set(easy, CURLOPT_HTTPHEADER, headers);
  set(easy, CURLOPT_HEADERFUNCTION, &header_callback);
  set(easy, CURLOPT_HEADERDATA, static_cast<void*>(&exchange));
  set(easy, CURLOPT_WRITEFUNCTION, &body_callback);
  set(easy, CURLOPT_WRITEDATA, static_cast<void*>(&exchange));
  set(easy, CURLOPT_NOPROGRESS, 0L);
  set(easy, CURLOPT_XFERINFOFUNCTION, &progress_callback);
  set(easy, CURLOPT_XFERINFODATA, static_cast<void*>(&exchange));
  if (request.range) {
    const std::uint64_t last = request.range->first + request.range->count - 1;
    set(easy, CURLOPT_RANGE, format("{}-{}", request.range->first, last).c_str());
  }
}

std::uint64_t info(CURL* easy, CURLINFO which) {
  if (which == CURLINFO_SIZE_DOWNLOAD_T) {
    curl_off_t value = 0;
    curl_easy_getinfo(easy, which, &value);
    return static_cast<std::uint64_t>(value);
  }
  long value = 0;
  curl_easy_getinfo(easy, which, &value);
  return static_cast<std::uint64_t>(value);
}

class CurlFetcher final : public Fetcher {
 public:
  Result<Answer> fetch(const Request& request, BodySink& sink,
                       const std::atomic<bool>* stop) override {
    Exchange exchange{.request = request, .sink = sink, .stop = stop, .headers = {}};
    Easy easy = take();
    const List headers = header_list(request);
    prepare(easy.get(), exchange, headers.get());
    const CURLcode code = curl_easy_perform(easy.get());
    Answer answer{.status = exchange.status,
                  .headers = std::move(exchange.headers),
                  .url = request.url,
                  .sent_bytes = info(easy.get(), CURLINFO_REQUEST_SIZE),
                  .received_bytes = info(easy.get(), CURLINFO_HEADER_SIZE) +
                                    info(easy.get(), CURLINFO_SIZE_DOWNLOAD_T),
                  .broken = {}};
    // After a failure it keeps a buffer, and would not take the size of the next one.
    if (code == CURLE_OK) give_back(std::move(easy));
    if (exchange.error) return fail(std::move(*exchange.error));
    if (code == CURLE_ABORTED_BY_CALLBACK) return fail(ErrorCode::Cancelled, "stopped on request");
    if (code != CURLE_OK) {
      answer.broken = Error(ErrorCode::Io,
                            format("'{}': {}", request.url.authority(), curl_easy_strerror(code)));
    }
    return answer;
  }

 private:
  // An easy handle keeps its connection open between requests.
  Easy take() {
    const std::scoped_lock lock(mutex_);
    if (idle_.empty()) {
      Easy easy(curl_easy_init());
      TILES_ASSERT(easy);
      return easy;
    }
    Easy easy = std::move(idle_.back());
    idle_.pop_back();
    return easy;
  }
  void give_back(Easy easy) {
    const std::scoped_lock lock(mutex_);
    if (idle_.size() < kIdleConnectionsMax) idle_.push_back(std::move(easy));
  }

  std::mutex mutex_;
  std::vector<Easy> idle_;
};

}  // namespace

Result<std::unique_ptr<Fetcher>> open_fetcher() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) {
    return fail(ErrorCode::Io, format("starting libcurl: {}", curl_easy_strerror(started)));
  }
  return std::make_unique<CurlFetcher>();
}

}  // namespace tiles::net
