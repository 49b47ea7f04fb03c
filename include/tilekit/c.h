/* SPDX-License-Identifier: Apache-2.0 */
/* The C interface: small, stable, and over the same code as the C++ headers beside it. */
#ifndef TILEKIT_C_H
#define TILEKIT_C_H

#ifdef __cplusplus
extern "C" {
#endif

/* Grows when a function is added; functions are never changed. */
#define TILEKIT_ABI_VERSION 1

typedef struct tilekit_home tilekit_home;

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

/* Null is allowed. */
void tilekit_home_close(tilekit_home* home);
void tilekit_free(char* text);

#ifdef __cplusplus
}
#endif

#endif
