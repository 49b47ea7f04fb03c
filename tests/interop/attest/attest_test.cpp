// SPDX-License-Identifier: Apache-2.0
// Signatures between Tiles and PyPI's model-signing, in both directions, and what npm's
// @sigstore/verify says of ours.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "attest/attachment.h"
#include "attest/folder.h"
#include "support/temporary_directory.h"
#include "unit/attest/attest_cases.h"
#include "unit/store/store_fixture.h"

namespace tiles::attest {
namespace {

// The folder that an environment variable names; './dev test program' sets it.
std::string oracle(const char* variable) {
  const char* folder = std::getenv(variable);
  return folder == nullptr ? "" : folder;
}

// A comparison that is not made is not passed.
#define NEED_ORACLE(variable) ASSERT_FALSE(oracle(variable).empty()) << variable " is not set"

struct Answer {
  int code = 0;
  std::string text;  // Both streams.
};

class AttestInterop : public ::testing::Test {
 protected:
  AttestInterop() { std::filesystem::create_directory(model()); }

  std::filesystem::path path(const std::string& name) const { return directory_.path() / name; }
  std::filesystem::path model() const { return path("model"); }

  std::filesystem::path write(const std::string& name, std::string_view bytes) const {
    std::filesystem::create_directories(path(name).parent_path());
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }

  std::string read(const std::string& name) const {
    return open_directory(directory_.path()).value()->read(name, 1U << 24U).value();
  }

  Answer run(const std::string& command) const {
    const std::string said = path("said").string();
    const int status = std::system((command + " >'" + said + "' 2>&1").c_str());
    return {.code = WEXITSTATUS(status), .text = read("said")};
  }

  static std::string model_signing() {
    return "'" + oracle("TILES_PYTHON_ORACLES") + "/python' -m model_signing ";
  }

  // Whether model_signing takes the bundle for a folder.
  Answer model_signing_verifies(const Bundle& bundle, const std::filesystem::path& folder,
                                const std::string& options = "") const {
    const auto signature = write("our.sig", bundle.print());
    const auto key = write("our.pem", key_.pem());
    return run(model_signing() + "verify key '" + folder.string() + "' --signature '" +
               signature.string() + "' --public_key '" + key.string() + "' " + options);
  }

  void write_small_model() const {
    write("model/config.json", "{}");
    write("model/weights/b.gguf", std::string(3'000'000, 'b'));
    write("model/weights.txt", "a name that sorts another way by its parts");
    write("model/empty", "");
    write("model/.gitignore", "left out");
  }

  ModelContent content_with(Serialization serialization) const {
    serialization.ignored = ignored_by_default();
    return hash_folder(*open_directory(model()).value(), "model", std::move(serialization), 2)
        .value();
  }

  Bundle sign(const ModelContent& content) {
    return sign_statement(content.statement(), signer_).value();
  }

