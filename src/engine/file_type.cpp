// SPDX-License-Identifier: Apache-2.0
#include "engine/file_type.h"

#include <llama.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace tiles::engine {
namespace {

struct FileType {
  std::uint32_t number;
  std::string_view name;
};

constexpr std::array kTypes = {
    FileType{LLAMA_FTYPE_MOSTLY_Q2_K, "Q2_K"},
    FileType{LLAMA_FTYPE_MOSTLY_Q3_K_S, "Q3_K_S"},
    FileType{LLAMA_FTYPE_MOSTLY_Q3_K_M, "Q3_K_M"},
    FileType{LLAMA_FTYPE_MOSTLY_Q3_K_L, "Q3_K_L"},
    FileType{LLAMA_FTYPE_MOSTLY_IQ4_XS, "IQ4_XS"},
    FileType{LLAMA_FTYPE_MOSTLY_IQ4_NL, "IQ4_NL"},
    FileType{LLAMA_FTYPE_MOSTLY_Q4_0, "Q4_0"},
    FileType{LLAMA_FTYPE_MOSTLY_Q4_K_S, "Q4_K_S"},
    FileType{LLAMA_FTYPE_MOSTLY_Q4_K_M, "Q4_K_M"},
    FileType{LLAMA_FTYPE_MOSTLY_Q4_1, "Q4_1"},
    FileType{LLAMA_FTYPE_MOSTLY_Q5_0, "Q5_0"},
    FileType{LLAMA_FTYPE_MOSTLY_Q5_K_S, "Q5_K_S"},
    FileType{LLAMA_FTYPE_MOSTLY_Q5_K_M, "Q5_K_M"},
    FileType{LLAMA_FTYPE_MOSTLY_Q5_1, "Q5_1"},
    FileType{LLAMA_FTYPE_MOSTLY_Q6_K, "Q6_K"},
    FileType{LLAMA_FTYPE_MOSTLY_Q8_0, "Q8_0"},
    FileType{LLAMA_FTYPE_MOSTLY_F16, "F16"},
    FileType{LLAMA_FTYPE_MOSTLY_BF16, "BF16"},
    FileType{LLAMA_FTYPE_ALL_F32, "F32"},
    FileType{LLAMA_FTYPE_MOSTLY_Q2_K_S, "Q2_K_S"},
    FileType{LLAMA_FTYPE_MOSTLY_IQ1_S, "IQ1_S"},
    FileType{LLAMA_FTYPE_MOSTLY_IQ1_M, "IQ1_M"},
    FileType{LLAMA_FTYPE_MOSTLY_IQ2_XXS, "IQ2_XXS"},
    FileType{LLAMA_FTYPE_MOSTLY_IQ2_XS, "IQ2_XS"},
    FileType{LLAMA_FTYPE_MOSTLY_IQ2_S, "IQ2_S"},
    FileType{LLAMA_FTYPE_MOSTLY_IQ2_M, "IQ2_M"},
    FileType{LLAMA_FTYPE_MOSTLY_IQ3_XXS, "IQ3_XXS"},
    FileType{LLAMA_FTYPE_MOSTLY_IQ3_XS, "IQ3_XS"},
    FileType{LLAMA_FTYPE_MOSTLY_IQ3_S, "IQ3_S"},
    FileType{LLAMA_FTYPE_MOSTLY_IQ3_M, "IQ3_M"},
    FileType{LLAMA_FTYPE_MOSTLY_IQ3_M, "IQ3_M"},
    FileType{LLAMA_FTYPE_MOSTLY_TQ1_0, "TQ1_0"},
    FileType{LLAMA_FTYPE_MOSTLY_TQ2_0, "TQ2_0"},
    FileType{LLAMA_FTYPE_MOSTLY_MXFP4_MOE, "MXFP4"},
};

}  // namespace

std::optional<std::string> file_type_name(std::uint64_t number) {
  const auto* found = std::ranges::find(kTypes, number, &FileType::number);
  if (found == kTypes.end()) return std::nullopt;
  return std::string(found->name);
}

std::optional<std::uint32_t> file_type_number(std::string_view name) {
  const auto* found = std::ranges::find_if(kTypes, [&](const FileType& type) {
    return to_lower_ascii(type.name) == to_lower_ascii(name);
  });
  if (found == kTypes.end()) return std::nullopt;
  return found->number;
}

}  // namespace tiles::engine
