// SPDX-License-Identifier: Apache-2.0
// golang.org/x/mod and Tessera, which know nothing of ours, judge our logs; and we theirs.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "oracle.h"
#include "support/temporary_directory.h"
#include "tlog/audit.h"
#include "tlog/log.h"
#include "tlog/log_files.h"
#include "tlog/tree.h"

namespace tiles::tlog {
namespace {

constexpr std::uint64_t kEntries = 600;
constexpr std::string_view kSigner =
    "PRIVATE+KEY+example.com/log/testdata+33d7b496+"
    "AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg";
constexpr std::string_view kKey =
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

std::string entry_of(std::uint64_t index) { return "entry " + std::to_string(index); }

Json texts_of(const Proof& proof) {
  Json texts = Json::array();
  for (const Hash& hash : proof) texts.push_back(to_base64(hash));
  return texts;
}

Json question(std::string_view op) { return Json{{"op", op}, {"key", kKey}}; }

// The questions about one size: its checkpoint, and proofs for some entries and earlier sizes.
class Questions {
 public:
  Questions(FileSystem& files, std::vector<std::string>& lines) : files_(files), lines_(&lines) {}

  void add_size(const std::vector<std::string>& notes) {
    const std::uint64_t size = notes.size() - 1;
    Json checkpoint = question("checkpoint");
    checkpoint["note"] = notes.back();
    lines_->push_back(print_json(checkpoint));
    for (std::uint64_t step = 1; step <= size; step = step < 4 ? step + 1 : step * 5 / 3) {
      add_inclusion(size - step, notes);
      add_growth(size - step + 1, notes);
      add_growth(step, notes);
    }
  }

 private:
  void add_inclusion(std::uint64_t index, const std::vector<std::string>& notes) {
    const std::uint64_t size = notes.size() - 1;
    Json inclusion = question("inclusion");
    inclusion["note"] = notes.back();
    inclusion["index"] = index;
    inclusion["entry"] = entry_of(index);
    inclusion["proof"] = texts_of(prove_inclusion(files_.nodes(size), index, size).value());
    lines_->push_back(print_json(inclusion));
  }
  void add_growth(std::uint64_t older, const std::vector<std::string>& notes) {
    const std::uint64_t size = notes.size() - 1;
    Json growth = question("growth");
    growth["note"] = notes.back();
    growth["older"] = notes[older];
    growth["proof"] = texts_of(prove_growth(files_.nodes(size), older, size).value());
    lines_->push_back(print_json(growth));
  }

  LogFiles files_;
  std::vector<std::string>* lines_;
};

void expect_all_accepted(const std::vector<std::string>& lines) {
  const std::vector<Json> answers = models::ask_oracle("tlog_go", lines);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_TRUE(answers[i].value("ok", false)) << lines[i] << "\n" << print_json(answers[i]);
  }
}

TEST(TlogOracle, CheckpointsAndProofsOfEachSizeAreAccepted) {
  TILES_NEEDS_ORACLES();
  const testing::TemporaryDirectory folder;
  const auto files = open_directory(folder.path()).value();
  Log log = Log::open(*files, NoteSigner::parse(kSigner).value(), {}).value();
  std::vector<std::string> notes = {log.checkpoint_note()};
  std::vector<std::string> lines;
  Questions questions(*files, lines);
  questions.add_size(notes);
  while (notes.size() <= kEntries) {
    const std::string entry = entry_of(notes.size() - 1);
    notes.push_back(log.append({&entry, 1}).value().checkpoint);
    questions.add_size(notes);
  }
  EXPECT_GT(lines.size(), 15'000U);
  expect_all_accepted(lines);
}

TEST(TlogOracle, WholeFoldersAreAccepted) {
  TILES_NEEDS_ORACLES();
  const testing::TemporaryDirectory folder;
  std::vector<std::string> lines;
  for (const std::uint64_t size : {1U, 2U, 255U, 256U, 257U, 600U, 66'000U}) {
    const std::filesystem::path path = folder.path() / std::to_string(size);
    std::filesystem::create_directory(path);
    const auto files = open_directory(path).value();
    Log log = Log::open(*files, NoteSigner::parse(kSigner).value(), {}).value();
    while (log.checkpoint().head.size < size) {
      std::vector<std::string> batch;
      const std::uint64_t first = log.checkpoint().head.size;
      for (std::uint64_t i = first; i < std::min<std::uint64_t>(size, first + 1'000); ++i) {
        batch.push_back(entry_of(i));
      }
      ASSERT_TRUE(log.append(batch));
    }
    Json whole = question("folder");
    whole["folder"] = path.string();
    lines.push_back(print_json(whole));
  }
  expect_all_accepted(lines);
}

// The oracle is one that can say no.
TEST(TlogOracle, WrongOnesAreRefused) {
  TILES_NEEDS_ORACLES();
  const testing::TemporaryDirectory folder;
  const auto files = open_directory(folder.path()).value();
  Log log = Log::open(*files, NoteSigner::parse(kSigner).value(), {}).value();
  const std::string older = log.append(std::vector<std::string>{"a", "b", "c"}).value().checkpoint;
  const std::string newer = log.append(std::vector<std::string>{"d", "e"}).value().checkpoint;
  LogFiles read(*files);
  Json inclusion = question("inclusion");
  inclusion["note"] = newer;
  inclusion["index"] = 4;
  inclusion["entry"] = "not e";
  inclusion["proof"] = texts_of(prove_inclusion(read.nodes(5), 4, 5).value());
  Json growth = question("growth");
  growth["note"] = newer;
  growth["older"] = older;
  growth["proof"] = texts_of(prove_growth(read.nodes(5), 2, 5).value());
  Json checkpoint = question("checkpoint");
  checkpoint["note"] = "x" + newer;
  ASSERT_TRUE(replace_file(*files, "tile/0/000.p/5", std::string(160, 'x')));
  Json whole = question("folder");
  whole["folder"] = folder.path().string();
  std::vector<std::string> lines;
  for (const Json& one : {inclusion, growth, checkpoint, whole}) lines.push_back(print_json(one));
  for (const Json& answer : models::ask_oracle("tlog_go", lines)) {
    EXPECT_FALSE(answer.value("ok", true)) << print_json(answer);
  }
}

TEST(TlogOracle, LogOfTesseraIsAsItShouldBe) {
  TILES_NEEDS_ORACLES();
  const testing::TemporaryDirectory folder;
  const std::string command = "'" + models::oracle_folder().value() + "/tlog_go' append '" +
                              folder.path().string() + "' 1000 256 > /dev/null";
  ASSERT_EQ(std::system(command.c_str()), 0);
  const auto files = open_directory(folder.path()).value();
  const Policy policy = Policy::of_logs({NoteKey::parse(kKey).value()});
  const auto audit = audit_log(*files, policy, {});
  ASSERT_TRUE(audit) << audit.error().text();
  EXPECT_EQ(audit->checkpoint.head.size, 1'000U);
  EXPECT_EQ(audit->entry_bytes, 200'000U);
}

}  // namespace
}  // namespace tiles::tlog
