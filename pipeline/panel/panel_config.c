#include "panel/panel_config.h"

#include <stdlib.h>

static int read_scope(const struct json_place *at, const json_t *value, void *target,
                      struct err *err)
{
	static const struct json_key keys[] = {
	        {"class", JSON_KEY_TEXT, offsetof(struct panel_config, scope_class), JSON_REQUIRED,
	         NULL},
	        {"value", JSON_KEY_TEXT, offsetof(struct panel_config, scope_value), JSON_REQUIRED,
	         NULL},
	};

	return json_read_object(at, value, keys, 2, target, err);
}

static int resolve_scope(struct panel_config *p, const struct returns *returns,
                         const struct json_place *top, struct err *err)
{
	struct json_place scope = json_member(top, "scope");
	const char *names[MOST_CLASSES];

	p->scope_column = p->scope_index = -1;
	if (!p->scope_class)
		return 0;
	for (size_t i = 0; i < returns->class_count; i++)
		names[i] = returns->classes[i].id;
	p->scope_column = json_choice(&scope, p->scope_class, names, returns->class_count, err);
	if (p->scope_column < 0)
		return -1;
	p->scope_index =
	        class_value_find(&returns->classes[p->scope_column], slice_of(p->scope_value));
	if (p->scope_index < 0)
		return json_wrong(&scope, err,
		                  T("'%s' is no value of '%s'", "'%s' 不是 '%s' 的取值"),
		                  p->scope_value, p->scope_class);
	return 0;
}

int panel_config_load(struct panel_config *p, const struct configuration *config, struct err *err)
{
	static const struct json_key keys[] = {
	        {"priority", JSON_KEY_TEXTS, offsetof(struct panel_config, priority), 0, NULL},
	        {"months", JSON_KEY_BOOL, offsetof(struct panel_config, months), 0, NULL},
	        {"register", JSON_KEY_TEXT, offsetof(struct panel_config, register_file), 0, NULL},
	        {"scope", JSON_KEY_CUSTOM, 0, 0, read_scope},
	};
	char *path = configuration_path(config, "panel.json");
	struct json_place top = {path, "", &p->arena};
	json_t *root;
	int result = -1;

	*p = (struct panel_config){0};
	root = json_load_path(path, RD_CONFIG, err);
	if (root && json_read_object(&top, root, keys, 4, p, err) == 0)
		result = resolve_scope(p, &config->returns, &top, err);
	json_decref(root);
	free(path);
	if (result < 0)
		panel_config_release(p);
	return result;
}

void panel_config_release(struct panel_config *p)
{
	arena_release(&p->arena);
	*p = (struct panel_config){0};
}

unsigned panel_config_priority(const struct panel_config *p, struct slice origin)
{
	if (p->priority.count == 0)
		return 0;
	while (origin.n && origin.p[origin.n - 1] != '/')
		origin.n--;
	if (origin.n)
		origin.n--;
	for (size_t i = 0; i < p->priority.count; i++)
		if (slice_is(origin, p->priority.items[i]))
			return (unsigned)(p->priority.count - i);
	return 0;
}
