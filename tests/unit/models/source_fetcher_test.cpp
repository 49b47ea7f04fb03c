// SPDX-License-Identifier: Apache-2.0
// Models of registries, layouts and web servers: what is asked of whom with which secret, what is
// refused, what the store has afterwards.
#include "models/source_fetcher.h"

#include <filesystem>
#include <fstream>

#include "models/layer_kind.h"
#include "pull_fixture.h"
#include "store/index.h"
#include "support/gguf_writer.h"
#include "support/temporary_directory.h"

namespace tiles::models {
namespace {

namespace fs = std::filesystem;

class SourceFetcherTest : public PullTest {
 protected:
  SourceFetcherTest() {
    fs::create_directory(root());
    store_ = store::Store::open(root()).value();
  }

  fs::path root() const { return directory_.path() / "store"; }
  static std::string gguf(std::string_view type = "model") {
    engine::testing::GgufWriter writer;
    writer.text("general.architecture", "llama").text("general.type", type);
    if (type == "adapter") writer.text("adapter.type", "lora");
    return writer.tensor("w", {2}, {1.0F, 2.0F}).finish();
  }
  static std::string authorization(const net::Request& request) {
    for (const net::Header& header : request.headers) {
      if (header.name == "Authorization") return header.value;
    }
    return "";
  }
  // Of the requests to a host, the secrets that were sent.
  std::set<std::string> secrets_to(std::string_view host) const {
    std::set<std::string> secrets;
    for (const net::Request& request : peer_.asked()) {
      if (request.url.authority() == host && !authorization(request).empty()) {
        secrets.insert(authorization(request));
      }
    }
    return secrets;
  }
  void expect_empty_store() const {
    EXPECT_TRUE(store_->blobs().list().value().empty());
    EXPECT_TRUE(store_->list().value().empty());
  }

  static constexpr const char* kDockerConfig =
      R"({"auths":{"registry.example.org":{"auth":"dGVzdGVyOnNlY3JldA=="}}})";

