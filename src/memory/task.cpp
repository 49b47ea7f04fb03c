// SPDX-License-Identifier: Apache-2.0
#include "memory/task.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "memory/candidate_question.h"
#include "memory/confidence.h"
#include "memory/damage_guard.h"
#include "memory/dialect.h"
#include "memory/edit_watch.h"
#include "memory/escape.h"
#include "memory/generation.h"
#include "memory/host_functions.h"
#include "memory/kept_values.h"
#include "memory/located_facts.h"
#include "memory/model_turns.h"
#include "memory/own_words.h"
#include "memory/possessives.h"
#include "memory/python_worker.h"
#include "memory/quoted_text.h"
#include "memory/read_answer.h"
#include "memory/read_edit.h"
#include "memory/readings.h"
#include "memory/relations.h"
#include "memory/renamed_note.h"
#include "memory/repeated_facts.h"
#include "memory/subject_names.h"
#include "memory/telling.h"
#include "memory/time_question.h"
#include "memory/trust.h"
#include "memory/unnamed_person.h"
#include "memory/view.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::steady_clock;

constexpr std::string_view kUnknownReply = "I don't know.";
constexpr std::string_view kNothingReply = "Nothing to save.";
constexpr std::string_view kSavedReply = "Saved.";
constexpr int kAttemptsMax = 5;  // Of what the host writes, beside another process.
constexpr std::chrono::milliseconds kPause{20};
constexpr double kToldMin = 0.5;    // From which what is told is offered to be written down.
constexpr double kNewMin = 0.9;     // From which it is written down, if nothing changes by it
constexpr double kBeyondMax = 0.3;  // and it is less likely to be more than one change.
constexpr std::string_view kWhoIsMeant = "Who do you mean?";
constexpr std::string_view kNotUnderstood =
    "I am not sure what to save. Can you say it in short sentences?";
constexpr std::string_view kUnsureReply = "I am not sure. The notes say:";

microseconds since(steady_clock::time_point begin) {
  return duration_cast<microseconds>(steady_clock::now() - begin);
}

sandbox::SessionOptions session_options(const AgentOptions& options, const Clock& clock) {
  sandbox::SessionOptions session = options.python;
  session.now_s = duration_cast<std::chrono::seconds>(clock.now().time_since_epoch()).count();
  return session;
}

class Task {
 public:
  Task(const TaskParts& parts, Mode mode, const TaskOptions& options,
       vault::Transaction transaction)
      : parts_(parts),
        mode_(mode),
        options_(options),
        record_{{}, options.on_entry},
        transaction_(std::move(transaction)),
        functions_(transaction_,
                   [this](const ShownText& shown) { readings_.add(shown.path, shown.text); }),
        edits_(functions_, transaction_, message_),
        python_(session_options(parts.options, parts.clock), edits_) {}

  Result<Outcome> run(std::string_view message) {
    message_ = to_valid_utf8(message);
    excerpt_ = std::string(utf8_prefix(message_, vault::kExcerptBytesMax));
    source_ = TILES_TRY(divide_message(message_, untrusted_spans()));
    auto user_text = read_user();
    if (!user_text) return give_up_or_fail(std::move(user_text).error());
    relations_ = spoken_relations(*user_text);
    if (source_.untrusted.empty()) {
      message_ = with_possessives(message_, parts_.names, relations_);
      source_.trusted = message_;
    }
    open(*user_text);
    auto done = mode_ == Mode::Recall ? answer_first() : carry_out_statements(*user_text);
    if (!done) return give_up_or_fail(std::move(done).error());
    if (*done) return std::move(outcome_);
    auto decided = end_by_the_reader();
    if (!decided) return give_up_or_fail(std::move(decided).error());
    if (*decided) return std::move(outcome_);
    auto ended = take_turns();
    if (ended && outcome_.kind == OutcomeKind::GaveUp) ended = end_without_the_model();
    if (!ended) return give_up_or_fail(std::move(ended).error());
    return std::move(outcome_);
  }

  // Whether another process changed the notes under an edit that can be made again.
  bool lost_race() const { return lost_race_; }

 private:
  // What the model found in a message that was worth keeping.
  enum class Seen : std::uint8_t { Nothing, Something };

