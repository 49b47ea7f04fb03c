# SPDX-License-Identifier: Apache-2.0
# install_packages build|test|coverage…: system packages by apt or brew, and a Rust toolchain. Does nothing when all are there.
# Sourced by ./dev.

readonly RUST_MINOR_MIN=95  # The bridge needs Rust 1.95.

readonly APT_BUILD="build-essential ccache cmake git libboost-dev libc-ares-dev libcli11-dev libcurl4-openssl-dev libedit-dev libexpected-dev libfmt-dev
  libqrencode-dev libsecp256k1-dev libsecret-1-dev libsodium-dev libsqlite3-dev libssl-dev libtomlplusplus-dev libtss2-dev libutf8proc-dev
  ninja-build nlohmann-json3-dev pkg-config python3 python3-pip unzip"
readonly APT_TEST="clang-14 clang-format-14 clang-tidy-14 curl dbus dnsmasq-base docker-registry faketime gnome-keyring golang-go libclang-rt-14-dev libgmock-dev
  libgtest-dev librapidcheck-dev locales skopeo swtpm util-linux"
readonly APT_COVERAGE="gcovr"
readonly BREW_BUILD="boost c-ares ccache cli11 cmake curl fmt libedit libsodium ninja nlohmann-json openssl@3 pkg-config python3 qrencode secp256k1 sqlite
  tl-expected tomlplusplus utf8proc"
readonly BREW_TEST="dnsmasq go googletest llvm@14 rapidcheck"
readonly BREW_COVERAGE="gcovr"

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_apt() {
  local missing="" package
  for package in "$@"; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed$' || missing="$missing $package"
  done
  [ -z "$missing" ] && return 0
  echo "installing:$missing" >&2
  as_root apt-get update -q >/dev/null
  # shellcheck disable=SC2086  # A list of names.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null
}

rust_is_new_enough() {
  local version
  version=$(rustc --version 2>/dev/null | sed -n 's/^rustc 1\.\([0-9]*\)\..*/\1/p')
  [ -n "$version" ] && [ "$version" -ge "$RUST_MINOR_MIN" ] && command -v cargo >/dev/null
}

install_rust() {
  rust_is_new_enough || PATH="/usr/bin:$PATH"  # An older toolchain of the user's may stand before the system's.
  rust_is_new_enough && return 0
  if command -v brew >/dev/null; then
    brew install -q rust
  elif apt-cache show rustc-web >/dev/null 2>&1; then  # Debian 12
    install_apt rustc-web cargo-web
  else                                                  # Ubuntu 24.04
    install_apt rustup
    rustup default stable
  fi
  hash -r
  rust_is_new_enough || { echo "tiles: error: Rust 1.$RUST_MINOR_MIN or newer is needed" >&2; return 1; }
}

install_packages() {
  local wanted="" kind
  if command -v apt-get >/dev/null; then
    for kind in "$@"; do
      case "$kind" in build) wanted="$wanted $APT_BUILD" ;; test) wanted="$wanted $APT_TEST" ;;
        coverage) wanted="$wanted $APT_COVERAGE" ;; esac
    done
    # shellcheck disable=SC2086
    install_apt $wanted || return
  elif command -v brew >/dev/null; then
    for kind in "$@"; do
      case "$kind" in build) wanted="$wanted $BREW_BUILD" ;; test) wanted="$wanted $BREW_TEST" ;;
        coverage) wanted="$wanted $BREW_COVERAGE" ;; esac
    done
    # shellcheck disable=SC2086
    brew install -q $wanted || return
  else
    echo "tiles: error: neither apt-get nor brew is here; install:$APT_BUILD" >&2
    return 1
  fi
  install_rust
}
