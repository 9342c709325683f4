#include "io/config_directory.h"

#include <stdlib.h>

#include "base/text.h"
#include "io/path.h"

static char *named_directory(const char *path, struct err *err)
{
	if (path_is_directory(path))
		return xstrdup(path);
	err_set(err, RD_CONFIG, T("is not a directory", "不是目录"));
	err_at(err, path, 0, 0);
	err_hint(err, T("name the directory that holds the configuration, with --config or "
	                "RDSTAT_CONFIG",
	                "请用 --config 或 RDSTAT_CONFIG 指定配置所在的目录"));
	return NULL;
}

static char *beside_program(const char *relative)
{
	char *program = path_of_program();
	char *path = program ? path_join(program, relative) : NULL;
	char *real = path ? realpath(path, NULL) : NULL;

	free(program);
	free(path);
	return real;
}

char *config_directory(const char *given, struct err *err)
{
	static const char *const usual[] = {"config", "/etc/rdstat"};
	static const char *const relative[] = {"../share/rdstat/config", "../../config",
	                                       "../../../config"};
	const char *environment = getenv("RDSTAT_CONFIG");
	char *found;

	if (given)
		return named_directory(given, err);
	if (environment && environment[0])
		return named_directory(environment, err);
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (path_is_directory(usual[i]))
			return xstrdup(usual[i]);
	for (size_t i = 0; i < sizeof(relative) / sizeof(relative[0]); i++)
		if ((found = beside_program(relative[i])))
			return found;
	err_set(err, RD_CONFIG, T("there is no configuration", "找不到配置"));
	err_hint(err, T("name its directory with --config", "请用 --config 指定配置目录"));
	return NULL;
}
