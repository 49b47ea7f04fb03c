// SPDX-License-Identifier: Apache-2.0
// What is told of a whole vault: faults, graph, export.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "vault/check.h"
#include "vault/export.h"
#include "vault/graph.h"
#include "vault_fixture.h"

namespace tiles::vault {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ReportTest : public VaultTest {
 protected:
  std::vector<std::string> faults() {
    std::vector<std::string> found;
    const auto checked = check(*vault_);
    EXPECT_TRUE(checked.has_value()) << phrase(checked);
    for (const Fault& fault : checked.value_or(std::vector<Fault>())) {
      found.push_back(std::string(fault_kind_name(fault.kind)) + " " + fault.path + ":" +
                      std::to_string(fault.line) + " " + fault.text);
    }
    return found;
  }
};

TEST_F(ReportTest, SoundVaultHasNoFault) { EXPECT_THAT(faults(), IsEmpty()); }

TEST_F(ReportTest, DanglingLinkIsAFaultAndAMissingPictureIsNone) {
  write("a.md", "x\n[[nowhere]] ![[photo.png]]\n");
  EXPECT_THAT(faults(),
              ElementsAre("dangling-link a.md:2 the link leads to 'nowhere', which is not there"));
}

TEST_F(ReportTest, TwoNotesWithOneNameAreDuplicates) {
  write("entities/x.md", "---\nalias: TOM REED\n---\n# X\n");
  EXPECT_THAT(
      faults(),
      ElementsAre(
          "duplicate-entity entities/x.md:0 'tom reed' is also a name of 'entities/tom_reed.md'"));
}

TEST_F(ReportTest, OneKeyWithTwoValuesIsAContradiction) {
  write("entities/x.md", "# X\n- age: 3\n- Age: 3\n- age: 4\n");
  EXPECT_THAT(faults(),
              ElementsAre("contradiction entities/x.md:4 'age' is '4' here and '3' in line 2"));
}

TEST_F(ReportTest, ThingsOfWhichOneHasSeveralDoNotContradict) {
  write("entities/x.md",
        "# X\n- allergy: nuts\n- Allergy: pollen\n- Speaks: Finnish\n- speaks: Sámi\n"
        "- allergic_to: cats\n- allergic to: dogs\n- pet name: Rex\n- pet name: Tom\n");
  EXPECT_THAT(faults(), ElementsAre("contradiction entities/x.md:9 'pet name' is 'Tom' here and "
                                    "'Rex' in line 8"));
}

TEST_F(ReportTest, SymbolicLinkIsUnreadable) {
  std::filesystem::create_symlink("user.md", root() / "l.md");
  EXPECT_THAT(faults(), ElementsAre("unreadable l.md:0 a symbolic link"));
}

TEST_F(ReportTest, GraphHasNotesLinksAndMissingNotes) {
  write("a.md", "# A \"quoted\"\n[[nowhere]]\n");
  EXPECT_EQ(*graph_dot(*vault_),
            "digraph vault {\n  \"a.md\" [label=\"A \\\"quoted\\\"\"];\n"
            "  \"entities/tom_reed.md\" [label=\"Tom Reed\"];\n  \"nowhere\" [label=\"nowhere\", "
            "style=dashed];\n"
            "  \"user.md\" [label=\"User\"];\n  \"a.md\" -> \"nowhere\";\n"
            "  \"user.md\" -> \"entities/tom_reed.md\";\n}\n");
  const auto json = graph_json(*vault_);
  EXPECT_EQ((*json)["nodes"].size(), 4U);
  EXPECT_EQ((*json)["edges"][1]["line"], 3);
}

TEST_F(ReportTest, TarHoldsEveryFileUnderItsName) {
  const std::string deep = std::string(90, 'd') + "/" + std::string(90, 'f') + ".md";
  write(deep, "deep\n");
  const std::filesystem::path tar = directory_.path() / "out.tar";
  {
    std::ofstream out(tar, std::ios::binary);
    ASSERT_TRUE(export_tar(*vault_, [&](std::string_view bytes) {
                  out << bytes;
                  return Result<void>();
                }).has_value());
  }
  const std::filesystem::path unpacked = directory_.path() / "unpacked";
  std::filesystem::create_directory(unpacked);
  ASSERT_EQ(std::system(("tar -xf " + tar.string() + " -C " + unpacked.string()).c_str()), 0);
  for (const std::string& path :
       {std::string("user.md"), std::string("entities/tom_reed.md"), deep}) {
    std::ifstream file(unpacked / path, std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), on_disk(path)) << path;
  }
}

TEST_F(ReportTest, JsonExportHoldsTextOrHexadecimal) {
  write("bad.md", "\xff");
  std::string out;
  const auto sink = [&](std::string_view bytes) {
    out += bytes;
    return Result<void>();
  };
  ASSERT_TRUE(export_json(*vault_, sink).has_value());
  const auto json = parse_json(out);
  ASSERT_TRUE(json.has_value());
  EXPECT_EQ((*json)["files"][0]["hex"], "ff");
  EXPECT_EQ((*json)["files"][2]["text"], on_disk("user.md"));
}

TEST_F(ReportTest, FailedSinkEndsTheExport) {
  const auto full = [](std::string_view) -> Result<void> {
    return fail(ErrorCode::Io, "no space");
  };
  expect_code(export_tar(*vault_, full), ErrorCode::Io);
  expect_code(export_json(*vault_, full), ErrorCode::Io);
}

}  // namespace
}  // namespace tiles::vault
