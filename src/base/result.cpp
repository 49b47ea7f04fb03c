// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

#include <cerrno>
#include <system_error>

namespace tilekit {

std::string_view error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::Invalid:
      return "invalid";
    case ErrorCode::NotFound:
      return "not_found";
    case ErrorCode::AlreadyExists:
      return "already_exists";
    case ErrorCode::Denied:
      return "denied";
    case ErrorCode::Conflict:
      return "conflict";
    case ErrorCode::Limit:
      return "limit";
    case ErrorCode::Corrupt:
      return "corrupt";
    case ErrorCode::Unsupported:
      return "unsupported";
    case ErrorCode::Busy:
      return "busy";
    case ErrorCode::Cancelled:
      return "cancelled";
    case ErrorCode::Io:
      return "io";
  }
  return "unknown";
}

Error Error::within(std::string_view doing) && {
  phrase_.insert(0, ": ").insert(0, doing);
  return std::move(*this);
}

Error Error::with_hint(std::string hint) && {
  if (hint_.empty()) {
    hint_ = std::move(hint);
  }
  return std::move(*this);
}

}  // namespace tilekit

namespace tiles {
namespace {

ErrorCode code_of(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return ErrorCode::NotFound;
    case EEXIST:
    case ENOTEMPTY:
      return ErrorCode::AlreadyExists;
    case EACCES:
    case EPERM:
    case EROFS:
    case ELOOP:
      return ErrorCode::Denied;
    case ENAMETOOLONG:
      return ErrorCode::Limit;
    default:
      return ErrorCode::Io;
  }
}

}  // namespace

tl::unexpected<Error> fail_system(int error_number, std::string_view doing) {
  std::string phrase(doing);
  phrase.append(": ").append(std::generic_category().message(error_number));
  return fail(code_of(error_number), std::move(phrase));
}

}  // namespace tiles