  std::vector<TextSpan> untrusted_spans() const {
    std::vector<TextSpan> spans = options_.untrusted;
    const std::vector<TextSpan> quoted = quoted_spans(message_);
    spans.insert(spans.end(), quoted.begin(), quoted.end());
    return spans;
  }

  Result<std::string> read_user() {
    auto text = transaction_.read_file("user.md");
    if (!text && text.error().code() == ErrorCode::NotFound) return std::string();
    return text;
  }

  void open(const std::string& user_text) {
    Opening opening;
    opening.mode = mode_;
    opening.view = build_view(user_text, parts_.names, message_, mode_);
    const Dated dated = without_today(message_, std::chrono::sys_days());
    candidates_ = parts_.names.candidates(dated.message, relations_);
    opening.message = escape_tags(message_);
    dialect_ = make_dialect(opening, parts_.options);
    if (dialect_->shows_view()) {
      record_.enter(EntryKind::View, opening.view);
      readings_.add("user.md", shown_user_text(user_text));
    }
    record_.enter(EntryKind::Message, opening.message);
  }

  Result<void> take_turns() {
    ModelTurns turns({parts_.completion, *dialect_, python_, options_.stop}, record_);
    const auto reply = TILES_TRY(turns.take());
    return reply ? conclude(*reply) : Result<void>();
  }

  // Whether the question is one that needs no model.
  Result<bool> answer_first() {
    if (!parts_.options.host_first || !TILES_TRY(answer_by_host())) return false;
    record_.enter(EntryKind::Reply, outcome_.reply);
    return true;
  }

  // Whether the host made of the message what is to be made of it, so that no model is asked.
  Result<bool> carry_out_statements(const std::string& user_text) {
    if (!may_host_write()) return false;
    const Telling telling = {
        message_,
        user_text,
        candidates_,
        relations_,
        parts_.names,
        parts_.title_of_link,
        [this](std::string_view path, std::string_view text) { readings_.add(path, text); }};
    is_by_host_ = true;  // An error is met by the host, too.
    is_naming_ = TILES_TRY(carry_out_naming(parts_.vault, transaction_, telling));
    is_by_host_ = is_naming_ || TILES_TRY(carry_out_telling(transaction_, telling));
    if (!is_by_host_) {
      is_by_host_ = true;
      const ReadEdit read =
          TILES_TRY(carry_out_read_edit(transaction_, telling, parts_.options.reader));
      is_by_host_ = read.kind == ReadEdit::Kind::Made;
      if (is_by_host_) sure_of_edit_ = read.confidence;
      is_proposal_ = read.needs_consent;
      if (read.kind == ReadEdit::Kind::Nothing) return conclude_nothing(read.confidence);
      if (read.kind == ReadEdit::Kind::Doubt) return ask(read.question);
      told_ = read.told;
      beyond_ = read.beyond;
    }
    if (!is_by_host_) return false;
    TILES_CHECK(conclude_by_host());
    return true;
  }

  // False where the names are hidden: then it is the model's to say.
  Result<bool> ask(const std::string& question) {
    if (!TILES_TRY(parts_.vault.violations(question)).empty()) return false;
    outcome_.kind = OutcomeKind::Clarify;
    outcome_.reply = question;
    record_.enter(EntryKind::Reply, outcome_.reply);
    return true;
  }

  // False where the user asked to remember it all the same.
  Result<bool> conclude_nothing(double confidence) {
    if (in_own_words(message_, {}).value_or(OwnWords()).is_asked_for) return false;
    outcome_.reply = kNothingReply;
    record_.enter(EntryKind::Reply, outcome_.reply);
    outcome_.confidence = confidence;
    conclude_unchanged();
    return true;
  }

  // What the reader was not sure of is no task for a small model: it is offered to the user.
  Result<bool> end_by_the_reader() {
    const bool is_read = parts_.options.reader_decides && parts_.options.host_first &&
                         parts_.options.reader && source_.untrusted.empty() &&
                         message_.size() <= kReadMessageBytesMax &&
                         (mode_ == Mode::Recall || told_);
    if (!is_read) return false;
    if (names_nobody()) return ask(std::string(kWhoIsMeant));
    if (mode_ == Mode::Recall) {
      reply_unknown();
      record_.enter(EntryKind::Reply, outcome_.reply);
      return true;
    }
    const Seen seen = *told_ >= kToldMin ? Seen::Something : Seen::Nothing;
    if (TILES_TRY(keep_own_words(seen))) {
      // What is new and changes nothing is kept as it was said.
      const bool is_new = *told_ >= kNewMin && beyond_ < kBeyondMax;
      if (is_new && !speaks_of_change(words_of(message_))) offered_line_.clear();
      TILES_CHECK(conclude_by_host());
      return true;
    }
    outcome_.reply = seen == Seen::Something ? kNotUnderstood : kNothingReply;
    record_.enter(EntryKind::Reply, outcome_.reply);
    conclude_unchanged();
    return true;
  }