  testing::TemporaryDirectory directory_;
  KeySigner signer_ = test_signer();
  crypto::EcPublicKey key_ = key_of(signer_);
  SmallLog log_;
};

TEST_F(AttestInterop, ModelSigningTakesASignatureOfOurs) {
  NEED_ORACLE("TILES_PYTHON_ORACLES");
  write_small_model();
  const Answer answer = model_signing_verifies(sign(content_with({})), model());
  EXPECT_EQ(answer.code, 0) << answer.text;
}

TEST_F(AttestInterop, ModelSigningTakesOneThatIsInOurLog) {
  NEED_ORACLE("TILES_PYTHON_ORACLES");
  write_small_model();
  Bundle bundle = sign(content_with({}));
  log_.add(bundle, key_, {"one", "two", "three"});
  const Answer answer = model_signing_verifies(bundle, model());
  EXPECT_EQ(answer.code, 0) << answer.text;
}

// Its command line hashes whole files whatever was signed; its library asks the signature.
TEST_F(AttestInterop, LibraryOfModelSigningTakesShards) {
  NEED_ORACLE("TILES_PYTHON_ORACLES");
  write_small_model();
  const ModelContent content =
      content_with({.pieces = Pieces::Shards, .shard_bytes = 1'000'000, .ignored = {}});
  EXPECT_EQ(content.resources.size(), 5U);
  const auto signature = write("our.sig", sign(content).print());
  const auto key = write("our.pem", key_.pem());
  const auto script = write("verify.py",
                            "import sys\n"
                            "import model_signing\n"
                            "key, model, signature = sys.argv[1:]\n"
                            "config = model_signing.verifying.Config()\n"
                            "config.use_elliptic_key_verifier(public_key=key)"
                            ".verify(model, signature)\n");
  const std::string command = "'" + oracle("TILES_PYTHON_ORACLES") + "/python' '" +
                              script.string() + "' '" + key.string() + "' '" + model().string() +
                              "' '" + signature.string() + "'";
  const Answer answer = run(command);
  EXPECT_EQ(answer.code, 0) << answer.text;
  write("model/config.json", "[]");
  const Answer changed = run(command);
  EXPECT_NE(changed.code, 0);
  EXPECT_NE(changed.text.find("Hash mismatch for 'config.json:0:2'"), std::string::npos)
      << changed.text;
}

TEST_F(AttestInterop, ModelSigningRefusesAChangedFileAndAnotherKey) {
  NEED_ORACLE("TILES_PYTHON_ORACLES");
  write_small_model();
  const Bundle bundle = sign(content_with({}));
  write("model/config.json", "[]");
  const Answer changed = model_signing_verifies(bundle, model());
  EXPECT_NE(changed.code, 0);
  EXPECT_NE(changed.text.find("Hash mismatch for 'config.json'"), std::string::npos)
      << changed.text;
  write("model/config.json", "{}");
  key_ = crypto::EcPublicKey::of(crypto::P256PrivateKey::generate().public_key());
  const Answer other = model_signing_verifies(bundle, model());
  EXPECT_NE(other.code, 0);
  EXPECT_NE(other.text.find("Key mismatch"), std::string::npos) << other.text;
}

TEST_F(AttestInterop, ModelSigningTakesAModelInTheStore) {
  NEED_ORACLE("TILES_PYTHON_ORACLES");
  std::filesystem::create_directory(path("store"));
  const auto opened = store::Store::open(path("store")).value();
  const store::Descriptor manifest = store::put_build(*opened, "weights", "be brief").value();
  ASSERT_TRUE(store::put_build(*opened, "other weights", "be long"));
  const Bundle bundle = sign(content_of(manifest, opened->manifest(manifest.digest).value()));
  const Answer answer = model_signing_verifies(bundle, path("store"), "--ignore_unsigned_files");
  EXPECT_EQ(answer.code, 0) << answer.text;
  write("store/blobs/sha256/" + crypto::sha256("weights").hex(), "changed");
  EXPECT_NE(model_signing_verifies(bundle, path("store"), "--ignore_unsigned_files").code, 0);
}

TEST_F(AttestInterop, WeTakeSignaturesOfModelSigning) {
  NEED_ORACLE("TILES_PYTHON_ORACLES");
  write_small_model();
  const auto secret = path("secret.pem").string();
  // Both: half of its signatures have a high s.
  int high = 0;
  for (int i = 0; i < 4; ++i) {
    ASSERT_EQ(
        run("openssl ecparam -name prime256v1 -genkey -noout -out '" + secret +
            "' && openssl ec -in '" + secret + "' -pubout -out '" + path("pub.pem").string() + "'")
            .code,
        0);
    const Answer made = run(model_signing() + "sign key '" + model().string() + "' --signature '" +
                            path("their.sig").string() + "' --private_key '" + secret + "'");
    ASSERT_EQ(made.code, 0) << made.text;
    const Bundle bundle = Bundle::parse(read("their.sig")).value();
    const auto key = crypto::EcPublicKey::parse_pem(read("pub.pem")).value();
    EXPECT_EQ(bundle.key_hint, key_hint(key));
    const auto content =
        open_bundle(bundle, key, crypto::HighS::Accepted).and_then(ModelContent::read);
    ASSERT_TRUE(content.has_value()) << phrase(content);
    if (!open_bundle(bundle, key, crypto::HighS::Refused)) ++high;
    const auto files = open_directory(model()).value();
    EXPECT_TRUE(compare_folder(*files, *content, {}, 2).value().is_empty());
    write("model/config.json", std::to_string(i));
    EXPECT_EQ(compare_folder(*files, *content, {}, 2).value().changed,
              std::vector<std::string>{"config.json"});
  }
  EXPECT_LE(high, 4);
}

TEST_F(AttestInterop, SigstoreTakesOursWithATrustedRootThatNamesOurLog) {
  NEED_ORACLE("TILES_NPM_ORACLES");
  write_small_model();
  Bundle bundle = sign(content_with({}));
  log_.add(bundle, key_, {"one", "two", "three", "four", "five"});
  const auto verify = [&](const Bundle& asked, const tlog::NoteKey& log) {
    // SubjectPublicKeyInfo of Ed25519, RFC 8410 §4.
    std::string spki = from_hex("302a300506032b6570032100").value();
    spki.append(reinterpret_cast<const char*>(log.key.data()), log.key.size());
    const Json question = {{"bundle", asked.json()},
                           {"key", key_.pem()},
                           {"log",
                            {{"name", log.name},
                             {"key", to_base64(spki, Base64::Padded)},
                             {"id", tlog::to_base64(log_id(log))}}}};
    const auto file = write("question.json", print_json(question));
    const std::string folder = oracle("TILES_NPM_ORACLES");
    return run("'" + folder + "/node' '" + folder + "/attest/verify.mjs' '" + file.string() + "'");
  };
  EXPECT_EQ(verify(bundle, log_.signer.key()).text, "verified\n");
  Bundle unlogged = bundle;
  unlogged.entries.clear();
  EXPECT_EQ(verify(unlogged, log_.signer.key()).text,
            "TLOG_ERROR: expected 1 tlog entries, got 0\n");
  Bundle changed = bundle;
  changed.envelope.payload.push_back(' ');
  EXPECT_NE(verify(changed, log_.signer.key()).code, 0);
  Bundle moved = bundle;
  moved.entries.front().inclusion->index = 4;
  EXPECT_NE(verify(moved, log_.signer.key()).code, 0);
  EXPECT_NE(verify(bundle, SmallLog().signer.key()).code, 0);
}

}  // namespace
}  // namespace tiles::attest
