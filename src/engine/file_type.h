// SPDX-License-Identifier: Apache-2.0
// The mixtures of tensor types that GGUF files of models have, by llama.cpp's numbers and names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tiles::engine {

// "Q4_K_M" of general.file_type 15. Nothing for a number without a name.
std::optional<std::string> file_type_name(std::uint64_t number);
// The other way, in any letter case.
std::optional<std::uint32_t> file_type_number(std::string_view name);

}  // namespace tiles::engine
