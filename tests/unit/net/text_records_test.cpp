// SPDX-License-Identifier: Apache-2.0
#include "net/text_records.h"

#include <gtest/gtest.h>

namespace tiles::net {
namespace {

std::string name_and_type() {
  return std::string(
             "\x08_atproto\x03"
             "ana\x07"
             "example\x03org\0",
             26) +
         std::string("\0\x10\0\x01", 4);
}

std::string message_of(std::size_t record_count, const std::string& record_data) {
  std::string message("\x12\x34\x85\x80\0\x01", 6);
  message.push_back(static_cast<char>(record_count >> 8U));
  message.push_back(static_cast<char>(record_count & 0xFFU));
  message += std::string(4, '\0') + name_and_type();
  for (std::size_t i = 0; i < record_count; ++i) {
    message += std::string("\xC0\x0C\0\x10\0\x01\0\0\0\x3C", 10);  // A pointer at the name; 60 s.
    message.push_back(static_cast<char>(record_data.size() >> 8U));
    message.push_back(static_cast<char>(record_data.size() & 0xFFU));
    message += record_data;
  }
  return message;
}

std::string part(const std::string& text) {
  return std::string(1, static_cast<char>(text.size())) + text;
}

TEST(TextRecords, PartsOfOneRecordAreJoined) {
  const auto texts = read_text_records(message_of(1, part("did=did:web:") + part("ana.test")));
  ASSERT_TRUE(texts) << texts.error().text();
  EXPECT_EQ(*texts, std::vector<std::string>{"did=did:web:ana.test"});
  EXPECT_EQ(read_text_records(message_of(2, part("a"))).value(),
            (std::vector<std::string>{"a", "a"}));
}

TEST(TextRecords, NoRecordIsNotFoundAndCutMessagesAreInvalid) {
  EXPECT_EQ(read_text_records(message_of(0, "")).error().code(), ErrorCode::NotFound);
  const std::string whole = message_of(1, part("did=did:web:ana.test"));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(read_text_records(std::string_view(whole).substr(0, size))) << size;
  }
  std::string loop = whole;
  loop.replace(loop.find("\xC0\x0C"), 2, "\xC0\x2A");  // The pointer points at itself.
  EXPECT_EQ(read_text_records(loop).error().code(), ErrorCode::Invalid);
  std::string longer = message_of(1, std::string("\xFF") + "short");
  EXPECT_EQ(read_text_records(longer).error().code(), ErrorCode::Invalid);
}

TEST(TextRecords, LimitsHoldAndAreNotPassed) {
  EXPECT_EQ(read_text_records(message_of(kTextRecordsMax, part("x")))->size(), kTextRecordsMax);
  EXPECT_EQ(read_text_records(message_of(kTextRecordsMax + 1, part("x"))).error().code(),
            ErrorCode::Limit);
  std::string parts;
  for (int i = 0; i < 16; ++i) parts += part(std::string(255, 'x'));
  const std::string full = parts + part(std::string(kTextRecordBytesMax - 16 * 255, 'x'));
  EXPECT_EQ(read_text_records(message_of(1, full))->front().size(), kTextRecordBytesMax);
  EXPECT_EQ(read_text_records(message_of(1, full + part("x"))).error().code(), ErrorCode::Limit);
  EXPECT_EQ(read_text_records(std::string(65'536, '\0')).error().code(), ErrorCode::Limit);
}

TEST(TextRecords, NobodyAtTheAddressIsAnError) {
  const auto answer = ask_text_records({.name = "ana.test", .server = "127.0.0.1:1"}, nullptr);
  EXPECT_EQ(answer.error().code(), ErrorCode::Io);
  EXPECT_EQ(ask_text_records({.name = "ana.test", .server = "nowhere"}, nullptr).error().code(),
            ErrorCode::Invalid);
}

TEST(TextRecords, StopEndsTheWait) {
  const std::atomic<bool> stop = true;
  EXPECT_EQ(ask_text_records({.name = "ana.test", .server = "127.0.0.1:1"}, &stop).error().code(),
            ErrorCode::Cancelled);
}

}  // namespace
}  // namespace tiles::net
