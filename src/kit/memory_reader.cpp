// SPDX-License-Identifier: Apache-2.0
#include "kit/memory_reader.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "crypto/digest.h"
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

vault::WriterModel embedded_reader_model() {
  // The digest of 20 MB is made once, not for each change.
  static const vault::WriterModel model = [] {
    const std::span<const std::byte> bytes = memory::embedded_reader();
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return vault::WriterModel{.name = "tiles-reader",
                              .version = std::string(memory::embedded_reader_release()),
                              .sha256 = crypto::sha256(text).hex()};
  }();
  return model;
}

}  // namespace tiles::kit
