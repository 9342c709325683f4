#include "run/programs.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/path.h"

static char *executable_in(const char *directory, const char *name)
{
	char *path = path_join(directory, name);

	if (!path_is_directory(path) && access(path, X_OK) == 0)
		return path;
	free(path);
	return NULL;
}

static char *on_path(const char *name)
{
	const char *path = getenv("PATH"), *at = path ? path : "/usr/local/bin:/usr/bin:/bin";
	char *found = NULL;

	while (!found && *at) {
		size_t n = strcspn(at, ":");
		char *directory = n ? xstrndup(at, n) : xstrdup(".");
		char *real = realpath(directory, NULL); /* steps run in another directory */
		if (real)
			found = executable_in(real, name);
		free(real);
		free(directory);
		at += n + (at[n] == ':');
	}
	return found;
}

static char *find(const char *name)
{
	char *own = path_of_program();
	char *found = own ? executable_in(own, name) : NULL;

	free(own);
	return found ? found : on_path(name);
}

/* Several stages may share a program; it is hashed once. */
static int fill(struct program_file *programs, const struct chain *chain, size_t i, struct err *err)
{
	const char *name = chain->stages[i].program;
	uint64_t bytes;

	for (size_t k = 0; k < i; k++)
		if (strcmp(chain->stages[k].program, name) == 0) {
			programs[i] = programs[k];
			programs[i].path = xstrdup(programs[k].path);
			return 0;
		}
	programs[i].path = find(name);
	if (programs[i].path)
		return checksum_file(programs[i].path, programs[i].sha256, &bytes, err);
	err_set(err, RD_CONFIG,
	        T("stage '%s': there is no program '%s'", "阶段 '%s'：没有程序 '%s'"),
	        chain->stages[i].name, name);
	err_hint(err,
	         T("it is looked for beside rd-run and then on PATH; is rdstat installed whole?",
	           "先在 rd-run 所在目录查找，再查 PATH；rdstat 是否安装完整？"));
	return err_at(err, chain->file, 0, 0);
}

struct program_file *programs_find(const struct chain *chain, struct err *err)
{
	struct program_file *programs = xcalloc(chain->count, sizeof(*programs));

	for (size_t i = 0; i < chain->count; i++)
		if (fill(programs, chain, i, err) < 0) {
			programs_free(programs, chain->count);
			return NULL;
		}
	return programs;
}

void programs_free(struct program_file *programs, size_t count)
{
	for (size_t i = 0; programs && i < count; i++)
		free(programs[i].path);
	free(programs);
}
