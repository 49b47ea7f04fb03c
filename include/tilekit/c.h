/* SPDX-License-Identifier: Apache-2.0 */
/* The C interface: small, stable, and over the same code as the C++ headers beside it. */
#ifndef TILEKIT_C_H
#define TILEKIT_C_H

#ifdef __cplusplus
extern "C" {
#endif

/* Grows when a function is added; functions are never changed. */
#define TILEKIT_ABI_VERSION 2

typedef struct tilekit_home tilekit_home;
typedef struct tilekit_chat tilekit_chat;

/* Texts are UTF-8 and end in a NUL. The version lives as long as the program. */
const char* tilekit_version(void);

/* To be called first in main(): does not return in a process that was started as a worker. */
void tilekit_serve_if_worker(int argc, char** argv);

/* The functions below return 0, or 1 for an error. `*json` is then one object: the result as
   `tiles --json` prints it, or {"error": {"code", "text", "hint"}}; it is never null and is freed
   with tilekit_free. No exception and no signal comes out of them. Safe from several threads. */

/* directory: null for the default home. On success `*home` is open and `*json` is {}. */
int tilekit_home_open(const char* directory, tilekit_home** home, char** json);
int tilekit_memory_ask(tilekit_home* home, const char* question, char** json);
int tilekit_memory_tell(tilekit_home* home, const char* message, char** json);

/* Called with the next piece of the reply, on a thread of the library or on the caller's, never at
   once; `text` ends in a NUL and is valid during the call. Return 0 to go on, else the reply stops
   within one token and what came of it counts. */
typedef struct tilekit_sink { /* NOLINT(readability-identifier-naming): a name of C. */
  int (*text)(const char* text, void* context);
  void* context;
} tilekit_sink;

/* A conversation. chat_model: a .gguf file, or null for the one of settings or of the models
   folder; without any the memory model answers. The model loads while the call returns. The home
   may be closed before the chat. */
int tilekit_chat_open(tilekit_home* home, const char* chat_model, tilekit_chat** chat, char** json);
/* One turn: recalls, replies piece by piece, remembers. sink: may be null. Not to be called from
   two threads at once on one chat. `*json` is {"reply", "reasoning", "finish", "recalled",
   "remembered", "usage"}. */
int tilekit_chat_send(tilekit_chat* chat, const char* message, const tilekit_sink* sink,
                      char** json);
void tilekit_chat_close(tilekit_chat* chat);

/* Null is allowed, here and in tilekit_chat_close. */
void tilekit_home_close(tilekit_home* home);
void tilekit_free(char* text);

#ifdef __cplusplus
}
#endif

#endif
