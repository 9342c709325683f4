#include "model/source_name.h"

static bool part_valid(struct slice part)
{
	for (size_t i = 0; i < part.n; i++) {
		char c = part.p[i];
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-')
			return false;
	}
	return part.n > 0;
}

bool source_name_valid(struct slice name)
{
	const char *slash = name.n ? memchr(name.p, '/', name.n) : NULL;
	size_t first = slash ? (size_t)(slash - name.p) : name.n;

	if (!part_valid((struct slice){name.p, first}))
		return false;
	return !slash || part_valid((struct slice){slash + 1, name.n - first - 1});
}

bool source_name_is_sample(struct slice name)
{
	return slice_starts(name, "sample/");
}
