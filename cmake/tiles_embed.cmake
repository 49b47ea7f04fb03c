enable_language(ASM)
set(TILES_EMBED_TEMPLATE ${CMAKE_CURRENT_LIST_DIR}/embed.S.in)

# tiles_embed(<module> <symbol> <file>): puts the bytes of a file into a module, as `const unsigned char <symbol>_begin[]`
# up to `<symbol>_end` (C linkage). The program then needs no file beside it.
function(tiles_embed module symbol file)
  if(NOT EXISTS ${file})
    message(FATAL_ERROR "'${file}' is missing: it is embedded in the program")
  endif()
  set(TILES_EMBED_SYMBOL ${symbol})
  set(TILES_EMBED_FILE ${file})
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.S)
  configure_file(${TILES_EMBED_TEMPLATE} ${source} @ONLY)
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${file})
  target_sources(tiles_${module} PRIVATE ${source})
endfunction()
