#include "model/configuration.h"

#include <stdlib.h>

#include "io/path.h"

static bool holds_configuration(const char *directory)
{
	char *path = path_join(directory, "returns.json");
	bool holds = path_exists(path);

	free(path);
	return holds;
}

/* Installed as PREFIX/bin and PREFIX/share/rdstat/config; built as build/bin and config. */
static char *beside_program(void)
{
	static const char *const places[] = {"../share/rdstat/config", "../../config",
	                                     "../../../config"};
	char *home = path_of_program();

	for (size_t i = 0; home && i < sizeof(places) / sizeof(places[0]); i++) {
		char *directory = path_join(home, places[i]);
		if (holds_configuration(directory)) {
			free(home);
			return directory;
		}
		free(directory);
	}
	free(home);
	return NULL;
}

int configuration_open(struct configuration *c, const char *given, struct err *err)
{
	const char *from_environment = getenv("RDSTAT_CONFIG");

	*c = (struct configuration){0};
	if (!given && from_environment && *from_environment)
		given = from_environment;
	if (given)
		c->directory = xstrdup(given);
	else if (holds_configuration("config"))
		c->directory = xstrdup("config");
	else if (holds_configuration("/etc/rdstat"))
		c->directory = xstrdup("/etc/rdstat");
	else
		c->directory = beside_program();
	if (c->directory && holds_configuration(c->directory))
		return 0;
	err_set(err, RD_CONFIG,
	        c->directory ? T("is no configuration: it has no returns.json",
	                         "不是配置目录：其中没有 returns.json")
	                     : T("no configuration found", "找不到配置"));
	err_hint(err, T("give the directory with -c, or set RDSTAT_CONFIG",
	                "请用 -c 给出目录，或设置 RDSTAT_CONFIG"));
	err_at(err, c->directory, 0, 0);
	configuration_release(c);
	return -1;
}

char *configuration_path(const struct configuration *c, const char *name)
{
	return path_join(c->directory, name);
}

static int load_tree(struct configuration *c, struct code_tree *tree, const char *what,
                     const char *file, struct err *err)
{
	char *path = configuration_path(c, file);
	int result = code_tree_load(tree, path, what, err);

	free(path);
	return result;
}

static int load_part(struct configuration *c, unsigned part, struct err *err)
{
	char *path;
	int result = 0;

	switch (part) {
	case CONFIG_REGIONS:
		return load_tree(c, &c->regions, T("region", "地区"), "regions.csv", err);
	case CONFIG_INDUSTRIES:
		return load_tree(c, &c->industries, T("industry", "行业"), "industries.csv", err);
	case CONFIG_RETURNS:
		path = configuration_path(c, "returns.json");
		result = returns_load(&c->returns, path, err);
		break;
	default:
		path = configuration_path(c, "indicators.json");
		result = indicators_load(&c->indicators, path, &c->returns, err);
	}
	free(path);
	return result;
}

int configuration_load(struct configuration *c, unsigned parts, struct err *err)
{
	if (parts & CONFIG_INDICATORS)
		parts |= CONFIG_RETURNS;
	for (unsigned part = CONFIG_REGIONS; part <= CONFIG_INDICATORS; part <<= 1) {
		if (!(parts & part) || (c->loaded & part))
			continue;
		if (load_part(c, part, err) < 0)
			return -1;
		c->loaded |= part;
	}
	return 0;
}

void configuration_release(struct configuration *c)
{
	if (c->loaded & CONFIG_INDICATORS)
		indicators_release(&c->indicators);
	if (c->loaded & CONFIG_RETURNS)
		returns_release(&c->returns);
	if (c->loaded & CONFIG_INDUSTRIES)
		code_tree_release(&c->industries);
	if (c->loaded & CONFIG_REGIONS)
		code_tree_release(&c->regions);
	free(c->directory);
	*c = (struct configuration){0};
}
