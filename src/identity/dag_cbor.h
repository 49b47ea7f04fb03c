// SPDX-License-Identifier: Apache-2.0
// DAG-CBOR: the one encoding of a value as CBOR (RFC 8949), so that a hash names the value. The
// reader takes what the writer writes and nothing else: lengths and integers in their shortest
// form, keys in order and once, floats of 64 bits and finite, no tag but 42 (a link), no undefined,
// nothing of indefinite length, UTF-8 text, nothing after the value.
// Source: the DAG-CBOR specification of IPLD.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "identity/dag_value.h"

namespace tiles::identity {

// Of what is read. Each byte may become a value, which takes up to 100 times its room.
inline constexpr std::size_t kDagCborBytesMax = std::size_t{1024} * 1024;

// Errors: Limit (deeper than kDagDepthMax), Invalid (text that is not UTF-8, a number that is not
// finite).
Result<std::string> encode_dag_cbor(const DagValue& value);

// Errors: Invalid (with the offset of the byte), Limit (longer than kDagCborBytesMax, deeper than
// kDagDepthMax), Unsupported (an integer past 64 bits, a link with another hash).
Result<DagValue> decode_dag_cbor(std::string_view bytes);

}  // namespace tiles::identity
