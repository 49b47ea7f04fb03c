# Third-party code is built once by ./dev, in release, into a cache outside the build folders, and used by all presets.
# TILES_PREBUILT: that folder, with llama/{include,lib} and bridge/lib.
set(TILES_PREBUILT "" CACHE PATH "where ./dev put the third-party builds")
set(TILES_LLAMA "prebuilt" CACHE STRING "prebuilt (TILES_PREBUILT) or system (an installed llama.cpp)")

if(TILES_LLAMA STREQUAL "system")
  include(tiles_llama_system)                             # tiles::llama
elseif(TILES_PREBUILT AND EXISTS ${TILES_PREBUILT}/llama/llama-targets.cmake)
  include(${TILES_PREBUILT}/llama/llama-targets.cmake)    # tiles::llama
endif()
if(TILES_PREBUILT AND EXISTS ${TILES_PREBUILT}/bridge/libtiles_bridge.a)
  add_library(tiles::bridge STATIC IMPORTED)
  set_target_properties(tiles::bridge PROPERTIES IMPORTED_LOCATION ${TILES_PREBUILT}/bridge/libtiles_bridge.a
    INTERFACE_INCLUDE_DIRECTORIES ${PROJECT_SOURCE_DIR}/bridge/include)
  target_link_libraries(tiles::bridge INTERFACE Threads::Threads ${CMAKE_DL_LIBS} m)
endif()
