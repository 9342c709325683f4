/*
 * Files as the tests of io/ need them: written and looked at as they lie on disk, and a
 * directory of its own for each test.
 */
#ifndef FILES_H
#define FILES_H

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "io/output.h"
#include "unit.h"

#define SHA256_OF_NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define SHA256_OF_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static inline void put(const char *path, const void *p, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(p, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

/* The bytes of a file as they lie on disk, to be freed. */
static inline char *get(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *p = xmalloc(1 << 24);

	assert_non_null(f);
	*n = fread(p, 1, (1 << 24) - 1, f);
	p[*n] = '\0';
	fclose(f);
	return p;
}

static inline void holds(const char *path, const char *expected)
{
	size_t n;
	char *p = get(path, &n);

	assert_string_equal(p, expected);
	free(p);
}

static inline size_t files_like(const char *suffix)
{
	DIR *d = opendir(".");
	struct dirent *e;
	size_t count = 0;

	assert_non_null(d);
	while ((e = readdir(d)))
		count += slice_ends(slice_of(e->d_name), suffix);
	closedir(d);
	return count;
}

/* Lines that compress, but not to nothing; longer than every buffer on the way. */
static inline char *many_lines(size_t *n)
{
	struct text t = TEXT_INIT;
	uint64_t x = 1;

	for (int i = 0; i < 200000; i++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		text_addf(&t, "%d,%llu\n", i, (unsigned long long)(x >> 40));
	}
	*n = t.n;
	return text_detach(&t);
}

static inline void write_file(const char *path, const void *p, size_t n)
{
	struct err err = ERR_INIT;

	assert_int_equal(output_whole(path, (struct slice){p, n}, &err), 0);
}

/* Each test starts in a directory of its own. */
static inline int enter_own_directory(void **state)
{
	static char name[] = "0000";
	static int count;

	(void)state;
	lang_set(LANG_EN);
	snprintf(name, sizeof(name), "%03d", ++count % 1000);
	return mkdir(name, 0777) || chdir(name);
}

static inline int leave_own_directory(void **state)
{
	(void)state;
	return chdir("..");
}

#define IN_OWN_DIRECTORY(function)                                                                 \
	cmocka_unit_test_setup_teardown(function, enter_own_directory, leave_own_directory)

#endif
