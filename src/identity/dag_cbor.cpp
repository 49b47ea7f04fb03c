// SPDX-License-Identifier: Apache-2.0
#include "identity/dag_cbor.h"

#include <bit>
#include <cmath>
#include <limits>

#include "base/text.h"

namespace tiles::identity {
namespace {

enum class Major : std::uint8_t { Unsigned, Negative, Bytes, Text, List, Map, Tag, Other };
constexpr std::uint8_t kFalse = 0xF4;
constexpr std::uint8_t kTrue = 0xF5;
constexpr std::uint8_t kNull = 0xF6;
constexpr std::uint8_t kDouble = 0xFB;
constexpr std::uint64_t kLinkTag = 42;

tl::unexpected<Error> too_deep() {
  return fail(ErrorCode::Limit, "value nested deeper than " + std::to_string(kDagDepthMax));
}

class Writer {
 public:
  Result<void> write(const DagValue& value, std::size_t depth) {
    if (depth > kDagDepthMax) return too_deep();
    if (const auto* list = value.as<DagValue::List>()) return write_list(*list, depth);
    if (const auto* map = value.as<DagValue::Map>()) return write_map(*map, depth);
    if (const auto* text = value.as<std::string>()) return write_text(*text);
    if (const auto* number = value.as<double>()) return write_double(*number);
    if (const auto* number = value.as<std::int64_t>()) {
      const auto bits = static_cast<std::uint64_t>(*number);
      write_head(*number < 0 ? Major::Negative : Major::Unsigned, *number < 0 ? ~bits : bits);
    } else if (const auto* bytes = value.as<DagValue::Bytes>()) {
      write_string(Major::Bytes, bytes->bytes);
    } else if (const auto* link = value.as<Cid>()) {
      write_head(Major::Tag, kLinkTag);
      write_string(Major::Bytes, std::string(1, '\0') + link->bytes());
    } else if (const auto* truth = value.as<bool>()) {
      out_ += static_cast<char>(*truth ? kTrue : kFalse);
    } else {
      out_ += static_cast<char>(kNull);
    }
    return {};
  }

  std::string take() { return std::move(out_); }

 private:
  void write_big_endian(std::uint64_t number, unsigned byte_count) {
    for (unsigned shift = byte_count * 8; shift > 0; shift -= 8) {
      out_ += static_cast<char>(number >> (shift - 8) & 0xFFU);
    }
  }

  void write_head(Major major, std::uint64_t argument) {
    const auto lead = static_cast<unsigned>(major) << 5U;
    if (argument < 24) {
      out_ += static_cast<char>(lead | argument);
      return;
    }
    // 24 … 27 say that 1, 2, 4 or 8 bytes follow.
    const unsigned log = argument <= 0xFF         ? 0
                         : argument <= 0xFFFF     ? 1
                         : argument <= 0xFFFFFFFF ? 2
                                                  : 3;
    out_ += static_cast<char>(lead | (24 + log));
    write_big_endian(argument, 1U << log);
  }

  void write_string(Major major, std::string_view bytes) {
    write_head(major, bytes.size());
    out_ += bytes;
  }

  Result<void> write_text(const std::string& text) {
    if (!is_utf8(text)) return fail(ErrorCode::Invalid, "text that is not UTF-8");
    write_string(Major::Text, text);
    return {};
  }

  Result<void> write_double(double number) {
    if (!std::isfinite(number)) return fail(ErrorCode::Invalid, "number that is not finite");
    out_ += static_cast<char>(kDouble);
    write_big_endian(std::bit_cast<std::uint64_t>(number), 8);
    return {};
  }

  Result<void> write_list(const DagValue::List& list, std::size_t depth) {
    write_head(Major::List, list.size());
    for (const DagValue& each : list) TILES_CHECK(write(each, depth + 1));
    return {};
  }

  Result<void> write_map(const DagValue::Map& map, std::size_t depth) {
    write_head(Major::Map, map.size());
    for (const auto& [key, each] : map) {
      TILES_CHECK(write_text(key));
      TILES_CHECK(write(each, depth + 1));
    }
    return {};
  }

  std::string out_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  Result<DagValue> read_all() {
    DagValue value = TILES_TRY(read(0));
    if (at_ != bytes_.size()) return wrong("something after the value");
    return value;
  }

 private:
  struct Head {
    Major major = Major::Unsigned;
    std::uint64_t argument = 0;
  };

  tl::unexpected<Error> wrong(std::string_view what) const {
    return fail(ErrorCode::Invalid,
                "DAG-CBOR at byte " + std::to_string(at_) + ": " + std::string(what));
  }

  std::size_t left() const { return bytes_.size() - at_; }

  Result<std::uint64_t> read_big_endian(std::size_t byte_count) {
    if (left() < byte_count) return wrong("cut off");
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < byte_count; ++i) {
      number = (number << 8U) | static_cast<unsigned char>(bytes_[at_++]);
    }
    return number;
  }

