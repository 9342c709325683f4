/*
 * The saved corpus of the fuzz targets, replayed: what once broke a reader stays in it.
 */
#include <dirent.h>

#include "../fuzz/targets.h"
#include "io/path.h"
#include "unit.h"

static size_t replay(const struct fuzz_target *target)
{
	const char *top = getenv("TOP");
	char *directory = xasprintf("%s/tests/fuzz/corpus/%s", top ? top : ".", target->name);
	struct dirent **entries = NULL;
	int count = scandir(directory, &entries, NULL, alphasort);
	size_t replayed = 0;

	for (int i = 0; i < count; i++) {
		char *path = path_join(directory, entries[i]->d_name);
		struct err err = ERR_INIT;
		struct input in;
		size_t n;
		char *bytes = NULL;
		if (entries[i]->d_name[0] != '.' && input_open(&in, path, &err) == 0) {
			bytes = input_read_all(&in, 1 << 24, &n, &err);
			input_close(&in);
		}
		if (bytes) {
			target->run((const unsigned char *)bytes, n);
			replayed++;
		}
		free(bytes);
		free(path);
		free(entries[i]);
	}
	free(entries);
	free(directory);
	return replayed;
}

static void every_saved_input_is_survived(void **state)
{
	(void)state;
	for (size_t i = 0; i < FUZZ_TARGETS; i++)
		assert_int_not_equal(replay(&fuzz_targets[i]), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(every_saved_input_is_survived),
	};

	return RUN_TESTS(tests);
}
