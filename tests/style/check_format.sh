#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every C++ file is laid out as .clang-format says.
set -euo pipefail
git ls-files -co --exclude-standard '*.h' '*.cpp' | xargs clang-format-14 --dry-run --Werror 2>&1 | head -40
exit "${PIPESTATUS[1]}"