  // "her number": of somebody whom the message does not name.
  bool names_nobody() const {
    return candidates_.empty() && parts_.names.new_names(message_).empty() &&
           speaks_of_somebody_unnamed(message_) && told_.value_or(1) >= kToldMin;
  }

  bool may_host_write() const {
    return parts_.options.host_first && mode_ == Mode::Remember && source_.untrusted.empty();
  }

  Result<void> conclude_by_host() {
    record_.enter(EntryKind::Reply, kSavedReply);
    outcome_.reply = kSavedReply;
    outcome_.confidence = sure_of_edit_;
    return conclude_remember();
  }

  // Puts the user's own words in the place of what the model did, or did not do: when the user
  // asked for it, or the model saw something to be kept. Whether it did so.
  Result<bool> keep_own_words(Seen seen) {
    if (is_by_host_ || !may_host_write()) return false;
    std::vector<std::vector<std::string>> names;
    if (candidates_.size() == 1) names = subject_names(candidates_.front(), relations_);
    const auto own = in_own_words(message_, names);
    if (!own || !(own->is_asked_for || seen == Seen::Something)) return false;
    transaction_ = TILES_TRY(parts_.vault.begin(vault::Access::ReadWrite));
    const std::string path = own->is_about_named ? candidates_.front().path : "user.md";
    if (!TILES_TRY(add_line(transaction_, path, own->line))) return false;
    is_by_host_ = true;
    if (!own->is_asked_for) offered_line_ = own->line.substr(2);
    return true;
  }

  // The reader found nothing in the notes either; or the user asked to remember it.
  Result<void> end_without_the_model() {
    if (mode_ == Mode::Recall) {
      const bool was_read = parts_.options.host_first && parts_.options.reader &&
                            outcome_.gave_up_over != GaveUpOver::Length;
      if (was_read) reply_unknown();
      return {};
    }
    if (outcome_.gave_up_over == GaveUpOver::Length || !TILES_TRY(keep_own_words(Seen::Nothing)))
      return {};
    outcome_.why.clear();
    return conclude_by_host();
  }

  Result<void> conclude(const std::string& reply) {
    outcome_.reply = to_valid_utf8(reply);
    outcome_.confidence = confidence_of(outcome_.tokens);
    if (asks()) outcome_.reply = with_all_candidates(outcome_.reply, message_, candidates_);
    return mode_ == Mode::Recall ? conclude_recall() : conclude_remember();
  }

  Result<void> conclude_recall() {
    if (!TILES_TRY(parts_.vault.violations(outcome_.reply)).empty()) {
      outcome_.why = "the reply held what a filter hides";
      reply_unknown();
    } else if (asks()) {
      outcome_.kind = OutcomeKind::Clarify;
    } else {
      const Grounding grounding(message_, outcome_.reply, parts_.title_of_link);
      outcome_.facts = located(parts_.vault, supporting_lines(grounding, readings_.lines()));
      TILES_CHECK(leave_out_hidden_facts());
      outcome_.kind = OutcomeKind::Answered;
      if (outcome_.facts.empty()) {
        reply_unknown();
        if (!parts_.options.host_first) TILES_TRY(answer_by_host());
      } else if (is_unsure()) {
        reply_unsure();
      }
    }
    return {};
  }

