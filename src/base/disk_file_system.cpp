// SPDX-License-Identifier: Apache-2.0
// The file system of the machine, beneath one open directory. Each part of a path is opened
// relative to the one before and without following links, so that a tree changed by others while it
// is walked still cannot lead outside.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>

#include "base/disk_file.h"
#include "base/file_system.h"
#include "base/platform_file.h"
#include "base/text.h"
#include "base/unique_fd.h"

namespace tiles {
namespace {

constexpr mode_t kFileMode = 0600;
constexpr mode_t kDirectoryMode = 0700;

// Every part is a plain name: not empty, not "." or "..", without NUL.
Result<void> check_path(std::string_view path) {
  for (const std::string_view part : split(path, '/')) {
    if (part.empty() || part == "." || part == ".." || part.find('\0') != std::string_view::npos) {
      return fail(ErrorCode::Invalid,
                  "path '" + std::string(path) + "' is not a plain relative path");
    }
  }
  return {};
}

// A directory that holds the last part of a path, and that part.
struct Place {
  UniqueFd directory;
  std::string name;
};

class DiskFileSystem final : public FileSystem {
 public:
  explicit DiskFileSystem(UniqueFd root) : root_(std::move(root)) {}

  Result<FileInfo> info(std::string_view path) const override {
    const Place place = TILES_TRY(locate(path));
    struct stat status {};
    if (::fstatat(place.directory.get(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      return fail_system(errno, quoted("reading", path));
    }
    return info_of(path.empty() ? std::string() : place.name, status);
  }

  Result<std::vector<FileInfo>> list(std::string_view directory) const override;
  Result<std::string> read(std::string_view path, std::uint64_t size_bytes_max) const override;

  Result<std::unique_ptr<FileReader>> open(std::string_view path) const override;
  Result<std::string> read_link(std::string_view path) const override;
  Result<void> share(const std::filesystem::path& from, std::string_view path,
                     Sharing sharing) override;

  Result<std::unique_ptr<FileWriter>> create(std::string_view path) override {
    const Place place = TILES_TRY(locate(path));
    return disk_writer(TILES_TRY(create_at(place, path)), path);
  }

  Result<std::unique_ptr<FileUpdater>> update(std::string_view path) override {
    const Place place = TILES_TRY(locate(path));
    UniqueFd file(::openat(place.directory.get(), place.name.c_str(),
                           O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, kFileMode));
    if (!file) {
      return fail_system(errno, quoted("opening", path));
    }
    auto reader = TILES_TRY(open(path));
    return disk_updater(std::move(reader), std::move(file), path);
  }

  Result<void> make_link(std::string_view target, std::string_view path) override {
    const Place place = TILES_TRY(locate(path));
    if (::symlinkat(std::string(target).c_str(), place.directory.get(), place.name.c_str()) != 0) {
      return fail_system(errno, quoted("linking", path));
    }
    return {};
  }

  Result<void> write_new(std::string_view path, std::string_view bytes) override {
    const Place place = TILES_TRY(locate(path));
    const UniqueFd file = TILES_TRY(create_at(place, path));
    if (auto written = write_all(file.get(), bytes, path); !written) {
      ::unlinkat(place.directory.get(), place.name.c_str(), 0);
      return written;
    }
    return {};
  }

  Result<void> append(std::string_view path, std::string_view bytes) override {
    const Place place = TILES_TRY(locate(path));
    const UniqueFd file(
        ::openat(place.directory.get(), place.name.c_str(),
                 O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, kFileMode));
    if (!file) {
      return fail_system(errno, quoted("opening", path));
    }
    return write_all(file.get(), bytes, path);
  }

  Result<void> rename(std::string_view from, std::string_view to) override {
    const Place source = TILES_TRY(locate(from));
    const Place target = TILES_TRY(locate(to));
    if (::renameat(source.directory.get(), source.name.c_str(), target.directory.get(),
                   target.name.c_str()) != 0) {
      return fail_system(errno, quoted("renaming", from) + " to '" + std::string(to) + "'");
    }
    return {};
  }

  Result<void> remove(std::string_view path) override {
    const Place place = TILES_TRY(locate(path));
    if (::unlinkat(place.directory.get(), place.name.c_str(), 0) == 0 ||
        ((errno == EISDIR || errno == EPERM) &&
         ::unlinkat(place.directory.get(), place.name.c_str(), AT_REMOVEDIR) == 0)) {
      return {};
    }
    return fail_system(errno, quoted("removing", path));
  }

  Result<void> make_directory(std::string_view path) override {
    const Place place = TILES_TRY(locate(path));
    if (::mkdirat(place.directory.get(), place.name.c_str(), kDirectoryMode) != 0) {
      return fail_system(errno, quoted("making directory", path));
    }
    return {};
  }

  Result<void> sync_directory(std::string_view directory) override {
    const UniqueFd opened = TILES_TRY(open_below(directory));
    if (::fsync(opened.get()) != 0) {
      return fail_system(errno, quoted("syncing directory", directory));
    }
    return {};
  }

 private:
  Result<UniqueFd> open_below(std::string_view directory) const;
  Result<Place> locate(std::string_view path) const;

  static Result<UniqueFd> create_at(const Place& place, std::string_view path) {
    UniqueFd file(::openat(place.directory.get(), place.name.c_str(),
                           O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kFileMode));
    if (!file) {
      return fail_system(errno, quoted("creating", path));
    }
    return file;
  }

  UniqueFd root_;
};

Result<std::unique_ptr<FileReader>> DiskFileSystem::open(std::string_view path) const {
  const Place place = TILES_TRY(locate(path));
  // Non-blocking, so that a FIFO put there cannot hang the open.
  return disk_reader(UniqueFd(::openat(place.directory.get(), place.name.c_str(),
                                       O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)),
                     path);
}

Result<std::string> DiskFileSystem::read_link(std::string_view path) const {
  const Place place = TILES_TRY(locate(path));
  std::string target(PATH_MAX, '\0');
  const ssize_t size =
      ::readlinkat(place.directory.get(), place.name.c_str(), target.data(), target.size());
  if (size < 0 && errno == EINVAL) {
    return fail(ErrorCode::Invalid, "'" + std::string(path) + "' is not a symbolic link");
  }
  if (size < 0) {
    return fail_system(errno, quoted("reading link", path));
  }
  target.resize(static_cast<std::size_t>(size));
  return target;
}

Result<void> DiskFileSystem::share(const std::filesystem::path& from, std::string_view path,
                                   Sharing sharing) {
  const Place place = TILES_TRY(locate(path));
  const UniqueFd source(::open(from.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!source || ::fstat(source.get(), &status) != 0) {
    return fail_system(errno, quoted("opening", from.native()));
  }
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorCode::Invalid, "'" + from.native() + "' is not a regular file");
  }
  TILES_CHECK(sync_file(source.get(), from.native()));
  if (sharing == Sharing::Clone) {
    return platform::clone_file(source.get(), place.directory.get(), place.name);
  }
  if (::linkat(AT_FDCWD, from.c_str(), place.directory.get(), place.name.c_str(),
               AT_SYMLINK_FOLLOW) == 0) {
    return {};
  }
  if (errno == EXDEV || errno == EPERM || errno == EMLINK || errno == ENOTSUP) {
    return fail(ErrorCode::Unsupported, "'" + from.native() + "' cannot be linked from here");
  }
  return fail_system(errno, quoted("linking", from.native()));
}

Result<UniqueFd> DiskFileSystem::open_below(std::string_view directory) const {
  if (directory.empty()) {
    UniqueFd root(::openat(root_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!root) return fail_system(errno, "opening the root directory");
    return root;
  }
  TILES_CHECK(check_path(directory));
  UniqueFd current;
  for (const std::string_view part : split(directory, '/')) {
    const std::string name(part);
    UniqueFd next(::openat(current ? current.get() : root_.get(), name.c_str(),
                           O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!next) {
      return fail_system(errno, quoted("opening directory", directory));
    }
    current = std::move(next);
  }
  return current;
}

Result<Place> DiskFileSystem::locate(std::string_view path) const {
  if (path.empty()) {
    UniqueFd root = TILES_TRY(open_below(""));
    return Place{std::move(root), "."};
  }
  TILES_CHECK(check_path(path));
  const std::string_view name = split(path, '/').back();
  UniqueFd directory = TILES_TRY(open_below(parent_path(path)));
  return Place{std::move(directory), std::string(name)};
}

Result<std::vector<FileInfo>> DiskFileSystem::list(std::string_view directory) const {
  UniqueFd opened = TILES_TRY(open_below(directory));
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(opened.get()), &::closedir);
  if (!stream) {
    return fail_system(errno, quoted("listing", directory));
  }
  opened.release();
  std::vector<FileInfo> entries;
  errno = 0;
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string_view name = static_cast<const char*>(entry->d_name);
    struct stat status {};
    if (name == "." || name == ".." ||
        ::fstatat(::dirfd(stream.get()), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
      continue;  // An entry that vanished meanwhile is not there.
    }
    entries.push_back(info_of(std::string(name), status));
    errno = 0;
  }
  if (errno != 0) {
    return fail_system(errno, quoted("listing", directory));
  }
  std::ranges::sort(entries, {}, &FileInfo::name);
  return entries;
}

Result<std::string> DiskFileSystem::read(std::string_view path,
                                         std::uint64_t size_bytes_max) const {
  const auto file = TILES_TRY(open(path));
  const std::uint64_t size = TILES_TRY(file->info()).size_bytes;
  if (size > size_bytes_max) {
    return fail(ErrorCode::Limit, "'" + std::string(path) + "' has " + std::to_string(size) +
                                      " bytes, the limit is " + std::to_string(size_bytes_max));
  }
  std::string bytes(static_cast<std::size_t>(size) + 1, '\0');
  for (std::size_t filled = 0;;) {
    filled += TILES_TRY(file->read_at(filled, std::span(bytes).subspan(filled)));
    if (filled > size_bytes_max) {
      return fail(ErrorCode::Limit, "'" + std::string(path) + "' grew past " +
                                        std::to_string(size_bytes_max) + " bytes");
    }
    if (filled < bytes.size()) {
      bytes.resize(filled);
      return bytes;
    }
    bytes.resize(bytes.size() * 2);
  }
}

}  // namespace

Result<std::unique_ptr<FileReader>> open_file(const std::filesystem::path& path) {
  return disk_reader(UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)),
                     path.native());
}

Result<std::unique_ptr<FileSystem>> open_directory(const std::filesystem::path& root) {
  UniqueFd directory(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory) {
    return fail_system(errno, quoted("opening directory", root.native()));
  }
  return std::make_unique<DiskFileSystem>(std::move(directory));
}

}  // namespace tiles
