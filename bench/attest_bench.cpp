// SPDX-License-Identifier: Apache-2.0
// attest_bench FOLDER SIGNATURE files|shards: signs a folder as model_signing does, on all cores,
// and writes the bundle.
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "attest/folder.h"
#include "attest/signed_statement.h"
#include "base/json.h"

namespace tiles::attest {
namespace {

Result<Json> sign_folder(const std::vector<std::string>& arguments) {
  const auto files = TILES_TRY(open_directory(arguments[0]));
  Serialization serialization{.ignored = ignored_by_default()};
  if (arguments[2] == "shards") serialization.pieces = Pieces::Shards;
  const std::size_t threads = std::thread::hardware_concurrency();
  const auto content = TILES_TRY(hash_folder(*files, "model", std::move(serialization), threads));
  KeySigner signer(crypto::P256PrivateKey::generate());
  const Bundle bundle = TILES_TRY(sign_statement(content.statement(), signer));
  std::ofstream(arguments[1], std::ios::binary) << bundle.print();
  return Json{{"resources", content.resources.size()}, {"threads", threads}};
}

}  // namespace
}  // namespace tiles::attest

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() != 3) {
    std::fputs("attest_bench FOLDER SIGNATURE files|shards\n", stderr);
    return 2;
  }
  const auto report = tiles::attest::sign_folder(arguments);
  if (!report) {
    std::fprintf(stderr, "attest_bench: error: %s\n", report.error().text().c_str());
    return 1;
  }
  std::puts(tiles::print_json(*report).c_str());
  return 0;
}
