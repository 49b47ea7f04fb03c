// SPDX-License-Identifier: Apache-2.0
#include "identity/dag_cbor.h"

#include <gtest/gtest.h>

#include <limits>

#include "identity/dag_json.h"
#include "identity/varint.h"
#include "unit/identity/published.h"

namespace tiles::identity {
namespace {

std::string hex_bytes(std::string_view digits) { return from_hex(digits).value(); }

// AT Protocol writes bytes and links in JSON with names of its own.
Json as_dag_json(const Json& json) {
  if (json.is_object() && json.size() == 1 && json.contains("$link")) {
    return {{"/", json["$link"]}};
  }
  if (json.is_object() && json.size() == 1 && json.contains("$bytes")) {
    return {{"/", {{"bytes", json["$bytes"]}}}};
  }
  if (!json.is_structured()) return json;
  Json changed = json;
  for (Json& each : changed) each = as_dag_json(each);
  return changed;
}

// bluesky-social/atproto-interop-tests, data-model/data-model-fixtures.json.
TEST(DagCbor, PublishedValuesHaveTheirBytesAndIdentifier) {
  const Json cases = published("atproto/data-model-fixtures.json");
  ASSERT_EQ(cases.size(), 3U);
  for (const Json& each : cases) {
    const DagValue value = dag_value_of_json(as_dag_json(each["json"])).value();
    const std::string bytes = encode_dag_cbor(value).value();
    EXPECT_EQ(to_base64(bytes, Base64::Plain), each["cbor_base64"]);
    EXPECT_EQ(Cid::of(bytes).text(), each["cid"]);
    EXPECT_EQ(decode_dag_cbor(bytes).value(), value);
    EXPECT_EQ(json_of_dag_value(value).size(), each["json"].size());
  }
}

TEST(DagCbor, SmallValuesHaveTheBytesOfTheRfc) {  // RFC 8949, appendix A.
  const auto encoded = [](DagValue value) { return encode_dag_cbor(value).value(); };
  EXPECT_EQ(encoded(0), hex_bytes("00"));
  EXPECT_EQ(encoded(23), hex_bytes("17"));
  EXPECT_EQ(encoded(24), hex_bytes("1818"));
  EXPECT_EQ(encoded(1000000), hex_bytes("1a000f4240"));
  EXPECT_EQ(encoded(std::int64_t{1000000000000}), hex_bytes("1b000000e8d4a51000"));
  EXPECT_EQ(encoded(-1), hex_bytes("20"));
  EXPECT_EQ(encoded(-1000), hex_bytes("3903e7"));
  EXPECT_EQ(encoded(std::numeric_limits<std::int64_t>::min()), hex_bytes("3b7fffffffffffffff"));
  EXPECT_EQ(encoded(1.1), hex_bytes("fb3ff199999999999a"));
  EXPECT_EQ(encoded("a"), hex_bytes("6161"));
  EXPECT_EQ(encoded(DagValue::Bytes{"\x01\x02"}), hex_bytes("420102"));
  EXPECT_EQ(encoded(DagValue::List{1, 2, 3}), hex_bytes("83010203"));
  EXPECT_EQ(encoded(nullptr), hex_bytes("f6"));
  EXPECT_EQ(encoded(true), hex_bytes("f5"));
}

TEST(DagCbor, IntegersOfEveryLengthComeBack) {
  for (int bit = 0; bit < 63; ++bit) {
    for (const std::int64_t near : {-1, 0, 1}) {
      const std::int64_t number = (std::int64_t{1} << bit) + near;
      for (const std::int64_t signed_number : {number, -number}) {
        const std::string bytes = encode_dag_cbor(DagValue(signed_number)).value();
        EXPECT_EQ(decode_dag_cbor(bytes).value(), DagValue(signed_number));
      }
    }
  }
}

TEST(DagCbor, EveryOtherSpellingIsRefused) {
  for (const std::string_view digits :
       {"",      // Nothing.
        "0000",  // Two values.
        "1800",
        "1817",  // 0 and 23 in two bytes.
        "190017",
        "1900ff",  // In three.
        "1a0000ffff",
        "1b00000000ffffffff",
        "5f4101ff",
        "7f6161ff",
        "9f01ff",
        "bf616101ff",  // Indefinite lengths.
        "f7",
        "e0",
        "f818",
        "f93c00",
        "fa3f800000",  // Undefined, simple values, short floats.
        "fb7ff0000000000000",
        "fb7ff8000000000000",
        "fbfff0000000000000",  // Infinity, NaN.
        "c11a514b67b0",
        "d82b4100",  // Tags 1 and 43.
        "d82a6161",
        "d82a4101",                          // A link of text, a link without the zero.
        "a2616101616102",                    // A key twice.
        "a3636261720363666f6f0163666f6f02",  // IPLD codec-fixtures: a key twice.
        "a2616201616102",                    // Keys out of order.
        "a262616101616201",                  // The longer key first.
        "a10102",
        "a1410102",  // Keys that are a number, bytes.
        "61ff",
        "62c080",
        "63eda080",  // Not UTF-8, overlong, a surrogate.
        "4201",
        "8201",
        "a16161",
        "19ff",
        "1c",
        "fb00",  // Cut off.
        "9bffffffffffffffff",
        "bbffffffffffffffff",
        "5bffffffffffffffff"}) {
    EXPECT_FALSE(decode_dag_cbor(hex_bytes(digits))) << digits;
  }
  EXPECT_EQ(decode_dag_cbor(hex_bytes("1b8000000000000000")).error().code(),
            ErrorCode::Unsupported);
  EXPECT_EQ(decode_dag_cbor(hex_bytes("a2616101616102")).error().text(),
            "DAG-CBOR at byte 6: a key that is there twice");
}

TEST(DagCbor, DepthAndSizeAreBounded) {
  const std::string deep(kDagDepthMax, '\x81');
  EXPECT_TRUE(decode_dag_cbor(deep + '\x00'));
  EXPECT_EQ(decode_dag_cbor(deep + '\x81' + '\0').error().code(), ErrorCode::Limit);
  DagValue value = 0;
  for (std::size_t i = 0; i < kDagDepthMax; ++i) value = DagValue::List{std::move(value)};
  EXPECT_TRUE(encode_dag_cbor(value));
  EXPECT_EQ(encode_dag_cbor(DagValue::List{std::move(value)}).error().code(), ErrorCode::Limit);
  const std::string long_text(kDagCborBytesMax - 5, 'x');
  EXPECT_TRUE(decode_dag_cbor(encode_dag_cbor(long_text).value()));
  EXPECT_EQ(decode_dag_cbor(encode_dag_cbor(long_text + "x").value()).error().code(),
            ErrorCode::Limit);
}

TEST(DagCbor, WhatHasNoBytesIsNotWritten) {
  EXPECT_FALSE(encode_dag_cbor("\xff"));
  EXPECT_FALSE(encode_dag_cbor(std::numeric_limits<double>::infinity()));
}

TEST(Cid, OneIdentifierHasOneFormInEachBase) {
  const Cid cid = Cid::of("x");
  EXPECT_EQ(Cid::parse(cid.text()).value(), cid);
  EXPECT_EQ(Cid::parse("z" + to_base58(cid.bytes())).value(), cid);
  EXPECT_EQ(Cid::of("x", Codec::Raw).text().substr(0, 7), "bafkrei");
  for (const std::string& text :
       {std::string(), std::string("b"), cid.text() + "a", cid.text().substr(0, 58),
        "B" + cid.text().substr(1), std::string("QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n"),
        "b" + to_base32("\x01\x70" + cid.bytes().substr(2)), std::string(200, 'b')}) {
    EXPECT_FALSE(Cid::parse(text)) << text;
  }
}

TEST(Varint, ShortestFormOnly) {
  for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128},
                                     std::uint64_t{0x1200}, (std::uint64_t{1} << 63U) - 1}) {
    std::string bytes;
    append_varint(bytes, number);
    std::string_view rest = bytes;
    EXPECT_EQ(take_varint(rest).value(), number);
    EXPECT_TRUE(rest.empty());
  }
  for (const std::string& bad : {std::string(), std::string("\x80"), std::string("\x80\x00", 2),
                                 std::string(9, '\x80') + '\x01'}) {
    std::string_view rest = bad;
    EXPECT_FALSE(take_varint(rest));
  }
}

TEST(DagJson, BytesAndLinksHaveTheirMark) {
  const std::string text = R"({"a":{"/":{"bytes":"AQI"}},"b":[1,-2,0.5,null,true,"x"]})";
  EXPECT_EQ(print_dag_json(parse_dag_json(text).value()), text);
  for (const std::string_view bad :
       {R"({"/":1})", R"({"/":{"bytes":"AQI="}})", R"({"/":{"bytes":"AQI","x":1}})",
        R"({"/":"bafy"})", R"({"/":{"bytes":"AQI"},"x":1})", R"({"a":1,"a":2})",
        R"([18446744073709551615])"}) {
    EXPECT_FALSE(parse_dag_json(bad)) << bad;
  }
}

}  // namespace
}  // namespace tiles::identity
