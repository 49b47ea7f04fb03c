# The library graph of docs/architecture.md. A module includes only modules below its own level that it lists.
set(TILES_MODULES base crypto store tlog net engine sandbox vault identity models memory attest chat score sync kit server)

set(TILES_LEVEL_base 0)
set(TILES_LEVEL_crypto 1)
foreach(module store tlog net engine sandbox vault)
  set(TILES_LEVEL_${module} 2)
endforeach()
foreach(module identity models memory)
  set(TILES_LEVEL_${module} 3)
endforeach()
foreach(module attest chat score sync)
  set(TILES_LEVEL_${module} 4)
endforeach()
set(TILES_LEVEL_kit 5)
set(TILES_LEVEL_server 6)

# Headers of a dependency may be included in its home only: "regular expression@home folder".
set(TILES_HOMES
  "nlohmann/@src/base" "fmt/@src/base" "spdlog/@src/base"
  "openssl/@src/crypto" "secp256k1[.]h@src/crypto" "sodium@src/crypto"
  "llama[-.]@src/engine" "ggml@src/engine" "gguf[.]h@src/engine" "(chat|common|sampling)[.]h@src/engine"
  "tiles_python[.]h@src/sandbox" "seccomp@src/sandbox"
  "sqlite3[.]h@src/vault" "md4c@src/vault" "utf8proc@src/base"
  "libsecret/@src/identity" "qrencode[.]h@src/identity" "toml[+][+]/@src/identity" "tss2/@src/identity"
  "ares[.]h@src/net" "curl/@src/net" "boost/@src/server" "CLI/@apps/tiles" "histedit@apps/tiles" "editline@apps/tiles")

# Stops when `file` (of folder src/<module>) includes a module it may not see, or a dependency outside its home.
function(tiles_check_includes module file)
  file(STRINGS ${file} includes REGEX "^[ \t]*#[ \t]*include")
  foreach(line IN LISTS includes)
    if(line MATCHES "#[ \t]*include[ \t]*\"([a-z_]+)/")
      set(seen ${CMAKE_MATCH_1})
      if(DEFINED TILES_LEVEL_${seen} AND NOT seen STREQUAL module AND NOT seen IN_LIST ARGN)
        message(FATAL_ERROR "${file}: module '${module}' may not include '${seen}': ${line}")
      endif()
    endif()
    foreach(home IN LISTS TILES_HOMES)
      string(REPLACE "@" ";" home "${home}")
      list(GET home 0 pattern)
      list(GET home 1 folder)
      if(line MATCHES "#[ \t]*include[ \t]*[<\"]${pattern}" AND NOT file MATCHES "/${folder}/")
        message(FATAL_ERROR "${file}: only ${folder} may include this: ${line}")
      endif()
    endforeach()
  endforeach()
endfunction()
