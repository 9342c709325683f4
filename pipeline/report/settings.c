#include "report/settings.h"

#include <stdlib.h>

static const struct json_key keys[] = {
        {"regions", JSON_KEY_TEXTS, offsetof(struct settings, region_codes), JSON_REQUIRED, NULL},
        {"basis", JSON_KEY_TEXT, offsetof(struct settings, basis_id), JSON_REQUIRED, NULL},
        {"headline", JSON_KEY_TEXTS, offsetof(struct settings, headline_ids), JSON_REQUIRED, NULL},
        {"ranking", JSON_KEY_TEXT, offsetof(struct settings, ranking_id), JSON_REQUIRED, NULL},
};

static int find_indicator(const struct configuration *config, const struct json_place *at,
                          const char *id, const struct indicator **found, struct err *err)
{
	const struct indicators *all = &config->indicators;
	const char **names;

	*found = indicators_find(all, slice_of(id));
	if (*found)
		return 0;
	names = xcalloc(all->count + 1, sizeof(*names));
	for (size_t i = 0; i < all->count; i++)
		names[i] = all->items[i].id;
	json_choice(at, id, names, all->count, err);
	free(names);
	return -1;
}

static int find_regions(struct settings *s, const struct configuration *config,
                        const struct json_place *list, struct err *err)
{
	s->regions = arena_alloc(&s->arena, (s->region_codes.count + 1) * sizeof(*s->regions));
	for (size_t i = 0; i < s->region_codes.count; i++) {
		struct json_place at = json_element(list, i);
		s->regions[i] =
		        code_tree_find(&config->regions, slice_of(s->region_codes.items[i]));
		if (s->regions[i] == CODE_NONE)
			return json_wrong(&at, err, T("no region '%s'", "没有地区 '%s'"),
			                  s->region_codes.items[i]);
	}
	return 0;
}

static int resolve(struct settings *s, const struct configuration *config,
                   const struct json_place *top, struct err *err)
{
	struct json_place regions = json_member(top, "regions");
	struct json_place headline = json_member(top, "headline");
	struct json_place ranking = json_member(top, "ranking");
	struct json_place basis = json_member(top, "basis");
	const char *bases[BASIS_COUNT];
	int index;

	for (int i = 0; i < BASIS_COUNT; i++)
		bases[i] = basis_name((enum basis)i);
	index = json_choice(&basis, s->basis_id, bases, BASIS_COUNT, err);
	if (index < 0)
		return -1;
	s->basis = (enum basis)index;
	s->headline = arena_alloc(&s->arena, (s->headline_ids.count + 1) * sizeof(*s->headline));
	for (size_t i = 0; i < s->headline_ids.count; i++) {
		struct json_place at = json_element(&headline, i);
		if (find_indicator(config, &at, s->headline_ids.items[i], &s->headline[i], err) < 0)
			return -1;
	}
	if (find_indicator(config, &ranking, s->ranking_id, &s->ranking, err) < 0)
		return -1;
	return find_regions(s, config, &regions, err);
}

int settings_load(struct settings *settings, const struct configuration *config, struct err *err)
{
	char *path = configuration_path(config, "report.json");
	struct json_place top = {path, "", &settings->arena};
	json_t *root;
	int result = -1;

	*settings = (struct settings){.arena = ARENA_INIT};
	root = json_load_path(path, RD_CONFIG, err);
	if (root)
		result = json_read_object(&top, root, keys, sizeof(keys) / sizeof(keys[0]),
		                          settings, err);
	if (result == 0)
		result = resolve(settings, config, &top, err);
	json_decref(root);
	free(path);
	if (result < 0)
		settings_release(settings);
	return result;
}

void settings_release(struct settings *settings)
{
	arena_release(&settings->arena);
	*settings = (struct settings){.arena = ARENA_INIT};
}
