/*
 * SHA-256 by OpenSSL's libcrypto.
 */
#ifndef IO_CHECKSUM_H
#define IO_CHECKSUM_H

#include <stddef.h>

#include "base/err.h"

enum { SHA256_HEX = 64 };

struct checksum {
	void *context; /* EVP_MD_CTX */
};

void checksum_init(struct checksum *c);
void checksum_add(struct checksum *c, const void *p, size_t n);

/* Lower-case hexadecimal and a NUL to hex; c may be used no more, only released. */
void checksum_finish(struct checksum *c, char hex[SHA256_HEX + 1]);
void checksum_release(struct checksum *c);

/* Of so many bytes, in the form that Content-Security-Policy takes: "sha256-…" in base 64. */
enum { SHA256_POLICY = 7 + 44 };
void checksum_policy(const void *p, size_t n, char policy[SHA256_POLICY + 1]);

/* Of a whole file's bytes as they lie on disk; -1 with RD_INPUT. */
int checksum_file(const char *path, char hex[SHA256_HEX + 1], uint64_t *bytes, struct err *err);

#endif
