#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run_fuzzers.sh BUILD SECONDS: all fuzzers at once, SECONDS each, seeded from fuzz/corpus. A fuzzer whose program did not
# change since it last passed for as long is not run again, unless TILES_TEST_ALL is set.
set -euo pipefail
build="$1"
seconds="$2"
passed="${TILES_CACHE:?}/fuzz-passed"
mkdir -p "$passed"
declare -A process
for program in "$build"/fuzz/fuzz_*; do
  [ -x "$program" ] && [ ! -d "$program" ] || continue
  name=$(basename "$program")
  stamp="$passed/$name-$seconds-$(sha256sum <"$program" | cut -c1-16)"
  if [ -e "$stamp" ] && [ -z "${TILES_TEST_ALL:-}" ]; then
    echo "$name: unchanged since it passed"
    continue
  fi
  work="$build/fuzz/work-$name"
  mkdir -p "$work"
  (
    cd "$work"
    ASAN_OPTIONS=detect_container_overflow=0:detect_leaks=1 "../$name" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 \
      -print_final_stats=1 . "$OLDPWD/fuzz/corpus/${name#fuzz_}" >log.txt 2>&1 && touch "$stamp"
  ) &
  process[$name]=$!
done
status=0
for name in "${!process[@]}"; do
  if wait "${process[$name]}"; then
    echo "$name: $(sed -n 's/^stat::number_of_executed_units: */executions /p' "$build/fuzz/work-$name/log.txt")"
  else
    echo "$name: failed" >&2
    tail -n 40 "$build/fuzz/work-$name/log.txt" >&2
    status=1
  fi
done
exit "$status"
