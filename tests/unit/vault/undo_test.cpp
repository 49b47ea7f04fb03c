// SPDX-License-Identifier: Apache-2.0
#include "vault/undo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/json.h"
#include "vault_fixture.h"

namespace tiles::vault {
namespace {

using ::testing::HasSubstr;

class UndoTest : public VaultTest {};

TEST_F(UndoTest, UndoRestoresEveryFileByteForByte) {
  const std::string user = on_disk("user.md");
  const std::string tom = on_disk("entities/tom_reed.md");
  Transaction transaction = begin();
  ASSERT_TRUE(transaction.update_file("user.md", "Valencia", "Oslo").has_value());
  ASSERT_TRUE(transaction.delete_file("entities/tom_reed.md").has_value());
  ASSERT_TRUE(transaction.create_file("a.md", "x").has_value());
  const auto done = transaction.commit(why("all"));
  ASSERT_TRUE(done.has_value());
  const auto undone = vault_->undo(done->id, why("undo"));
  ASSERT_TRUE(undone.has_value()) << phrase(undone);
  EXPECT_EQ(undone->undoes, done->id);
  EXPECT_EQ(on_disk("user.md"), user);
  EXPECT_EQ(on_disk("entities/tom_reed.md"), tom);
  EXPECT_FALSE(exists("a.md"));
}

TEST_F(UndoTest, UndoOfAnUndoDoesItAgain) {
  const std::string id = update("user.md", "Valencia", "Oslo");
  const auto undone = vault_->undo(id, why("undo"));
  ASSERT_TRUE(undone.has_value());
  ASSERT_TRUE(vault_->undo(undone->id, why("redo")).has_value());
  EXPECT_THAT(on_disk("user.md"), HasSubstr("Oslo"));
  EXPECT_EQ(vault_->log(10)->size(), 3U);
}

TEST_F(UndoTest, LaterEditsOfOtherLinesAreKept) {
  write("user.md", "# User\n- city: Valencia\n\n- car: Volvo\n");
  const std::string id = update("user.md", "Valencia", "Oslo");
  update("user.md", "Volvo", "Saab");
  write("user.md", "<!-- by hand -->\n" + on_disk("user.md") + "- pet: Rex\n");
  ASSERT_TRUE(vault_->undo(id, why("undo")).has_value());
  EXPECT_EQ(on_disk("user.md"),
            "<!-- by hand -->\n# User\n- city: Valencia\n\n- car: Saab\n- pet: Rex\n");
}

TEST_F(UndoTest, OverlappingLaterEditIsAConflictThatNamesIt) {
  const std::string first = update("user.md", "Valencia", "Oslo");
  const std::string second = update("user.md", "Oslo", "Rome");
  const auto undone = vault_->undo(first, why("undo"));
  expect_code(undone, ErrorCode::Conflict);
  EXPECT_THAT(phrase(undone), HasSubstr("user.md changed since, by transaction '" + second + "'"));
  EXPECT_THAT(on_disk("user.md"), HasSubstr("Rome"));
}

TEST_F(UndoTest, EditByHandIsNamedAsSuch) {
  const std::string id = update("user.md", "Valencia", "Oslo");
  write("user.md", "# User\n- city: Rome\n");
  EXPECT_EQ(phrase(vault_->undo(id, why("undo"))), "user.md changed since, by another hand");
}

TEST_F(UndoTest, CreatedFileThatWasEditedStays) {
  Transaction transaction = begin();
  ASSERT_TRUE(transaction.create_file("a.md", "x\n").has_value());
  const auto done = transaction.commit(why("create"));
  write("a.md", "x\ny\n");
  expect_code(vault_->undo(done->id, why("undo")), ErrorCode::Conflict);
  EXPECT_EQ(on_disk("a.md"), "x\ny\n");
}

TEST_F(UndoTest, RecordsAreFoundByTheStartOfTheirId) {
  const std::string id = update("user.md", "Valencia", "Oslo");
  EXPECT_EQ(vault_->record(id.substr(0, id.size() - 2))->id, id);
  expect_code(vault_->record("zzz"), ErrorCode::NotFound);
  expect_code(vault_->record(""), ErrorCode::NotFound);
  expect_code(vault_->record("../x"), ErrorCode::NotFound);
  update("user.md", "Oslo", "Rome");
  expect_code(vault_->record("2026"), ErrorCode::Invalid);
}

TEST_F(UndoTest, LogTellsWhoWhyWhenAndWhichTurn) {
  const std::string id = update("user.md", "Valencia", "Oslo");
  reopen();
  const auto log = vault_->log(10);
  ASSERT_EQ(log->size(), 1U);
  EXPECT_EQ(log->front().id, id);
  EXPECT_EQ(log->front().provenance.who, "user");
  EXPECT_EQ(log->front().provenance.why, "update");
  EXPECT_EQ(log->front().provenance.turn, "c1/3");
  EXPECT_EQ(log->front().provenance.excerpt, "hello");
  EXPECT_EQ(log->front().changes[0].lines_added(), 1U);
  EXPECT_EQ(log->front().changes[0].lines_removed(), 1U);
}

TEST_F(UndoTest, LongProvenanceIsCutAtACharacter) {
  Transaction transaction = begin();
  ASSERT_TRUE(transaction.create_file("a.md", "x").has_value());
  const auto record =
      transaction.commit({.who = "user", .excerpt = std::string(kExcerptBytesMax - 1, 'a') + "é"});
  EXPECT_EQ(record->provenance.excerpt, std::string(kExcerptBytesMax - 1, 'a'));
}

TEST_F(UndoTest, IdsFollowOneAnotherWhenTheClockStandsOrGoesBack) {
  const std::string first = update("user.md", "Valencia", "A");
  clock_.advance(std::chrono::hours(-2));
  const std::string second = update("user.md", "A", "B");
  clock_.advance(std::chrono::seconds(-1));
  const std::string third = update("user.md", "B", "C");
  EXPECT_LT(first, second);
  EXPECT_LT(second, third);
}

TEST_F(UndoTest, DamagedLogEntryIsCorrupt) {
  const std::string id = update("user.md", "Valencia", "Oslo");
  write(".tiles/log/" + id + ".json", "{\"format\":1");
  expect_code(vault_->record(id), ErrorCode::Corrupt);
  const std::string later = update("user.md", "Oslo", "Rome");
  ASSERT_EQ(vault_->log(10)->size(), 2U);
  EXPECT_EQ((*vault_->log(10))[1].id, id);
  EXPECT_THAT((*vault_->log(10))[1].provenance.why, HasSubstr("damaged"));
  EXPECT_TRUE(vault_->undo(later, why("undo")).has_value());
}

TEST(Record, ParseOfPrintIsIdentity) {
  Record record{.id = "20261123T031600123-1f0c9a2b",
                .time = TimePoint(std::chrono::milliseconds(1234)),
                .provenance = {"a", "b", "c", "d"},
                .undoes = "x",
                .changes = {{"a.md", std::nullopt, "\xff\n"}, {"b.md", "text", std::nullopt}}};
  const auto parsed = record_from_json(*parse_json(print_json(to_json(record))));
  ASSERT_TRUE(parsed.has_value()) << phrase(parsed);
  EXPECT_EQ(to_json(*parsed), to_json(record));
  EXPECT_EQ(parsed->changes[0].after, "\xff\n");
}

// The example of docs/formats/vault.md.
TEST(Record, GoldenBytes) {
  const std::string golden =
      R"({"format":1,"id":"20261123T031600123-1f0c9a2b","time":"2026-11-23T03:16:00.123Z",)"
      R"("time_ms":1795403760123,"who":"memory-model","why":"remember","turn":"c1/3",)"
      R"("excerpt":"I moved to Oslo","undoes":"","changes":[{"path":"user.md",)"
      R"("before":"# User\n- city: Valencia\n","after":"# User\n- city: Oslo\n"}]})";
  const auto record = record_from_json(*parse_json(golden));
  ASSERT_TRUE(record.has_value()) << phrase(record);
  EXPECT_EQ(record->provenance.excerpt, "I moved to Oslo");
  EXPECT_EQ(print_json(to_json(*record)), golden);
}

// The example of docs/formats/vault.md of a change by a model.
TEST(Record, GoldenBytesOfAModel) {
  const std::string digest(64, 'a');
  const std::string golden =
      R"({"format":1,"id":"1","time":"2026-11-23T03:16:00.123Z","time_ms":1795403760123,)"
      R"("who":"memory-model","why":"w","turn":"","excerpt":"","undoes":"","changes":[],)"
      R"("model":{"name":"tiles-memory","version":"v1","sha256":")" +
      digest + R"(","adapters":[{"sha256":")" + digest + R"("}]}})";
  const auto record = record_from_json(*parse_json(golden));
  ASSERT_TRUE(record.has_value()) << phrase(record);
  EXPECT_EQ(record->provenance.model, (WriterModel{"tiles-memory", "v1", digest, {digest}}));
  EXPECT_EQ(print_json(to_json(*record)), golden);
}