  // Whether the rules, or else the reader, found lines that answer.
  Result<bool> answer_by_host() {
    const auto today = std::chrono::floor<std::chrono::days>(parts_.clock.now());
    const auto answer =
        TILES_TRY(find_answer({source_.trusted, candidates_, relations_, parts_.names,
                               parts_.title_of_link, transaction_, today},
                              parts_.options.reader));
    if (!answer || !TILES_TRY(parts_.vault.violations(answer->asked.reply)).empty()) return false;
    if (answer->is_question) {
      outcome_.kind = OutcomeKind::Clarify;
      outcome_.reply = answer->asked.reply;
      return true;
    }
    outcome_.facts = located(parts_.vault, answer->asked.lines);
    TILES_CHECK(leave_out_hidden_facts());
    if (outcome_.facts.size() < answer->asked.lines.size()) {
      outcome_.facts.clear();
      return false;
    }
    outcome_.kind = OutcomeKind::Answered;
    outcome_.reply = answer->asked.reply;
    outcome_.confidence = answer->confidence;
    if (is_unsure()) reply_unsure();
    return true;
  }

  void reply_unknown() {
    outcome_.kind = OutcomeKind::Unknown;
    outcome_.reply = kUnknownReply;
  }

  // The lines are true, whatever the model made of them.
  void reply_unsure() {
    outcome_.kind = OutcomeKind::Unsure;
    outcome_.reply = kUnsureReply;
    for (const Fact& fact : outcome_.facts) outcome_.reply.append("\n").append(trim(fact.text));
  }

  // A line may hold a hidden value beside the one that was asked for.
  Result<void> leave_out_hidden_facts() {
    const vault::FilterSet hidden = TILES_TRY(parts_.vault.hidden());
    std::erase_if(outcome_.facts,
                  [&](const Fact& fact) { return !hidden.violations(fact.text).empty(); });
    return {};
  }

  bool is_unsure() const {
    return outcome_.confidence && *outcome_.confidence < parts_.options.confidence_min;
  }

  bool is_unsure_of_change() const {
    if (is_proposal_) return true;
    // The reader's edits have a threshold of their own already.
    const double least =
        sure_of_edit_ ? parts_.options.confidence_min : parts_.options.change_confidence_min;
    return outcome_.confidence && *outcome_.confidence < least;
  }

  Result<void> conclude_remember() {
    if (!is_by_host_ && !edits_.refusal().empty()) {
      record_.give_up("an edit was refused: " + edits_.refusal());
      return {};
    }
    if (!is_naming_) TILES_CHECK(put_back_values());
    outcome_.changes = transaction_.changes();
    const Seen seen = outcome_.changes.empty() ? Seen::Nothing : Seen::Something;
    const bool is_left_open = seen == Seen::Nothing ? !asks() : is_unsure_of_change();
    if (is_left_open && TILES_TRY(keep_own_words(seen))) return conclude_by_host();
    if (!TILES_TRY(parts_.vault.violations(outcome_.reply)).empty()) {
      // What is hidden is not said, not even while it is changed.
      outcome_.reply = outcome_.changes.empty() ? kNothingReply : kSavedReply;
    }
    if (outcome_.changes.empty()) {
      conclude_unchanged();
      return {};
    }
    source_.untrusted += readings_.untrusted_text();
    if (options_.consent == Consent::NotGiven) {
      if (auto question = TILES_TRY(question_before_saving())) {
        outcome_.kind = OutcomeKind::Clarify;
        outcome_.confirmation = Confirmation::Needed;
        outcome_.reply = *std::move(question);
        return {};
      }
    }
    return commit();
  }

  // What the user has to say yes to first; nothing when the change can be made.
  Result<std::optional<std::string>> question_before_saving() {
    if (rests_on_untrusted(outcome_.changes, source_)) {
      return std::optional<std::string>(
          "This rests on text that you did not write. Shall I save it?");
    }
    const auto lost =
        unspoken_losses(outcome_.changes, {source_.trusted, candidates_}, parts_.title_of_link);
    if (!lost.empty()) {
      const std::string line = "'" + lost.front().text + "' of " + lost.front().path;
      const bool is_hidden = !TILES_TRY(parts_.vault.violations(line)).empty();
      return std::optional("This would take away " + (is_hidden ? "a line" : line) +
                           ", which you did not speak of. Shall I save it?");
    }
    if (!offered_line_.empty()) return std::optional("Shall I write down '" + offered_line_ + "'?");
    if (is_unsure_of_change()) {
      return std::optional<std::string>("I am not sure that I understood this. Shall I save it?");
    }
    return std::optional<std::string>();
  }

