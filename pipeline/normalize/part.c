#include "normalize/part.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

enum { CHUNK = 1 << 20 };

/* Without a product that could be too large. */
static uint64_t share(uint64_t bytes, unsigned number, unsigned of)
{
	return bytes / of * number + bytes % of * number / of;
}

static int not_a_file(const char *path, struct err *err)
{
	err_set(err, RD_INPUT, T("is no file that can be read in parts", "不是可以分段读取的文件"));
	return err_at(err, path, 0, 0);
}

int part_open(struct part *part, const char *word, const char *const *paths, size_t count,
              struct err *err)
{
	*part = (struct part){.count = count};
	if (!shard_parse(word, &part->which)) {
		err_set(err, RD_USAGE, T("'%s' is no part", "'%s' 不是分段"), word);
		return err_hint(err, T("part 2 of 8 is '2/8'", "8 段中的第 2 段写作 '2/8'"));
	}
	part->starts = xcalloc(count + 1, sizeof(*part->starts));
	for (size_t i = 0; i < count; i++) {
		struct stat st;
		if (strcmp(paths[i], "-") == 0)
			return not_a_file(paths[i], err);
		if (stat(paths[i], &st) < 0) {
			err_set_errno(err, RD_INPUT, T("cannot be opened", "无法打开"));
			return err_at(err, paths[i], 0, 0);
		}
		if (!S_ISREG(st.st_mode))
			return not_a_file(paths[i], err);
		part->starts[i + 1] = part->starts[i] + (uint64_t)st.st_size;
	}
	part->first = share(part->starts[count], part->which.number - 1, part->which.of);
	part->end = share(part->starts[count], part->which.number, part->which.of);
	return 0;
}

void part_release(struct part *part)
{
	free(part->starts);
	*part = (struct part){0};
}

bool part_of_file(const struct part *part, size_t file, struct part_range *range)
{
	uint64_t start = part->starts[file], end = part->starts[file + 1];
	bool last = part->which.number == part->which.of;

	*range = (struct part_range){
	        .begins = start >= part->first && (start < part->end || last),
	        .first = part->first > start ? part->first - start : 0,
	        .end = end <= part->end    ? UINT64_MAX
	               : part->end > start ? part->end - start
	                                   : 0,
	};
	return range->begins || (start < part->end && end > part->first);
}

/* --- Lines ------------------------------------------------------------------------------- */

static uint64_t count_lines(const char *p, size_t n)
{
	uint64_t count = 0;

	for (const char *end = p + n; (p = memchr(p, '\n', (size_t)(end - p))); p++)
		count++;
	return count;
}

/* Adds the line feeds between two offsets of a file. */
static int add_lines(int fd, uint64_t at, uint64_t end, char *buffer, uint64_t *lines)
{
	while (at < end) {
		uint64_t rest = end - at;
		ssize_t got = pread(fd, buffer, rest < CHUNK ? (size_t)rest : CHUNK, (off_t)at);
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		*lines += count_lines(buffer, (size_t)got);
		at += (uint64_t)got;
	}
	return 0;
}

int part_lines(const char *path, const struct part_range *range, uint64_t *before, uint64_t *last,
               struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), result = -1;
	char *buffer = xmalloc(CHUNK);

	*before = 0;
	if (fd >= 0 && add_lines(fd, 0, range->first, buffer, before) == 0)
		result = 0;
	*last = range->end == UINT64_MAX ? UINT64_MAX : *before;
	if (result == 0 && range->end != UINT64_MAX)
		result = add_lines(fd, range->first, range->end, buffer, last);
	if (result < 0) {
		err_set_errno(err, RD_INPUT, T("cannot be read", "无法读取"));
		err_at(err, path, 0, 0);
	}
	if (fd >= 0)
		close(fd);
	free(buffer);
	return result;
}