  // The kind and the number that every item but those of the last kind begins with.
  Result<Head> read_head() {
    const auto lead = static_cast<std::uint8_t>(TILES_TRY(read_big_endian(1)));
    const auto major = static_cast<Major>(lead >> 5U);
    const unsigned low = lead & 0x1FU;
    if (low < 24) return Head{.major = major, .argument = low};
    if (low > 27) return wrong("an indefinite length or a reserved form");
    const unsigned log = low - 24;
    const std::uint64_t argument = TILES_TRY(read_big_endian(std::size_t{1} << log));
    const std::uint64_t least = log == 0 ? 24 : std::uint64_t{1} << (4U << log);
    if (argument < least) return wrong("a number that is not in its shortest form");
    return Head{.major = major, .argument = argument};
  }

  Result<std::string_view> read_string(std::uint64_t size) {
    if (size > left()) return wrong("cut off");
    const std::string_view text = bytes_.substr(at_, size);
    at_ += size;
    return text;
  }

  Result<std::string> read_text(std::uint64_t size) {
    const std::string_view text = TILES_TRY(read_string(size));
    if (!is_utf8(text)) return wrong("text that is not UTF-8");
    return std::string(text);
  }

  Result<DagValue> read_bytes(std::uint64_t size) {
    const std::string_view bytes = TILES_TRY(read_string(size));
    return DagValue(DagValue::Bytes{std::string(bytes)});
  }

  Result<DagValue> read(std::size_t depth) {
    if (depth > kDagDepthMax) return too_deep();
    if (at_ < bytes_.size() &&
        static_cast<unsigned char>(bytes_[at_]) >> 5U == static_cast<unsigned>(Major::Other)) {
      return read_other();
    }
    const Head head = TILES_TRY(read_head());
    switch (head.major) {
      case Major::Unsigned:
      case Major::Negative:
        return read_integer(head);
      case Major::Bytes:
        return read_bytes(head.argument);
      case Major::Text:
        return DagValue(TILES_TRY(read_text(head.argument)));
      case Major::List:
        return read_list(head.argument, depth);
      case Major::Map:
        return read_map(head.argument, depth);
      default:
        return read_link(head.argument);
    }
  }

  Result<DagValue> read_other() {
    const auto lead = static_cast<std::uint8_t>(TILES_TRY(read_big_endian(1)));
    if (lead == kNull) return DagValue();
    if (lead == kTrue || lead == kFalse) return DagValue(lead == kTrue);
    if (lead != kDouble) return wrong("a simple value or a float that DAG-CBOR does not have");
    const auto number = std::bit_cast<double>(TILES_TRY(read_big_endian(8)));
    if (!std::isfinite(number)) return wrong("a number that is not finite");
    return DagValue(number);
  }

  Result<DagValue> read_integer(const Head& head) const {
    if (head.argument > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return fail(ErrorCode::Unsupported, "integer of more than 64 bits with its sign");
    }
    const auto number = static_cast<std::int64_t>(head.argument);
    return DagValue(head.major == Major::Negative ? -1 - number : number);
  }

  Result<DagValue> read_list(std::uint64_t count, std::size_t depth) {
    if (count > left()) return wrong("cut off");
    DagValue::List list;  // No room ahead for `count`: nested lists would multiply it.
    for (std::uint64_t i = 0; i < count; ++i) list.push_back(TILES_TRY(read(depth + 1)));
    return DagValue(std::move(list));
  }

  Result<DagValue> read_map(std::uint64_t count, std::size_t depth) {
    if (count > left() / 2) return wrong("cut off");
    DagValue::Map map;
    for (std::uint64_t i = 0; i < count; ++i) {
      const Head head = TILES_TRY(read_head());
      if (head.major != Major::Text) return wrong("a key that is no text");
      std::string key = TILES_TRY(read_text(head.argument));
      if (!map.empty() && !DagValue::KeyOrder{}(map.rbegin()->first, key)) {
        return wrong(map.contains(key) ? "a key that is there twice" : "keys out of order");
      }
      DagValue value = TILES_TRY(read(depth + 1));
      map.emplace_hint(map.end(), std::move(key), std::move(value));
    }
    return DagValue(std::move(map));
  }

  Result<DagValue> read_link(std::uint64_t tag) {
    if (tag != kLinkTag) return wrong("a tag other than 42");
    const Head head = TILES_TRY(read_head());
    if (head.major != Major::Bytes) return wrong("a link that is no bytes");
    const std::string_view bytes = TILES_TRY(read_string(head.argument));
    if (!bytes.starts_with('\0')) return wrong("a link that does not begin with a zero byte");
    return DagValue(TILES_TRY(Cid::from_bytes(bytes.substr(1))));
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::string> encode_dag_cbor(const DagValue& value) {
  Writer writer;
  TILES_CHECK(writer.write(value, 0));
  return writer.take();
}

Result<DagValue> decode_dag_cbor(std::string_view bytes) {
  if (bytes.size() > kDagCborBytesMax) {
    return fail(ErrorCode::Limit, "DAG-CBOR of " + std::to_string(bytes.size()) + " bytes");
  }
  return Reader(bytes).read_all();
}

}  // namespace tiles::identity
