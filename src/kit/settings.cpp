// SPDX-License-Identifier: Apache-2.0
#include "kit/settings.h"

#include <tilekit/home.h>

#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "base/file_system.h"
#include "base/format.h"
#include "base/json.h"
#include "engine/model.h"

namespace tiles::kit {
namespace {

Result<std::filesystem::path> path_value(const Json& value, const std::string& key,
                                         const std::filesystem::path& folder) {
  if (!value.is_string()) return fail(ErrorCode::Invalid, format("'{}' is not a text", key));
  return folder / value.get<std::string>();  // An absolute path stays as it is.
}

Result<ChatModelChoice> chat_model_value(const Json& value, const std::string& key,
                                         const std::filesystem::path& folder) {
  std::filesystem::path path = TILES_TRY(path_value(value, key, folder));
  const auto text = value.get<std::string>();
  std::error_code failed;
  if (is_written_as_path(text) || std::filesystem::is_regular_file(path, failed)) {
    return ChatModelChoice(std::move(path));
  }
  return ChatModelChoice(TILES_TRY(store::ModelName::parse(text)));
}

Result<std::uint32_t> context_value(const Json& value) {
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > engine::kContextTokensMax) {
    return fail(ErrorCode::Invalid,
                format("'context_tokens' is not a number from 0 to {}", engine::kContextTokensMax));
  }
  return value.get<std::uint32_t>();
}

Result<double> share_value(const Json& value, const std::string& key) {
  if (!value.is_number() || !(value.get<double>() >= 0 && value.get<double>() <= 1)) {
    return fail(ErrorCode::Invalid, format("'{}' is not a number from 0 to 1", key));
  }
  return value.get<double>();
}

Result<Settings> parse_settings(const std::string& text, const std::filesystem::path& folder) {
  const Json json = TILES_TRY(parse_json(text));
  if (!json.is_object()) return fail(ErrorCode::Invalid, "not a JSON object");
  Settings settings;
  for (const auto& [key, value] : json.items()) {
    if (key == "chat_model") {
      settings.chat_model = TILES_TRY(chat_model_value(value, key, folder));
    } else if (key == "memory_model") {
      settings.memory_model = value == tilekit::kChatModelAsMemoryModel
                                  ? std::filesystem::path(tilekit::kChatModelAsMemoryModel)
                                  : TILES_TRY(path_value(value, key, folder));
    } else if (key == "context_tokens") {
      settings.context_tokens = TILES_TRY(context_value(value));
    } else if (key == "memory_confidence_min") {
      settings.memory_confidence_min = TILES_TRY(share_value(value, key));
    } else if (key == "offline") {
      if (!value.is_boolean()) return fail(ErrorCode::Invalid, "'offline' is not true or false");
      settings.is_offline = value.get<bool>();
    } else {
      return fail(
          Error(ErrorCode::Invalid, format("unknown key '{}'", key))
              .with_hint("known keys are 'chat_model', 'memory_model', 'memory_confidence_min', "
                         "'context_tokens' and 'offline'"));
    }
  }
  return settings;
}

}  // namespace

bool is_written_as_path(std::string_view text) {
  return text.starts_with('/') || text.starts_with('.') || text.starts_with('~') ||
         text.ends_with(".gguf");
}

Result<Settings> read_settings(const std::filesystem::path& file) {
  Result<std::unique_ptr<FileSystem>> files = open_directory(file.parent_path());
  if (!files && files.error().code() == ErrorCode::NotFound) return Settings{};
  if (!files) return fail(std::move(files).error().within("reading settings"));
  const Result<std::string> text = (*files)->read(file.filename().string(), kSettingsBytesMax);
  if (!text && text.error().code() == ErrorCode::NotFound) return Settings{};
  Result<Settings> settings = text.and_then(
      [&file](const std::string& bytes) { return parse_settings(bytes, file.parent_path()); });
  if (!settings) {
    return fail(std::move(settings).error().within("reading settings '" + file.string() + "'"));
  }
  return settings;
}

}  // namespace tiles::kit
