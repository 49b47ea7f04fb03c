// SPDX-License-Identifier: Apache-2.0
#include "engine/quantize.h"

#include <fcntl.h>
#include <llama.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/format.h"
#include "base/platform_memory.h"
#include "base/text.h"
#include "base/unique_fd.h"
#include "engine/assertion_guard.h"
#include "engine/file_type.h"
#include "engine/gguf_metadata.h"
#include "engine/llama_log.h"
#include "engine/model_file.h"

namespace tiles::engine {

namespace {

constexpr std::size_t kBufferBytesMax = std::size_t{1} << 30;

// Without those that need an importance matrix, and those for weights of a special kind alone.
constexpr std::array<std::string_view, 20> kTypes = {
    "F32",    "BF16",   "F16",  "Q8_0", "Q6_K",   "Q5_K_M", "Q5_K_S", "Q5_1",   "Q5_0",  "Q4_K_M",
    "Q4_K_S", "IQ4_NL", "Q4_1", "Q4_0", "IQ4_XS", "Q3_K_L", "Q3_K_M", "Q3_K_S", "IQ3_M", "Q2_K",
};

struct Stopped : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Of "[  12/ 272] blk.0.attn_q.weight …" the share; nothing of any other line.
std::optional<float> share_done(std::string_view line) {
  const auto number_at = [&](std::size_t begin) {
    begin = std::min(line.find_first_not_of(' ', begin), line.size());
    unsigned number = 0;
    std::from_chars(line.data() + begin, line.data() + line.size(), number);
    return static_cast<float>(number);
  };
  const std::size_t slash = line.find('/');
  if (!line.starts_with('[') || slash == std::string_view::npos) return std::nullopt;
  const float all = number_at(slash + 1);
  return all > 0 ? std::optional(number_at(1) / all) : std::nullopt;
}

Result<GgufMetadata> read_head(const std::filesystem::path& path) {
  const FileHandle file = TILES_TRY(open_model_file(path));
  return read_gguf_metadata(file.get());
}

Result<void> sync(const std::filesystem::path& path) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file || ::fsync(file.get()) != 0) return fail_system(errno, "syncing what was quantised");
  return {};
}

Error not_written() {
  return Error(ErrorCode::Io, "what was quantised could not be written whole")
      .with_hint("the disk may be full");
}

Result<void> run(const std::filesystem::path& from, const std::filesystem::path& to,
                 const QuantizeOptions& options) {
  llama_model_quantize_params params = llama_model_quantize_default_params();
  params.ftype = static_cast<llama_ftype>(file_type_number(options.type).value());
  params.nthread = options.threads > 0 ? options.threads : physical_core_count();
  params.max_buf_size = kBufferBytesMax;
  bool is_stopped = false;
  clear_llama_error();
  const LlamaListener listener([&](std::string_view line) {
    const auto done = share_done(line);
    if (!done || !options.progress || options.progress(*done) == LoadStep::Continue) return;
    is_stopped = true;
    throw Stopped("stopped on request");  // Caught by llama_model_quantize.
  });
  const AssertionGuard guard;
  const auto failed = llama_model_quantize(from.c_str(), to.c_str(), &params);
  if (is_stopped) return fail(ErrorCode::Cancelled, "stopped on request");
  if (failed == 0) return {};
  const std::string cause = to_valid_utf8(llama_error());
  // What the C++ library says of a stream that cannot be written.
  if (cause.find("iostream") != std::string::npos) return fail(not_written());
  return fail(ErrorCode::Invalid, "llama.cpp refuses the model: " + cause);
}

// llama.cpp does not notice each write that fails.
Result<void> check_written(const std::filesystem::path& path, const QuantizeOptions& options) {
  const auto written = read_head(path);
  if (!written || written->number("general.file_type") != file_type_number(options.type)) {
    return fail(not_written());
  }
  return sync(path);
}

}  // namespace

std::span<const std::string_view> quantization_types() { return kTypes; }

Result<std::string> quantization_type(std::string_view name) {
  const auto* found = std::ranges::find_if(
      kTypes, [&](std::string_view type) { return to_lower_ascii(type) == to_lower_ascii(name); });
  if (found != kTypes.end()) return std::string(*found);
  std::string all;
  for (const std::string_view type : kTypes) all += (all.empty() ? "" : " ") + std::string(type);
  const std::string_view why = file_type_number(name)
                                   ? "needs more than the weights to be made"
                                   : "is no type that the engine can quantise to";
  return fail(Error(ErrorCode::Unsupported, format("{} {}", shown_in_quotes(name), why))
                  .with_hint("choose one of " + all));
}

std::string quantizer() {
  utsname machine{};
  ::uname(&machine);
  return format("llama.cpp {} {}", llama_version(), static_cast<const char*>(machine.machine));
}

Result<void> check_quantizable(std::string_view block_type) {
  if (block_type.empty()) return {};
  return fail(Error(ErrorCode::Unsupported,
                    format("the weights are quantised already, to {}: once more would lose more",
                           block_type))
                  .with_hint("build from the file in F16, BF16 or F32"));
}

Result<void> quantize(const std::filesystem::path& from, const std::filesystem::path& to,
                      const QuantizeOptions& options) {
  TILES_CHECK(quantization_type(options.type));
  const GgufMetadata head = TILES_TRY(read_head(from));
  TILES_CHECK(check_quantizable(head.block_type));
  start_llama();
  auto done = run(from, to, options);
  if (done) done = check_written(to, options);
  if (!done) {
    std::error_code ignored;  // What cannot be removed now is the caller's garbage.
    std::filesystem::remove(to, ignored);
    return fail(std::move(done).error().within("quantising to " + options.type));
  }
  return {};
}

}  // namespace tiles::engine
