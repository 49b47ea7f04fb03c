// SPDX-License-Identifier: Apache-2.0
#include "base/disk_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/platform_file.h"

namespace tiles {
namespace {

FileKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return FileKind::File;
  if (S_ISDIR(mode)) return FileKind::Directory;
  if (S_ISLNK(mode)) return FileKind::SymbolicLink;
  return FileKind::Other;
}

Result<void> write_unsynced(int fd, std::string_view bytes, std::string_view path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return fail_system(errno, quoted("writing", path));
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

class DiskReader final : public FileReader {
 public:
  // `file` is open, `path` is for messages. Errors: Invalid when it is not a regular file.
  static Result<std::unique_ptr<FileReader>> make(UniqueFd file, std::string_view path) {
    struct stat status {};
    if (!file || ::fstat(file.get(), &status) != 0) {
      return fail_system(errno, quoted("opening", path));
    }
    if (!S_ISREG(status.st_mode)) {
      return fail(ErrorCode::Invalid, "'" + std::string(path) + "' is not a regular file");
    }
    return std::unique_ptr<FileReader>(new DiskReader(std::move(file), path));
  }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const override {
    std::size_t filled = 0;
    while (filled < out.size()) {
      const ssize_t count = ::pread(file_.get(), out.data() + filled, out.size() - filled,
                                    static_cast<off_t>(offset + filled));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return fail_system(errno, quoted("reading", path_));
      if (count == 0) break;
      filled += static_cast<std::size_t>(count);
    }
    return filled;
  }

  Result<FileInfo> info() const override {
    struct stat status {};
    if (::fstat(file_.get(), &status) != 0) {
      return fail_system(errno, quoted("reading", path_));
    }
    return info_of({}, status);
  }

 private:
  DiskReader(UniqueFd file, std::string_view path) : file_(std::move(file)), path_(path) {}

  UniqueFd file_;
  std::string path_;
};

class DiskUpdater final : public FileUpdater {
 public:
  DiskUpdater(std::unique_ptr<FileReader> reader, UniqueFd file, std::string_view path)
      : reader_(std::move(reader)), file_(std::move(file)), path_(path) {}

  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const override {
    return reader_->read_at(offset, out);
  }
  Result<FileInfo> info() const override { return reader_->info(); }

  Result<void> write_at(std::uint64_t offset, std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written =
          ::pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return fail_system(errno, quoted("writing", path_));
      bytes.remove_prefix(static_cast<std::size_t>(written));
      offset += static_cast<std::uint64_t>(written);
    }
    return {};
  }
  void write_behind(std::uint64_t offset, std::uint64_t size_bytes) override {
    platform::begin_writing(file_.get(), offset, size_bytes);
  }
  Result<void> sync() override { return sync_file(file_.get(), path_); }

 private:
  std::unique_ptr<FileReader> reader_;
  UniqueFd file_;
  std::string path_;
};

class DiskWriter final : public FileWriter {
 public:
  DiskWriter(UniqueFd file, std::string_view path) : file_(std::move(file)), path_(path) {}

  Result<void> write(std::string_view bytes) override {
    return write_unsynced(file_.get(), bytes, path_);
  }
  Result<void> sync() override { return sync_file(file_.get(), path_); }

 private:
  UniqueFd file_;
  std::string path_;
};

}  // namespace

std::string quoted(std::string_view verb, std::string_view path) {
  return std::string(verb) + " '" + std::string(path) + "'";
}

FileInfo info_of(std::string name, const struct stat& status) {
#ifdef __APPLE__
  const timespec modified = status.st_mtimespec;
#else
  const timespec modified = status.st_mtim;
#endif
  constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
  return FileInfo{.name = std::move(name),
                  .kind = kind_of(status.st_mode),
                  .size_bytes = static_cast<std::uint64_t>(status.st_size),
                  .modified_ns = modified.tv_sec * kNanosecondsPerSecond + modified.tv_nsec,
                  .inode = static_cast<std::uint64_t>(status.st_ino)};
}

Result<void> sync_file(int fd, std::string_view path) {
  if (::fsync(fd) != 0) {
    return fail_system(errno, quoted("syncing", path));
  }
  return {};
}

Result<void> write_all(int fd, std::string_view bytes, std::string_view path) {
  TILES_CHECK(write_unsynced(fd, bytes, path));
  return sync_file(fd, path);
}

Result<std::unique_ptr<FileReader>> disk_reader(UniqueFd file, std::string_view path) {
  return DiskReader::make(std::move(file), path);
}

std::unique_ptr<FileUpdater> disk_updater(std::unique_ptr<FileReader> reader, UniqueFd file,
                                          std::string_view path) {
  return std::make_unique<DiskUpdater>(std::move(reader), std::move(file), path);
}

std::unique_ptr<FileWriter> disk_writer(UniqueFd file, std::string_view path) {
  return std::make_unique<DiskWriter>(std::move(file), path);
}

}  // namespace tiles
