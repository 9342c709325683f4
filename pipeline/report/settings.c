#include "report/settings.h"

#include <stdlib.h>

#define SETTING(member) offsetof(struct settings, member)
#define EXHIBIT(member) offsetof(struct exhibit_setting, member)

enum { KEYS_OF_EXHIBIT = 15 };

static const struct json_key exhibit_keys[KEYS_OF_EXHIBIT] = {
        {"id", JSON_KEY_TEXT, EXHIBIT(id), JSON_REQUIRED, NULL},
        {"kind", JSON_KEY_TEXT, EXHIBIT(kind_id), JSON_REQUIRED, NULL},
        {"title", JSON_KEY_BILINGUAL, EXHIBIT(title), JSON_REQUIRED, NULL},
        {"brief", JSON_KEY_BILINGUAL, EXHIBIT(brief), 0, NULL},
        {"indicators", JSON_KEY_TEXTS, EXHIBIT(indicator_ids), 0, NULL},
        {"compare", JSON_KEY_TEXT, EXHIBIT(compared_id), 0, NULL},
        {"class", JSON_KEY_TEXT, EXHIBIT(class_id), 0, NULL},
        {"basis", JSON_KEY_TEXT, EXHIBIT(basis_id), 0, NULL},
        {"chart", JSON_KEY_TEXT, EXHIBIT(chart), 0, NULL},
        {"most", JSON_KEY_COUNT, EXHIBIT(most), 0, NULL},
        {"note", JSON_KEY_BILINGUAL, EXHIBIT(note), 0, NULL},
        {"chart_note", JSON_KEY_BILINGUAL, EXHIBIT(chart_note), 0, NULL},
        {"source", JSON_KEY_BILINGUAL, EXHIBIT(source), 0, NULL},
        {"internal", JSON_KEY_BOOL, EXHIBIT(internal), 0, NULL},
        {"narrow", JSON_KEY_BOOL, EXHIBIT(narrow), 0, NULL},
};

static const struct {
	const char *id;
	size_t least, most;
} kinds[] = {
#define EXHIBIT_KIND_ROW(name, id, least, most) {id, least, most},
        EXHIBIT_KINDS(EXHIBIT_KIND_ROW)
#undef EXHIBIT_KIND_ROW
};

/* What is read, and where: each step of reading needs all of it. */
struct reading {
	struct settings *settings;
	const struct configuration *config;
	struct err *err;
};

static int read_exhibits(const struct json_place *at, const json_t *value, void *target,
                         struct err *err)
{
	struct settings *settings = target;
	void *items;

	if (json_read_list(at, value, exhibit_keys, KEYS_OF_EXHIBIT, sizeof(struct exhibit_setting),
	                   &items, &settings->exhibit_count, err) < 0)
		return -1;
	settings->exhibits = items;
	return 0;
}

static const struct json_key keys[] = {
        {"title", JSON_KEY_BILINGUAL, SETTING(title), JSON_REQUIRED, NULL},
        {"source", JSON_KEY_BILINGUAL, SETTING(source), JSON_REQUIRED, NULL},
        {"regions", JSON_KEY_TEXTS, SETTING(region_codes), JSON_REQUIRED, NULL},
        {"basis", JSON_KEY_TEXT, SETTING(basis_id), JSON_REQUIRED, NULL},
        {"headline", JSON_KEY_TEXTS, SETTING(headline_ids), JSON_REQUIRED, NULL},
        {"ranking", JSON_KEY_TEXT, SETTING(ranking_id), JSON_REQUIRED, NULL},
        {"least_enterprises", JSON_KEY_COUNT, SETTING(least_enterprises), 0, NULL},
        {"data", JSON_KEY_BOOL, SETTING(data), 0, NULL},
        {"documents", JSON_KEY_TEXTS, SETTING(document_names), JSON_REQUIRED, NULL},
        {"exhibits", JSON_KEY_CUSTOM, 0, JSON_REQUIRED, read_exhibits},
};

static int find_indicator(const struct reading *r, const struct json_place *at, const char *id,
                          const struct indicator **found)
{
	const struct indicators *all = &r->config->indicators;
	const char **names;

	*found = indicators_find(all, slice_of(id));
	if (*found)
		return 0;
	names = xcalloc(all->count + 1, sizeof(*names));
	for (size_t i = 0; i < all->count; i++)
		names[i] = all->items[i].id;
	json_choice(at, id, names, all->count, r->err);
	free(names);
	return -1;
}

static int find_indicators(const struct reading *r, const struct json_place *list,
                           const struct json_texts *ids, const struct indicator ***found)
{
	struct arena *arena = &r->settings->arena;

	*found = arena_alloc(arena, (ids->count + 1) * sizeof(**found));
	for (size_t i = 0; i < ids->count; i++) {
		struct json_place at = json_element(list, i);
		if (find_indicator(r, &at, ids->items[i], &(*found)[i]) < 0)
			return -1;
	}
	return 0;
}

static int find_regions(const struct reading *r, const struct json_place *list)
{
	struct settings *s = r->settings;

	s->regions = arena_alloc(&s->arena, (s->region_codes.count + 1) * sizeof(*s->regions));
	for (size_t i = 0; i < s->region_codes.count; i++) {
		struct json_place at = json_element(list, i);
		s->regions[i] =
		        code_tree_find(&r->config->regions, slice_of(s->region_codes.items[i]));
		if (s->regions[i] == CODE_NONE)
			return json_wrong(&at, r->err, T("no region '%s'", "没有地区 '%s'"),
			                  s->region_codes.items[i]);
	}
	return 0;
}

static int find_basis(const struct reading *r, const struct json_place *owner, const char *id,
                      enum basis *basis)
{
	struct json_place at = json_member(owner, "basis");
	const char *names[BASIS_COUNT];
	int index;