  Result<void> put_back_values() {
    for (const vault::Change& change : transaction_.changes()) {
      if (!change.before || !change.after) continue;
      const std::string kept = without_repeated_lines(
          *change.before, with_kept_values(*change.before, *change.after, message_));
      if (kept == *change.after) continue;
      TILES_CHECK(transaction_.update_file(change.path, *change.after, kept));
    }
    return {};
  }

  void conclude_unchanged() {
    outcome_.kind = asks() ? OutcomeKind::Clarify : OutcomeKind::Nothing;
    // A model may well say that it saved something.
    if (outcome_.kind == OutcomeKind::Nothing) outcome_.reply = kNothingReply;
  }

  Result<void> commit() {
    vault::Provenance provenance;
    provenance.who = is_by_host_ ? "host" : parts_.options.who;
    provenance.why = std::string(utf8_prefix(outcome_.reply, vault::kExcerptBytesMax));
    std::replace(provenance.why.begin(), provenance.why.end(), '\n', ' ');
    provenance.turn = options_.turn;
    provenance.excerpt = excerpt_;
    const auto& writer = sure_of_edit_ ? parts_.options.reader_model : parts_.options.writer;
    if (writer && (sure_of_edit_ || !is_by_host_)) provenance.model = TILES_TRY(writer());
    vault::Record record = TILES_TRY(transaction_.commit(provenance));
    outcome_.kind = OutcomeKind::Remembered;
    outcome_.transaction_id = std::move(record.id);
    outcome_.changes = std::move(record.changes);
    return {};
  }

  bool asks() const { return trim(outcome_.reply).ends_with('?'); }

  // What the vault's or the model's state brings about is an outcome; the rest is an error.
  Result<Outcome> give_up_or_fail(Error error) {
    const ErrorCode code = error.code();
    const bool is_race = code == ErrorCode::Conflict || code == ErrorCode::Busy ||
                         (code == ErrorCode::AlreadyExists && is_by_host_);
    lost_race_ = is_race && is_by_host_;
    if (!is_race && code != ErrorCode::Limit) return fail(std::move(error));
    record_.give_up(error.text());
    return std::move(outcome_);
  }

  const TaskParts& parts_;
  Mode mode_;
  const TaskOptions& options_;
  std::string message_;  // With apostrophes where they were left out.
  std::string excerpt_;  // As it was written.
  SourceText source_;
  std::vector<NamedPath> relations_;   // "my wife".
  std::vector<NamedPath> candidates_;  // As the view shows them.
  TaskRecord record_;
  Outcome& outcome_ = record_.outcome;
  bool is_by_host_ = false;             // No model wrote the edits.
  std::optional<double> sure_of_edit_;  // Of one that the reader found.
  bool is_naming_ = false;              // A note has another name, and all of it stays.
  bool is_proposal_ = false;            // It takes something away and is not sure.
  std::optional<double> told_;          // How sure it is that something is told, where it is open,
  double beyond_ = 0;                   // and that it is more than one change.
  bool lost_race_ = false;
  std::string offered_line_;  // The user's own words, which nobody asked to keep.
  vault::Transaction transaction_;
  Readings readings_;
  VaultHostFunctions functions_;
  EditWatch edits_;
  std::unique_ptr<Dialect> dialect_;
  PythonWorker python_;  // Last: its worker calls the functions above.
};

}  // namespace

Result<Outcome> run_task(const TaskParts& parts, Mode mode, std::string_view message,
                         const TaskOptions& options) {
  const auto begin = steady_clock::now();
  if (message.size() > MemoryAgent::kMessageBytesMax) {
    Outcome outcome;
    outcome.gave_up_over = GaveUpOver::Length;
    outcome.why = format("the message is too long for memory: it has {} bytes, the limit is {}",
                         message.size(), MemoryAgent::kMessageBytesMax);
    return outcome;
  }
  const auto access = mode == Mode::Recall ? vault::Access::ReadOnly : vault::Access::ReadWrite;
  for (int attempt = 1;; ++attempt) {
    Task task(parts, mode, options, TILES_TRY(parts.vault.begin(access)));
    Outcome outcome = TILES_TRY(task.run(message));
    if (task.lost_race() && attempt < kAttemptsMax) {
      std::this_thread::sleep_for(kPause);
      continue;
    }
    outcome.timings.total = since(begin);
    return outcome;
  }
}

}  // namespace tiles::memory
