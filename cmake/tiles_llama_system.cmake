# tiles::llama from an installed llama.cpp (TILES_LLAMA=system). Upstream installs neither headers nor a CMake target of
# llama-common, so both are looked for: packages that have them put the headers beside llama.h or in a folder of their own.
set(TILES_LLAMA_BUILD_MIN 11434)  # The builds whose interface src/engine was compiled against.
set(TILES_LLAMA_BUILD_MAX 11999)
find_package(llama CONFIG QUIET)
if(NOT llama_FOUND)
  message(FATAL_ERROR "TILES_LLAMA=system, but no llama.cpp is installed whose CMake package 'llama' can be loaded. "
    "Add its prefix to CMAKE_PREFIX_PATH, or use TILES_LLAMA=prebuilt")
endif()
if(LLAMA_BUILD_NUMBER LESS TILES_LLAMA_BUILD_MIN OR LLAMA_BUILD_NUMBER GREATER TILES_LLAMA_BUILD_MAX)
  message(FATAL_ERROR "llama.cpp of the system is build ${LLAMA_BUILD_NUMBER}; "
    "builds ${TILES_LLAMA_BUILD_MIN} to ${TILES_LLAMA_BUILD_MAX} are supported. Use TILES_LLAMA=prebuilt")
endif()
find_library(TILES_LLAMA_COMMON llama-common HINTS ${LLAMA_LIB_DIR})
find_library(TILES_LLAMA_COMMON_BASE llama-common-base HINTS ${LLAMA_LIB_DIR})
find_path(TILES_LLAMA_COMMON_INCLUDE json-schema-to-grammar.h HINTS ${LLAMA_INCLUDE_DIR}
  PATH_SUFFIXES llama-common llama.cpp/common llama/common llama)
if(NOT TILES_LLAMA_COMMON OR NOT TILES_LLAMA_COMMON_INCLUDE)
  message(FATAL_ERROR "llama.cpp in '${LLAMA_LIB_DIR}' has no llama-common library with headers (chat.h, sampling.h and "
    "their like). Use TILES_LLAMA=prebuilt")
endif()
add_library(tiles::llama INTERFACE IMPORTED)
target_include_directories(tiles::llama SYSTEM INTERFACE ${TILES_LLAMA_COMMON_INCLUDE} ${LLAMA_INCLUDE_DIR})
target_link_libraries(tiles::llama INTERFACE ${TILES_LLAMA_COMMON}
  $<$<BOOL:${TILES_LLAMA_COMMON_BASE}>:${TILES_LLAMA_COMMON_BASE}> llama)
message(STATUS "llama.cpp of the system: ${LLAMA_VERSION}, build ${LLAMA_BUILD_NUMBER}")
