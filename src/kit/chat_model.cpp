// SPDX-License-Identifier: Apache-2.0
#include "kit/chat_model.h"

#include <limits>
#include <utility>

#include "base/clock.h"
#include "base/format.h"
#include "base/json.h"
#include "kit/chat_formats.h"
#include "kit/model_file.h"
#include "kit/model_fit.h"
#include "kit/model_store.h"
#include "models/prompt_template.h"
#include "models/runnable.h"

namespace tiles::kit {

namespace {

using models::Runnable;

// What a reply takes at most when its build does not say: small models may never end by themselves.
constexpr std::uint32_t kReplyTokensDefault = 1'024;

Result<ChatModelChoice> model_in_store(const store::ModelName& name,
                                       const tilekit::HomePaths& paths) {
  const auto store = TILES_TRY(open_model_store(paths));
  const auto found = store->resolve(name);
  if (found) return ChatModelChoice(name);
  if (found.error().code() != ErrorCode::NotFound) return fail(found.error());
  return fail(Error(ErrorCode::NotFound, "there is no model '" + name.text() + "'")
                  .with_hint("'tiles list' shows those that are here; a file: "
                             "tiles run path/to/model.gguf"));
}

template <typename To, typename From>
std::optional<To> as(const std::optional<From>& value) {
  return value ? std::optional<To>(static_cast<To>(*value)) : std::nullopt;
}

engine::Sampling sampling_of(const models::RunParameters& parameters) {
  engine::Sampling sampling;
  sampling.temperature = as<float>(parameters.temperature);
  sampling.top_k = as<int>(parameters.top_k);
  sampling.top_p = as<float>(parameters.top_p);
  sampling.min_p = as<float>(parameters.min_p);
  sampling.typical_p = as<float>(parameters.typical_p);
  sampling.repeat_penalty = as<float>(parameters.repeat_penalty);
  sampling.presence_penalty = as<float>(parameters.presence_penalty);
  sampling.frequency_penalty = as<float>(parameters.frequency_penalty);
  sampling.penalty_tokens = as<int>(parameters.repeat_last_n);
  // A negative seed is a random one, as in Ollama.
  if (parameters.seed.value_or(-1) >= 0) sampling.seed = as<std::uint32_t>(parameters.seed);
  return sampling;
}

// -1 and -2: until the model ends or the context is full.
Result<std::optional<std::uint32_t>> reply_tokens_of(const models::RunParameters& parameters) {
  const std::int64_t wanted = parameters.num_predict.value_or(kReplyTokensDefault);
  if (wanted < 0) return std::optional<std::uint32_t>();
  if (wanted > 0) return std::optional(static_cast<std::uint32_t>(wanted));
  return fail(ErrorCode::Invalid, "parameter 'num_predict' is 0: a reply has at least one token");
}

std::vector<std::string> warnings_of(const Runnable& runnable) {
  std::vector<std::string> warnings = runnable.warnings;
  const models::RunParameters& parameters = runnable.parameters;
  const auto warn = [&](bool applies, std::string_view what, std::string_view why) {
    if (applies) warnings.push_back(format("{} has no effect here: {}", what, why));
  };
  constexpr std::string_view kProcessor = "this program computes on the processor";
  const bool has_gpu = engine::has_gpu_support();
  warn(parameters.num_keep.has_value(), "parameter 'num_keep'",
       "the start of a conversation is always kept");
  warn(parameters.num_gpu.value_or(0) > 0 && !has_gpu, "parameter 'num_gpu'", kProcessor);
  warn(parameters.main_gpu.has_value() && !has_gpu, "parameter 'main_gpu'", kProcessor);
  warn(parameters.draft_num_predict.has_value() && runnable.draft.empty(),
       "parameter 'draft_num_predict'", "the model has no draft");
  warn(!runnable.projectors.empty(), "the projector", "images and sound are not read");
  return warnings;
}

std::vector<engine::Message> seed_of(const Runnable& runnable) {
  std::vector<engine::Message> seed;
  for (const models::SeedMessage& message : runnable.messages) {
    const engine::Role role = message.role == models::SeedRole::System ? engine::Role::System
                              : message.role == models::SeedRole::Assistant
                                  ? engine::Role::Assistant
                                  : engine::Role::User;
    seed.push_back({.role = role, .content = message.content});
  }
  return seed;
}

long today() {
  const SystemClock clock;
  return std::chrono::floor<std::chrono::days>(clock.now()).time_since_epoch().count();
}

std::vector<models::PromptToolCall> calls_of(const engine::Message& message) {
  std::vector<models::PromptToolCall> calls;
  for (const engine::ToolCall& call : message.tool_calls) {
    auto arguments = parse_json(call.arguments);
    calls.push_back({call.name, arguments ? *std::move(arguments) : Json::object()});
  }
  return calls;
}

std::vector<models::PromptTool> tools_of(const engine::ChatPrompt& prompt) {
  std::vector<models::PromptTool> tools;
  for (const engine::Tool& tool : prompt.tools) {
    tools.push_back({tool.name, tool.description, tool.parameters});
  }
  return tools;
}

engine::PromptWriter prompt_writer(models::PromptTemplate parsed) {
  return engine::PromptWriter(
      [parsed = std::move(parsed)](const engine::ChatPrompt& prompt) -> Result<std::string> {
        std::vector<models::PromptMessage> messages;
        for (const engine::Message& message : prompt.messages) {
          messages.push_back({.role = std::string(role_name(message.role)),
                              .content = message.content,
                              .thinking = message.reasoning,
                              .tool_calls = calls_of(message),
                              .tool_name = message.tool_name,
                              .tool_call_id = message.tool_call_id});
        }
        const auto thinking = prompt.thinking == engine::Thinking::Allowed
                                  ? models::PromptThinking::Allowed
                                  : models::PromptThinking::Off;
        if (!prompt.tools.empty() && !parsed.shows_tools()) {
          return fail(Error(ErrorCode::Unsupported,
                            "the template does not use .Tools: this model cannot be given tools")
                          .with_hint("put {{ .Tools }} into its TEMPLATE, or take another model"));
        }
        auto text_of_prompt = parsed.render(messages, thinking, today, tools_of(prompt));
        if (!text_of_prompt) {
          return fail(std::move(text_of_prompt).error().within("running TEMPLATE"));
        }
        return text_of_prompt;
      });
}

std::vector<std::filesystem::path> behind_first(const std::vector<std::filesystem::path>& paths) {
  return {paths.begin() + 1, paths.end()};
}

Result<engine::LoadOptions> load_options(const Runnable& runnable, bool own_format) {
  engine::LoadOptions options;
  const models::RunParameters& parameters = runnable.parameters;
  options.threads = as<int>(parameters.num_thread).value_or(0);
  options.weights =
      parameters.use_mmap.value_or(true) ? engine::Weights::Mapped : engine::Weights::InMemory;
  options.gpu_layers = as<int>(parameters.num_gpu);
  options.main_gpu = as<int>(parameters.main_gpu);
  options.further_parts = behind_first(runnable.weights);
  for (const models::RunnableAdapter& adapter : runnable.adapters) {
    options.adapters.push_back({adapter.path, static_cast<float>(adapter.scale)});
  }
  if (own_format) return options;
  if (runnable.template_kind == models::TemplateKind::Jinja) {
    options.chat_template = runnable.template_text;
  } else if (runnable.template_kind == models::TemplateKind::Go) {
    auto parsed = models::PromptTemplate::parse(runnable.template_text);
    if (!parsed) return fail(std::move(parsed).error().within("reading TEMPLATE"));
    if (const auto shown = parsed->shown_tool_call()) {
      options.tool_call_format = {shown->tag, shown->name_key, shown->arguments_key};
    }
    options.prompt_writer = prompt_writer(*std::move(parsed));
  }
  return options;
}

Result<engine::ConversationOptions> conversation_options(const Runnable& runnable,
                                                         const Settings& settings) {
  const models::RunParameters& parameters = runnable.parameters;
  engine::ConversationOptions options;
  options.context_tokens = as<std::uint32_t>(parameters.num_ctx).value_or(settings.context_tokens);
  options.batch_tokens = as<std::uint32_t>(parameters.num_batch).value_or(0);
  options.draft_tokens = as<std::uint32_t>(parameters.draft_num_predict).value_or(0);
  TILES_CHECK(check_fit(TILES_TRY(memory_of(runnable, options.context_tokens))));
  if (runnable.draft.empty() || parameters.draft_num_predict == 0) return options;
  auto draft =
      engine::Model::load(runnable.draft.front(), {.further_parts = behind_first(runnable.draft)});
  if (!draft) return fail(std::move(draft).error().within("loading the draft model"));
  options.draft = std::make_shared<const engine::Model>(*std::move(draft));
  return options;
}

Result<ChatModel> load(const Runnable& runnable, const Settings& settings,
                       const std::function<engine::LoadStep(float)>& progress) {
  const bool own_format = TILES_TRY(uses_own_format(runnable));
  engine::LoadOptions options = TILES_TRY(load_options(runnable, own_format));
  options.progress = progress;
  const auto reply_tokens = TILES_TRY(reply_tokens_of(runnable.parameters));
  engine::ConversationOptions conversation = TILES_TRY(conversation_options(runnable, settings));
  engine::Model model = TILES_TRY(engine::Model::load(runnable.weights.front(), options));
  TILES_CHECK(check_own_format(runnable, model));
  ChatModel chat{.model = std::move(model),
                 .files = {.weights = runnable.weights, .adapters = {}},
                 .conversation = std::move(conversation),
                 .sampling = sampling_of(runnable.parameters),
                 .reply_tokens_max = reply_tokens,
                 .stop_strings = runnable.parameters.stop,
                 .system = runnable.system,
                 .seed = seed_of(runnable),
                 .memory_adapters = {},
                 .licenses = runnable.licenses,
                 .warnings = warnings_of(runnable)};
  if (own_format && !runnable.template_text.empty()) {
    chat.warnings.emplace_back(
        "TEMPLATE is not used: RENDERER or PARSER asks for the chat template in the weights");
  }
  for (const auto& adapter : runnable.adapters) chat.files.adapters.push_back(adapter.path);
  for (const auto& path : runnable.memory_adapters) chat.memory_adapters.push_back({path});
  return chat;
}

// Whether the work may go on.
store::Progress asking(const std::function<engine::LoadStep(float)>& progress) {
  return [&progress](std::uint64_t) {
    const bool is_cancelled = progress && progress(0) == engine::LoadStep::Cancel;
    return is_cancelled ? store::Step::Cancel : store::Step::Continue;
  };
}

Result<ChatModel> load_build(const store::ModelName& name, const Settings& settings,
                             const tilekit::HomePaths& paths,
                             const std::function<engine::LoadStep(float)>& progress) {
  const auto store = TILES_TRY(open_model_store(paths));
  const Runnable runnable = TILES_TRY(models::load_runnable(*store, name, asking(progress)));
  auto loaded = load(runnable, settings, progress);
  if (loaded) {
    if (auto checked = models::check_unchanged(*store, runnable); !checked) {
      loaded = fail(std::move(checked).error());
    }
  }
  if (loaded) return loaded;
  return fail(std::move(loaded).error().within("opening model '" + name.text() + "'"));
}

Result<ChatModel> load_file(const std::filesystem::path& file, const Settings& settings,
                            const std::function<engine::LoadStep(float)>& progress) {
  const Runnable runnable = TILES_TRY(models::runnable_of_file(file));
  auto loaded = load(runnable, settings, progress);
  if (loaded) return loaded;
  return fail(std::move(loaded).error().within("opening model '" + file.string() + "'"));
}

// Of the settings, else the first file of the models folder.
Result<std::optional<ChatModelChoice>> choose_unnamed(const Settings& settings,
                                                      const tilekit::HomePaths& paths) {
  if (!settings.chat_model) {
    auto file = first_model_file(paths);
    return file ? std::optional<ChatModelChoice>(*std::move(file)) : std::nullopt;
  }
  if (const auto* name = std::get_if<store::ModelName>(&*settings.chat_model)) {
    return std::optional(TILES_TRY(model_in_store(*name, paths)));
  }
  TILES_CHECK(check_exists(std::get<std::filesystem::path>(*settings.chat_model)));
  return settings.chat_model;
}

}  // namespace

std::string name_of(const ChatModelChoice& choice) {
  if (const auto* file = std::get_if<std::filesystem::path>(&choice)) {
    return file->filename().string();
  }
  return std::get<store::ModelName>(choice).text();
}

Result<std::optional<ChatModelChoice>> choose_chat_model(const std::optional<std::string>& named,
                                                         const Settings& settings,
                                                         const tilekit::HomePaths& paths) {
  if (!named) return choose_unnamed(settings, paths);
  std::error_code failed;
  if (is_written_as_path(*named) || std::filesystem::is_regular_file(*named, failed)) {
    TILES_CHECK(check_exists(*named));
    return std::optional<ChatModelChoice>(std::filesystem::path(*named));
  }
  const store::ModelName name = TILES_TRY(store::ModelName::parse(*named));
  return std::optional(TILES_TRY(model_in_store(name, paths)));
}

Result<ChatModel> load_chat_model(const ChatModelChoice& choice, const Settings& settings,
                                  const tilekit::HomePaths& paths,
                                  const std::function<engine::LoadStep(float)>& progress) {
  if (const auto* file = std::get_if<std::filesystem::path>(&choice)) {
    return load_file(*file, settings, progress);
  }
  return load_build(std::get<store::ModelName>(choice), settings, paths, progress);
}

Result<MemoryModel> load_chat_memory_model(const Settings& settings,
                                           const tilekit::HomePaths& paths) {
  const auto choice = TILES_TRY(choose_chat_model(std::nullopt, settings, paths));
  if (!choice) {
    return fail(Error(ErrorCode::NotFound, "there is no chat model to remember with")
                    .with_hint("put a .gguf file into '" + paths.models.string() + "'"));
  }
  ChatModel chat = TILES_TRY(load_chat_model(*choice, settings, paths, {}));
  return chat_memory_model(chat.model, std::move(chat.files));
}

ChatWeights weights_of_chat_model(const Settings& settings, const tilekit::HomePaths& paths) {
  return [&settings, &paths]() -> Result<std::optional<std::filesystem::path>> {
    const auto choice = TILES_TRY(choose_chat_model(std::nullopt, settings, paths));
    if (!choice) return std::nullopt;
    if (const auto* file = std::get_if<std::filesystem::path>(&*choice)) return *file;
    return TILES_TRY(load_chat_model(*choice, settings, paths, {})).files.weights.front();
  };
}

}  // namespace tiles::kit
