// SPDX-License-Identifier: Apache-2.0
// The store through the eyes of skopeo, and over Debian's docker-registry into a second store.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

#include "base/format.h"
#include "base/unique_fd.h"
#include "store/media_types.h"
#include "store/store.h"
#include "support/temporary_directory.h"

namespace tiles::store {
namespace {

namespace fs = std::filesystem;

struct Ended {
  int status = -1;
  std::string output;
};

Ended skopeo(const std::string& arguments) {
  const std::string command = std::string(TILES_SKOPEO) + " --insecure-policy " + arguments;
  Ended run;
  std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), &::pclose);
  if (!pipe) return run;
  std::array<char, 4'096> piece{};
  while (const std::size_t count = std::fread(piece.data(), 1, piece.size(), pipe.get())) {
    run.output.append(piece.data(), count);
  }
  run.status = ::pclose(pipe.release());
  return run;
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

// A port that is free now.
std::uint16_t free_port() {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  return ntohs(address.sin_port);
}

// docker-registry on a port of its own, until the object ends.
class Registry {
 public:
  explicit Registry(const fs::path& folder) : port_(free_port()) {
    const fs::path configuration = folder / "registry.yml";
    std::ofstream(configuration) << format(
        "version: 0.1\nlog: {{level: error, accesslog: {{disabled: true}}}}\n"
        "storage: {{filesystem: {{rootdirectory: {}}}}}\nhttp: {{addr: '127.0.0.1:{}'}}\n",
        (folder / "registry").native(), port_);
    // It reports each blob that skopeo asks for and that is not there yet.
    const UniqueFd log(
        ::open((folder / "registry.log").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(log.get(), STDERR_FILENO);
      ::execl(TILES_REGISTRY, TILES_REGISTRY, "serve", configuration.c_str(), nullptr);
      ::_exit(127);
    }
  }
  ~Registry() {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
  }
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  bool answers() const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    const sockaddr_in address = loopback(port_);
    while (std::chrono::steady_clock::now() < deadline) {
      const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
      if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
          0) {
        return true;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
  }
  std::string place(std::string_view name) const {
    return format("docker://127.0.0.1:{}/{}", port_, name);
  }

 private:
  std::uint16_t port_;
  pid_t process_ = -1;
};

class SkopeoTest : public ::testing::Test {
 protected:
  std::unique_ptr<Store> open(const char* name) {
    fs::create_directories(directory_.path() / name);
    auto store = Store::open(directory_.path() / name);
    EXPECT_TRUE(store.has_value()) << store.error().text();
    return *std::move(store);
  }
  std::string layout(const char* name) const {
    return "oci:" + (directory_.path() / name).native();
  }

  // Weights of 3 MB that come in by `kind`, and a system prompt.
  Descriptor build(Store& store, ImportKind kind) {
    const fs::path file = directory_.path() / "weights.gguf";
    std::ofstream(file, std::ios::binary) << "GGUF" << std::string(3'000'000, 'w');
    const Stored weights = store.blobs().import_file(file, kind).value();
    const Stored system = store.blobs().put("be brief").value();
    const Stored config = store.blobs().put("{}").value();
    const auto layer = [](std::string_view type, const Stored& stored) {
      return Descriptor{.media_type = std::string(type),
                        .digest = stored.digest,
                        .size_bytes = stored.size_bytes,
                        .artifact_type = {},
                        .annotations = {}};
    };
    const Manifest manifest{
        .media_type = std::string(media_type::kOciManifest),
        .artifact_type = std::string(media_type::kModelManifest),
        .config = layer(media_type::kModelConfig, config),
        .layers = {layer(media_type::kWeights, weights), layer(media_type::kSystem, system)},
        .subject = {},
        .annotations = {}};
    const Descriptor build = store.put_manifest(manifest).value();
    EXPECT_TRUE(store.tag(ModelName::parse("qwen3").value(), build.digest).has_value());
    return build;
  }

  testing::TemporaryDirectory directory_;
};

TEST_F(SkopeoTest, InspectShowsTheManifestByteForByte) {
  const auto store = open("ours");
  const Descriptor build = this->build(*store, ImportKind::Share);
  const Ended run = skopeo("inspect --raw " + layout("ours") + ":qwen3:latest");
  EXPECT_EQ(run.status, 0);
  EXPECT_EQ(crypto::sha256(run.output), build.digest);
}

TEST_F(SkopeoTest, BuildGoesThroughARegistryIntoAnotherStoreUnchanged) {
  const Registry registry(directory_.path());
  ASSERT_TRUE(registry.answers());
  const auto ours = open("ours");
  const Descriptor build = this->build(*ours, ImportKind::InPlace);
  EXPECT_EQ(skopeo("copy -q --dest-tls-verify=false " + layout("ours") + ":qwen3:latest " +
                   registry.place("library/qwen3:latest"))
                .status,
            0);
  const auto theirs = open("theirs");
  const Descriptor other = this->build(*theirs, ImportKind::Copy);
  EXPECT_EQ(other.digest, build.digest);
  ASSERT_TRUE(theirs->untag("qwen3:latest").has_value());
  ASSERT_TRUE(theirs->collect(Collect::Remove).has_value());
  EXPECT_EQ(skopeo("copy -q --src-tls-verify=false " + registry.place("library/qwen3:latest") +
                   " " + layout("theirs") + ":back:v1")
                .status,
            0);
  const auto found = theirs->resolve(ModelName::parse("back:v1").value());
  ASSERT_TRUE(found.has_value()) << found.error().text();
  EXPECT_EQ(found->digest, build.digest);
  EXPECT_TRUE(theirs->verify(found->digest, Verify::All)->empty());
  // What skopeo wrote stays when we write.
  ASSERT_TRUE(theirs->tag(ModelName::parse("mine").value(), found->digest).has_value());
  EXPECT_EQ(theirs->list()->size(), 2U);
  EXPECT_TRUE(theirs->collect(Collect::Remove)->blobs.empty());
  EXPECT_EQ(skopeo("inspect --raw " + layout("theirs") + ":back:v1").status, 0);
}

}  // namespace
}  // namespace tiles::store
