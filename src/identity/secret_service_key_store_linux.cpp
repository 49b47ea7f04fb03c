// SPDX-License-Identifier: Apache-2.0
// The Secret Service of the desktop (freedesktop.org), through libsecret, which is opened with the
// first use. One item for each device key, named by it.
#include <libsecret/secret.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "base/encodings.h"
#include "identity/key_record.h"
#include "identity/key_store.h"
#include "identity/loaded_library.h"

namespace tiles::identity {
namespace {

constexpr const char* kAttribute = "device";

// What is used of libsecret and of the GLib below it.
struct Libsecret {
  decltype(&secret_attributes_build) attributes_build = nullptr;
  decltype(&secret_password_storev_binary_sync) store = nullptr;
  decltype(&secret_password_lookupv_binary_sync) look_up = nullptr;
  decltype(&secret_password_clearv_sync) clear = nullptr;
  decltype(&secret_value_new) value_new = nullptr;
  decltype(&secret_value_get) value_get = nullptr;
  decltype(&secret_value_unref) value_unref = nullptr;
  decltype(&g_error_free) error_free = nullptr;
  decltype(&g_hash_table_unref) hash_table_unref = nullptr;
  decltype(&g_object_unref) object_unref = nullptr;
  decltype(&g_cancellable_new) cancellable_new = nullptr;
  decltype(&g_cancellable_cancel) cancellable_cancel = nullptr;
};

Result<Libsecret> load_libsecret() {
  const LoadedLibrary library = TILES_TRY(LoadedLibrary::open("libsecret-1.so.0"));
  Libsecret loaded;
  TILES_CHECK(library.bind("secret_attributes_build", loaded.attributes_build));
  TILES_CHECK(library.bind("secret_password_storev_binary_sync", loaded.store));
  TILES_CHECK(library.bind("secret_password_lookupv_binary_sync", loaded.look_up));
  TILES_CHECK(library.bind("secret_password_clearv_sync", loaded.clear));
  TILES_CHECK(library.bind("secret_value_new", loaded.value_new));
  TILES_CHECK(library.bind("secret_value_get", loaded.value_get));
  TILES_CHECK(library.bind("secret_value_unref", loaded.value_unref));
  TILES_CHECK(library.bind("g_error_free", loaded.error_free));
  TILES_CHECK(library.bind("g_hash_table_unref", loaded.hash_table_unref));
  TILES_CHECK(library.bind("g_object_unref", loaded.object_unref));
  TILES_CHECK(library.bind("g_cancellable_new", loaded.cancellable_new));
  TILES_CHECK(library.bind("g_cancellable_cancel", loaded.cancellable_cancel));
  return loaded;
}

const Result<Libsecret>& libsecret() {
  static const Result<Libsecret> loaded = load_libsecret();
  return loaded;
}

// After need_libsecret() only.
const Libsecret& api() { return *libsecret(); }

Result<void> need_libsecret() {
  if (!libsecret()) {
    return fail(Error(libsecret().error()).within("key store of the desktop"));
  }
  return {};
}

const SecretSchema& schema() {
  static const SecretSchema kSchema = [] {
    SecretSchema made{};
    made.name = "tiles.DeviceKey";
    made.flags = SECRET_SCHEMA_NONE;
    made.attributes[0] = {kAttribute, SECRET_SCHEMA_ATTRIBUTE_STRING};
    return made;
  }();
  return kSchema;
}

struct FreeError {
  void operator()(GError* error) const { api().error_free(error); }
};
using OwnedError = std::unique_ptr<GError, FreeError>;

struct FreeValue {
  void operator()(SecretValue* value) const { api().value_unref(value); }
};
using OwnedValue = std::unique_ptr<SecretValue, FreeValue>;

struct FreeTable {
  void operator()(GHashTable* table) const { api().hash_table_unref(table); }
};
using Attributes = std::unique_ptr<GHashTable, FreeTable>;

Attributes attributes_of(const PublicKey& key) {
  const std::string did = key.did();
  return Attributes(api().attributes_build(&schema(), kAttribute, did.c_str(), nullptr));
}

// Ends a call that waits for a prompt which nobody sees or answers.
class Deadline {
 public:
  Deadline()
      : cancellable_(api().cancellable_new()),
        waiter_([this](const std::stop_token& stop) { wait(stop); }) {}

