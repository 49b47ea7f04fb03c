# System packages; ./dev installs them. Versions: cmake/third_party.md.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto)
find_package(SQLite3 3.40 REQUIRED)
find_package(GTest QUIET)  # './dev run' does without; './dev test' installs it and fails when no test is found.
find_package(CLI11 2.1 REQUIRED)
if(TILES_NETWORK)
  pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl>=7.85)
endif()
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(EDIT REQUIRED IMPORTED_TARGET libedit)