	for (int i = 0; i < BASIS_COUNT; i++)
		names[i] = basis_name((enum basis)i);
	index = json_choice(&at, id, names, BASIS_COUNT, r->err);
	*basis = (enum basis)index;
	return index < 0 ? -1 : 0;
}

/* --- One exhibit ---------------------------------------------------------------------------- */

static int find_kind(const struct reading *r, const struct json_place *at,
                     struct exhibit_setting *e)
{
	struct json_place kind = json_member(at, "kind");
	const char *names[EXHIBIT_KIND_COUNT];
	int index;

	for (int i = 0; i < EXHIBIT_KIND_COUNT; i++)
		names[i] = kinds[i].id;
	index = json_choice(&kind, e->kind_id, names, EXHIBIT_KIND_COUNT, r->err);
	if (index < 0)
		return -1;
	e->kind = (enum exhibit_kind)index;
	if (e->indicator_ids.count >= kinds[index].least &&
	    e->indicator_ids.count <= kinds[index].most)
		return 0;
	return json_wrong(at, r->err,
	                  T("'%s' takes %zu to %zu indicators", "'%s' 需要 %zu 到 %zu 个指标"),
	                  e->kind_id, kinds[index].least, kinds[index].most);
}

static int find_compared(const struct reading *r, const struct json_place *at,
                         struct exhibit_setting *e)
{
	static const char *const names[COMPARED_COUNT] = {"peers", "children"};
	struct json_place compared = json_member(at, "compare");
	int index = COMPARE_PEERS;

	if (e->compared_id)
		index = json_choice(&compared, e->compared_id, names, COMPARED_COUNT, r->err);
	e->compared = (enum compared)index;
	return index < 0 ? -1 : 0;
}

static int find_class(const struct reading *r, const struct json_place *at,
                      struct exhibit_setting *e)
{
	const struct returns *returns = &r->config->returns;
	struct json_place place = json_member(at, "class");
	const char *names[MOST_CLASSES];

	e->class_column = -1;
	if (!e->class_id && e->kind == KIND_CLASSES)
		return json_wrong(at, r->err, T("say which 'class'", "请写明 'class'（分类）"));
	if (!e->class_id)
		return 0;
	for (size_t i = 0; i < returns->class_count; i++)
		names[i] = returns->classes[i].id;
	e->class_column = json_choice(&place, e->class_id, names, returns->class_count, r->err);
	return e->class_column < 0 ? -1 : 0;
}

static bool shows_parts(enum exhibit_kind kind)
{
	return kind == KIND_INDUSTRIES || kind == KIND_HEAT || kind == KIND_CLASSES;
}

static void note_use(struct settings *s, const struct configuration *config,
                     const struct exhibit_setting *e)
{
	for (size_t i = 0; i < e->indicator_ids.count; i++) {
		size_t index = (size_t)(e->indicators[i] - config->indicators.items);
		s->in_parts[index] |= shows_parts(e->kind);
		if (e->kind == KIND_TREND)
			s->in_time[index] |= (unsigned char)(1 << e->basis);
	}
}

static int resolve_exhibit(const struct reading *r, const struct json_place *at,
                           struct exhibit_setting *e)
{
	struct json_place indicators = json_member(at, "indicators");

	e->basis = r->settings->basis;
	if (find_kind(r, at, e) < 0 || find_compared(r, at, e) < 0 || find_class(r, at, e) < 0 ||
	    (e->basis_id && find_basis(r, at, e->basis_id, &e->basis) < 0) ||
	    find_indicators(r, &indicators, &e->indicator_ids, &e->indicators) < 0)
		return -1;
	if (!e->source.zh)
		e->source = r->settings->source;
	note_use(r->settings, r->config, e);
	return 0;
}

static int resolve_exhibits(const struct reading *r, const struct json_place *list)
{
	struct settings *s = r->settings;
	size_t flags = r->config->indicators.count + 1;

	s->in_parts = arena_alloc(&s->arena, flags);
	s->in_time = arena_alloc(&s->arena, flags);
	memset(s->in_parts, 0, flags);
	memset(s->in_time, 0, flags);
	for (size_t i = 0; i < s->headline_ids.count; i++)
		s->in_time[s->headline[i] - r->config->indicators.items] |=
		        (unsigned char)(1 << s->basis);
	for (size_t i = 0; i < s->exhibit_count; i++) {
		struct json_place at = json_element(list, i);
		if (resolve_exhibit(r, &at, &s->exhibits[i]) < 0)
			return -1;
	}
	return 0;
}

static int resolve(const struct reading *r, const struct json_place *top)
{
	struct settings *s = r->settings;
	struct json_place regions = json_member(top, "regions");
	struct json_place headline = json_member(top, "headline");
	struct json_place ranking = json_member(top, "ranking");
	struct json_place exhibits = json_member(top, "exhibits");

	if (find_basis(r, top, s->basis_id, &s->basis) < 0 ||
	    find_indicators(r, &headline, &s->headline_ids, &s->headline) < 0 ||
	    find_indicator(r, &ranking, s->ranking_id, &s->ranking) < 0 ||
	    resolve_exhibits(r, &exhibits) < 0)
		return -1;
	return find_regions(r, &regions);
}

int report_settings_load(struct settings *settings, const struct configuration *config,
                         struct err *err)
{
	const struct reading reading = {settings, config, err};
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
		result = resolve(&reading, &top);
	json_decref(root);
	free(path);
	if (result < 0)
		report_settings_release(settings);
	return result;
}

void report_settings_release(struct settings *settings)
{
	arena_release(&settings->arena);
	*settings = (struct settings){.arena = ARENA_INIT};
}