  testing::TemporaryDirectory directory_;
  std::unique_ptr<store::Store> store_;
};

TEST_F(SourceFetcherTest, ManifestOfARegistryKeepsItsBytesAndLayersAreChecked) {
  const std::string manifest = publish("weights");
  auto fetched = pull(*store_);
  ASSERT_TRUE(fetched.has_value()) << fetched.error().text();
  const FetchedModel& model = fetched->models.front();
  EXPECT_EQ(model.manifest.digest, crypto::sha256(manifest));
  EXPECT_EQ(model.revision, crypto::sha256(manifest).text());
  ASSERT_TRUE(store_->tag(store::ModelName::parse("b").value(), model.manifest.digest));
  EXPECT_TRUE(store_->verify(model.manifest.digest, store::Verify::All)->empty());
  EXPECT_TRUE(fs::is_empty(root() / ".tiles/pulls"));
  const std::uint64_t before = peer_.sent_bytes();
  ASSERT_TRUE(pull(*store_).has_value());
  EXPECT_EQ(peer_.sent_bytes() - before, manifest.size());
}

TEST_F(SourceFetcherTest, LyingRegistryIsRefusedAndNothingIsInTheStore) {
  const std::string good = publish("weights");
  const std::string digits = crypto::sha256("weights").hex();
  const auto with = [&](std::string_view old_text, std::string_view new_text) {
    std::string text = good;
    return text.replace(text.find(old_text), old_text.size(), new_text);
  };
  std::string upper = digits;
  std::ranges::transform(upper, upper.begin(), [](char c) { return c >= 'a' ? c - 32 : c; });
  const std::string layers = good.substr(good.find("\"layers\":[") + 10);
  const std::string first = layers.substr(0, layers.find('}') + 1);
  for (const std::string& bad :
       {std::string("<html>Log in</html>"), std::string("{}"), with(digits, upper),
        with("\"size\":7", "\"size\":8"), with(first, first + "," + first),
        with("\"size\":7", R"("size":7,"annotations":{"org.cncf.model.filepath":"../x"})"),
        good + std::string(store::Manifest::kTextBytesMax, ' ')}) {
    peer_.serve(std::string(kRegistry) + "manifests/v1", bad);
    const auto refused = pull(*store_);
    EXPECT_FALSE(refused.has_value()) << bad.substr(0, 300);
    expect_empty_store();
  }
  peer_.serve(std::string(kRegistry) + "manifests/v1", good);
  peer_.serve(kRegistry + ("blobs/sha256:" + digits), "weightz");
  EXPECT_EQ(pull(*store_).error().code(), ErrorCode::Corrupt);
  expect_empty_store();
}

TEST_F(SourceFetcherTest, DigestOfAReferenceIsThatOfTheManifest) {
  const std::string manifest = publish("weights");
  const std::string digest = crypto::sha256(manifest).text();
  peer_.serve(kRegistry + ("manifests/" + digest), manifest);
  ASSERT_TRUE(pull(*store_, "oci://registry.example.org/a/b@" + digest).has_value());
  peer_.serve(kRegistry + ("manifests/" + digest), manifest + " ");
  EXPECT_EQ(pull(*store_, "oci://registry.example.org/a/b@" + digest).error().code(),
            ErrorCode::Corrupt);
}

TEST_F(SourceFetcherTest, PasswordGoesToItsRegistryAndNotWhereThatLeads) {
  publish("weights");
  peer_.serve("https://cdn.example.net/weights", "weights");
  peer_.set_fault([&](const net::Request& request) -> std::optional<Peer::Reply> {
    const std::string url = request.url.text();
    if (url.starts_with("https://cdn.example.net/")) return std::nullopt;
    if (authorization(request) != "Basic dGVzdGVyOnNlY3JldA==") {
      return Peer::Reply{.status = 401, .headers = {"WWW-Authenticate: Basic realm=\"x\""}};
    }
    if (url.ends_with(crypto::sha256("weights").hex())) {
      return Peer::Reply{.status = 307, .headers = {"Location: https://cdn.example.net/weights"}};
    }
    return std::nullopt;
  });
  const auto refused = pull(*store_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code(), ErrorCode::Denied);
  EXPECT_EQ(refused.error().hint(), "run 'docker login registry.example.org' first");
  const auto fetched = pull(*store_, kReference, {.docker_config = kDockerConfig});
  ASSERT_TRUE(fetched.has_value()) << fetched.error().text();
  EXPECT_EQ(secrets_to("registry.example.org"),
            std::set<std::string>{"Basic dGVzdGVyOnNlY3JldA=="});
  EXPECT_GT(peer_.asked_count("cdn.example.net"), 0U);
  EXPECT_TRUE(secrets_to("cdn.example.net").empty());
}

// A registry whose tokens `realm` gives.
Peer::Fault token_registry(Peer& peer, const std::string& realm) {
  return [&peer, realm](const net::Request& request) -> std::optional<Peer::Reply> {
    if (request.url.text().starts_with(realm)) return Peer::Reply{.body = R"({"token":"t0k"})"};
    for (const net::Header& header : request.headers) {
      if (header.name == "Authorization" && header.value == "Bearer t0k") {
        return peer.document(request);
      }
    }
    return Peer::Reply{
        .status = 401,
        .headers = {"WWW-Authenticate: Bearer realm=\"" + realm +
                    "\",service=\"registry.example.org\",scope=\"repository:a/b:pull\""}};
  };
}

TEST_F(SourceFetcherTest, TokenIsFetchedWithThePasswordFromTheRegistryItself) {
  publish("weights");
  peer_.set_fault(token_registry(peer_, "https://registry.example.org/token"));
  const auto fetched = pull(*store_, kReference, {.docker_config = kDockerConfig});
  ASSERT_TRUE(fetched.has_value()) << fetched.error().text();
  EXPECT_EQ(
      peer_.asked_count("/token?service=registry.example.org&scope=repository%3Aa%2Fb%3Apull"), 1U);
  EXPECT_EQ(secrets_to("registry.example.org"),
            (std::set<std::string>{"Basic dGVzdGVyOnNlY3JldA==", "Bearer t0k"}));
}

TEST_F(SourceFetcherTest, StrangerThatGivesTokensDoesNotGetThePassword) {
  publish("weights");
  peer_.set_fault(token_registry(peer_, "https://evil.example.net/token"));
  const auto fetched = pull(*store_, kReference, {.docker_config = kDockerConfig});
  ASSERT_TRUE(fetched.has_value()) << fetched.error().text();
  EXPECT_GT(peer_.asked_count("evil.example.net"), 0U);
  EXPECT_TRUE(secrets_to("evil.example.net").empty());
  EXPECT_EQ(secrets_to("registry.example.org"), std::set<std::string>{"Bearer t0k"});
}

TEST_F(SourceFetcherTest, GarbageCanBeCollectedWhileAModelComes) {
  publish("weights");
  std::size_t collections = 0;
  peer_.set_fault([&](const net::Request&) -> std::optional<Peer::Reply> {
    collections += store_->collect(store::Collect::Remove).has_value() ? 1 : 0;
    return std::nullopt;
  });
  // A blob of it that is there already and has no name is collected meanwhile.
  ASSERT_TRUE(store_->blobs().put("{}").has_value());
  auto fetched = pull(*store_);
  ASSERT_TRUE(fetched.has_value()) << fetched.error().text();
  EXPECT_GE(collections, 4U);
  // Until it has a name, nothing of it can be collected.
  const auto alone =
      DirectoryLock::take(root() / "blobs", LockKind::Exclusive, std::chrono::milliseconds(0));
  EXPECT_EQ(alone.error().code(), ErrorCode::Busy);
  ASSERT_TRUE(
      store_->tag(store::ModelName::parse("b").value(), fetched->models.front().manifest.digest));
}

TEST_F(SourceFetcherTest, LayoutOfAWebServerIsReadByNameOrDigest) {
  const std::string manifest = publish("weights");
  const std::string base = "https://files.example.org/models/layout/";
  const crypto::Digest digest = crypto::sha256(manifest);
  for (const std::string& body :
       {std::string("{}"), std::string("weights"), std::string("Be brief."), manifest}) {
    peer_.serve(base + "blobs/sha256/" + crypto::sha256(body).hex(), body);
  }
  store::Index index;
  const store::Descriptor described = layer_of(store::media_type::kOciManifest, manifest);
  index.set("qwen3:4b", described);
  index.set("other:latest", described);
  peer_.serve(base + "index.json", index.print().value());
  const std::string place = "https://files.example.org/models/layout";
  EXPECT_EQ(pull(*store_, place + "#qwen3:4b")->models.front().manifest.digest, digest);
  EXPECT_EQ(pull(*store_, place + "@" + digest.text())->models.front().manifest.digest, digest);
  const auto ambiguous = pull(*store_, place);
  ASSERT_FALSE(ambiguous.has_value());
  EXPECT_NE(ambiguous.error().text().find("'other:latest' 'qwen3:4b'"), std::string::npos);
  peer_.serve(base + "index.json", "<html>");
  EXPECT_FALSE(pull(*store_, place + "#qwen3:4b").has_value());
}

TEST_F(SourceFetcherTest, FileOfAWebServerSaysItselfWhatItIs) {
  peer_.serve("https://example.org/style.gguf", gguf("adapter"));
  peer_.serve("https://example.org/page.gguf", "<html>Log in</html>");
  peer_.serve("https://example.org/cut.gguf", gguf().substr(0, 60));
  const auto fetched = pull(*store_, "https://example.org/style.gguf");
  ASSERT_TRUE(fetched.has_value()) << fetched.error().text();
  const auto manifest = store_->manifest(fetched->models.front().manifest.digest).value();
  ASSERT_EQ(manifest.layers.size(), 1U);
  EXPECT_EQ(layer_kind(manifest.layers[0].media_type), LayerKind::Adapter);
  EXPECT_EQ(manifest.layers[0].digest, crypto::sha256(gguf("adapter")));
  const std::size_t blobs = store_->blobs().list()->size();
  EXPECT_EQ(pull(*store_, "https://example.org/page.gguf").error().text(),
            "'https://example.org/page.gguf' is not a GGUF file");
  EXPECT_FALSE(pull(*store_, "https://example.org/cut.gguf").has_value());
  EXPECT_FALSE(pull(*store_, "https://example.org/none.gguf").has_value());
  EXPECT_EQ(store_->blobs().list()->size(), blobs);
}

TEST_F(SourceFetcherTest, FileOfAWebServerWithADigestIsHeldToIt) {
  peer_.serve("https://example.org/m.gguf", gguf());
  const std::string place = "https://example.org/m.gguf@";
  EXPECT_TRUE(pull(*store_, place + crypto::sha256(gguf()).text()).has_value());
  EXPECT_EQ(pull(*store_, place + crypto::sha256("other").text()).error().code(),
            ErrorCode::Corrupt);
}

TEST_F(SourceFetcherTest, FileOfThisMachineNeedsNoNetwork) {
  const fs::path file = directory_.path() / "m.gguf";
  std::ofstream(file, std::ios::binary) << gguf();
  ASSERT_TRUE(pull(*store_, "file://" + file.native()).has_value());
  std::ofstream(file, std::ios::binary) << "<html>";
  EXPECT_FALSE(pull(*store_, "file://" + file.native()).has_value());
  EXPECT_TRUE(peer_.asked().empty());
}

TEST_F(SourceFetcherTest, SecondPullOfTheSameBlobIsToldThatItIsBusy) {
  publish(bytes_of(kPieceBytes));
  std::optional<ErrorCode> second;
  peer_.set_fault([&](const net::Request& request) -> std::optional<Peer::Reply> {
    if (request.range && !second) {
      const auto other = DirectoryLock::take(root() / ".tiles/pulls" / crypto::sha256("{}").hex(),
                                             LockKind::Exclusive, std::chrono::milliseconds(0));
      second = other ? ErrorCode::Io : other.error().code();
    }
    return std::nullopt;
  });
  ASSERT_TRUE(pull(*store_).has_value());
  EXPECT_EQ(second, ErrorCode::Busy);
}

}  // namespace
}  // namespace tiles::models
