#include "io/checksum.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

void checksum_init(struct checksum *c)
{
	c->context = EVP_MD_CTX_new();
	if (!c->context || EVP_DigestInit_ex(c->context, EVP_sha256(), NULL) != 1)
		abort();
}

void checksum_add(struct checksum *c, const void *p, size_t n)
{
	if (n)
		EVP_DigestUpdate(c->context, p, n);
}

void checksum_finish(struct checksum *c, char hex[SHA256_HEX + 1])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	EVP_DigestFinal_ex(c->context, sum, &n);
	for (unsigned i = 0; i < n && i < SHA256_HEX / 2; i++) {
		hex[2 * i] = digits[sum[i] >> 4];
		hex[2 * i + 1] = digits[sum[i] & 15];
	}
	hex[SHA256_HEX] = '\0';
}

void checksum_release(struct checksum *c)
{
	EVP_MD_CTX_free(c->context);
	c->context = NULL;
}

void checksum_policy(const void *p, size_t n, char policy[SHA256_POLICY + 1])
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned size = 0;

	EVP_Digest(p, n, sum, &size, EVP_sha256(), NULL);
	memcpy(policy, "sha256-", 7);
	EVP_EncodeBlock((unsigned char *)policy + 7, sum, SHA256_HEX / 2);
}

int checksum_file(const char *path, char hex[SHA256_HEX + 1], uint64_t *bytes, struct err *err)
{
	enum { CHUNK = 1 << 20 };
	char *buffer = xmalloc(CHUNK);
	struct checksum c;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = -1;

	*bytes = 0;
	checksum_init(&c);
	while (fd >= 0 && ((got = read(fd, buffer, CHUNK)) > 0 || (got < 0 && errno == EINTR))) {
		if (got < 0)
			continue;
		checksum_add(&c, buffer, (size_t)got);
		*bytes += (uint64_t)got;
	}
	if (got < 0) {
		err_set_errno(err, RD_INPUT, T("cannot be read", "无法读取"));
		err_at(err, path, 0, 0);
	} else {
		checksum_finish(&c, hex);
	}
	checksum_release(&c);
	if (fd >= 0)
		close(fd);
	free(buffer);
	return got < 0 ? -1 : 0;
}
