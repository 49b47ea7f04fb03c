/* SPDX-License-Identifier: Apache-2.0 */
/* The Python engine of bridge/: one session, fed block by block, that stops at each host call.
 * Nothing here opens a file, a socket or a process, and nothing unwinds: a bug inside aborts.
 * Not safe from several threads. One process holds one session at a time (the memory count is
 * the process's). */
#ifndef TILES_PYTHON_H
#define TILES_PYTHON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct TilesPython TilesPython;

typedef struct TilesPythonLimits {
  uint64_t time_ms;      /* Of one block, on a wall clock that stands still in host calls. */
  uint64_t memory_bytes; /* Live data; 4 MiB above it the process exits with code 65. */
  uint64_t depth;        /* Nested calls. */
  uint64_t output_bytes; /* Of the printed text, and of the value's repr. */
  int64_t now_s;         /* What the code's clock shows, since 1970-01-01 UTC. */
} TilesPythonLimits;

typedef enum TilesPythonAnswer {
  /* {"stdout", "value": string|null, "error": null|{"type", "message", "line", "traceback"},
   *  "broken_off": whether time or memory ran out} */
  TILES_PYTHON_DONE = 0,
  /* {"name", "args": [], "kwargs": {}}: go on with tiles_python_resume. */
  TILES_PYTHON_CALL = 1,
  /* The call does not fit the session's state; no text. */
  TILES_PYTHON_MISUSE = 2
} TilesPythonAnswer;

/* names: the host functions, UTF-8, each ended by a line feed. Never null. */
TilesPython* tiles_python_new(const TilesPythonLimits* limits, const char* names,
                              size_t names_bytes);
void tiles_python_free(TilesPython* session);

/* Runs one block up to its end or its first host call. code: UTF-8. */
TilesPythonAnswer tiles_python_run(TilesPython* session, const char* code, size_t code_bytes);

/* Answers a host call with one JSON object: {"value": any}, {"exception": type, "message": text},
 * or {"abort": type, "message": text}, which the code cannot catch. */
TilesPythonAnswer tiles_python_resume(TilesPython* session, const char* json, size_t json_bytes);

/* JSON of the last answer; valid until the next call with this session. */
const char* tiles_python_text(const TilesPython* session, size_t* bytes);

#ifdef __cplusplus
}
#endif

#endif
