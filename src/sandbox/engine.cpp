// SPDX-License-Identifier: Apache-2.0
#include "sandbox/engine.h"

#include <tiles_python.h>

namespace tiles::sandbox {
namespace {

Engine::Stop stop_of(TilesPythonAnswer answer) {
  switch (answer) {
    case TILES_PYTHON_DONE:
      return Engine::Stop::Done;
    case TILES_PYTHON_CALL:
      return Engine::Stop::Call;
    case TILES_PYTHON_MISUSE:
      break;
  }
  return Engine::Stop::Misuse;
}

TilesPython* handle(void* session) { return static_cast<TilesPython*>(session); }

}  // namespace

Engine::Engine(const WorkerLimits& limits, std::string_view names) {
  const TilesPythonLimits own{limits.time_ms, limits.memory_bytes, limits.depth,
                              limits.output_bytes, limits.now_s};
  session_.reset(tiles_python_new(&own, names.data(), names.size()));
}

Engine::~Engine() = default;

void Engine::Release::operator()(void* session) const { tiles_python_free(handle(session)); }

Engine::Stop Engine::run(std::string_view code) {
  return stop_of(tiles_python_run(handle(session_.get()), code.data(), code.size()));
}

Engine::Stop Engine::resume(std::string_view answer) {
  return stop_of(tiles_python_resume(handle(session_.get()), answer.data(), answer.size()));
}

std::string_view Engine::text() const {
  std::size_t bytes = 0;
  const char* start = tiles_python_text(handle(session_.get()), &bytes);
  return {start, bytes};
}

}  // namespace tiles::sandbox