  GCancellable* cancellable() { return cancellable_.get(); }

 private:
  static constexpr std::chrono::seconds kWaitMax{60};

  void wait(const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never;
    never.wait_for(lock, stop, kWaitMax, [] { return false; });
    if (!stop.stop_requested()) api().cancellable_cancel(cancellable_.get());
  }

  struct Unref {
    void operator()(GCancellable* object) const { api().object_unref(object); }
  };
  std::unique_ptr<GCancellable, Unref> cancellable_;
  std::jthread waiter_;  // Ends before what it uses.
};

tl::unexpected<Error> failed(const char* doing, GError* error) {
  const OwnedError owned(error);
  return fail(ErrorCode::Io, std::string("key store of the desktop: ") + doing + ": " +
                                 (error == nullptr ? "no answer" : error->message));
}

class SecretServiceStore final : public KeyStore {
 public:
  explicit SecretServiceStore(PublicKey key) : key_(std::move(key)) {}

  void keep(KeyPairSecret keys) { keys_ = std::move(keys); }

  Protection protection() const override { return Protection::KeyStore; }
  const PublicKey& device_key() const override { return key_; }
  Json record() const override { return {{"kind", "secret-service"}, {"key", key_.did()}}; }

  Result<std::string> sign(std::string_view message) override {
    TILES_CHECK(look_up());
    return keys_->device_key().sign(message);
  }

  Result<crypto::SecretBytes> wrapping_key() override {
    TILES_CHECK(look_up());
    return keys_->wrapping_key();
  }

  Result<void> forget() override {
    GError* error = nullptr;
    const Attributes attributes = attributes_of(key_);
    Deadline deadline;
    api().clear(&schema(), attributes.get(), deadline.cancellable(), &error);
    return error == nullptr ? Result<void>() : Result<void>(failed("removing the key", error));
  }

 private:
  Result<void> look_up();

  PublicKey key_;
  std::optional<KeyPairSecret> keys_;
};

Result<void> SecretServiceStore::look_up() {
  if (keys_) return {};
  GError* error = nullptr;
  const Attributes attributes = attributes_of(key_);
  Deadline deadline;
  const OwnedValue value(
      api().look_up(&schema(), attributes.get(), deadline.cancellable(), &error));
  if (error != nullptr) return failed("reading the key", error);
  if (!value) {
    return fail(ErrorCode::NotFound, "key store of the desktop: it does not have the device key");
  }
  gsize size = 0;
  const gchar* bytes = api().value_get(value.get(), &size);
  // As hexadecimal, because some key stores take text only.
  const crypto::SecretBytes text =
      crypto::SecretBytes::copy_of(std::as_bytes(std::span(bytes, size)));
  KeyPairSecret keys = TILES_TRY(KeyPairSecret::parse_hex(text.bytes()));
  if (PublicKey(keys.device_key().public_key()) != key_) {
    return fail(ErrorCode::Corrupt, "key store of the desktop: it has another key");
  }
  keys_ = std::move(keys);
  return {};
}

}  // namespace

Result<std::unique_ptr<KeyStore>> create_secret_service_store(const KeyStoreOptions&) {
  TILES_CHECK(need_libsecret());
  KeyPairSecret keys = KeyPairSecret::generate();
  PublicKey key(keys.device_key().public_key());
  const crypto::SecretBytes text = keys.hex();
  const OwnedValue value(api().value_new(reinterpret_cast<const gchar*>(text.bytes().data()),
                                         static_cast<gssize>(text.size()), "text/plain"));
  GError* error = nullptr;
  const Attributes attributes = attributes_of(key);
  Deadline deadline;
  const gboolean is_stored =
      api().store(&schema(), attributes.get(), SECRET_COLLECTION_DEFAULT,
                  "Tiles: key of this device", value.get(), deadline.cancellable(), &error);
  if (is_stored == FALSE || error != nullptr) return failed("keeping the key", error);
  auto store = std::make_unique<SecretServiceStore>(std::move(key));
  store->keep(std::move(keys));
  return store;
}

Result<std::unique_ptr<KeyStore>> open_secret_service_store(const Json& record) {
  TILES_CHECK(need_libsecret());
  PublicKey key = TILES_TRY(record_key(record));
  return std::make_unique<SecretServiceStore>(std::move(key));
}

}  // namespace tiles::identity
