// SPDX-License-Identifier: Apache-2.0
#include "kit/memory_reader.h"

#include <memory>
#include <utility>

#include "engine/model.h"
#include "memory/embedded.h"

namespace tiles::kit {

memory::OpenReader embedded_reader() {
  return [reader =
              std::make_shared<std::unique_ptr<memory::Reader>>()]() -> Result<memory::Reader*> {
    if (!*reader) {
      const engine::Model model = TILES_TRY(engine::Model::load_bytes(memory::embedded_reader()));
      *reader = TILES_TRY(memory::Reader::create(model));
    }
    return reader->get();
  };
}

}  // namespace tiles::kit