TEST(Record, ForeignOrDamagedRecordIsCorrupt) {
  const Json good = to_json(Record{
      .id = "1", .time = {}, .provenance = {}, .undoes = {}, .changes = {{"a.md", {}, "x"}}});
  ASSERT_TRUE(record_from_json(good).has_value());
  for (const char* patch :
       {R"({"format":2})", R"({"id":1})", R"({"time_ms":"x"})", R"({"changes":{}})",
        R"({"changes":[{"path":"../a","before":null,"after":"x"}]})",
        R"({"changes":[{"path":".tiles/x","before":null,"after":"x"}]})",
        R"({"changes":[{"path":"a","before":null,"after":null}]})",
        R"({"changes":[{"path":"a","before":null}]})", R"({"model":null})",
        R"({"model":{"name":"m","version":"","sha256":"abc","adapters":[]}})",
        R"({"model":{"name":"m","version":""}})",
        R"({"changes":[{"path":"a","before":null,"after":{"hex":"zz"}}]})"}) {
    Json bad = good;
    bad.update(*parse_json(patch));
    expect_code(record_from_json(bad), ErrorCode::Corrupt);
  }
}

std::string text_of(const std::vector<int>& lines) {
  std::string text;
  for (const int line : lines) text += std::to_string(line) + "\n";
  return text;
}

RC_GTEST_PROP(Undo, UndoOfDoIsIdentity, ()) {
  const auto lines = rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 5));
  const std::string before = text_of(*lines);
  const std::string after = text_of(*lines);
  RC_PRE(before != after);
  const auto undone = without_change({"a.md", before, after}, after);
  RC_ASSERT(undone.has_value());
  RC_ASSERT(*undone == before);
}

// An edit far from the change, and lines added at both ends, survive the undo.
RC_GTEST_PROP(Undo, EditsBesideTheChangeSurvive, ()) {
  const auto lines = rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 5));
  const std::string before = text_of(*lines);
  const std::string after = text_of(*lines);
  RC_PRE(before != after);
  const std::string head = "head\nguard\n";
  const std::string tail = "guard\ntail\n";
  const Change change{"a.md", head + before + tail, head + after + tail};
  const auto undone = without_change(change, "new\n" + head + after + tail + "new\n");
  RC_ASSERT(undone.has_value());
  RC_ASSERT(*undone == "new\n" + head + before + tail + "new\n");
}

}  // namespace
}  // namespace tiles::vault
