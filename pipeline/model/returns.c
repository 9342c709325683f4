#include "model/returns.h"

#include <stdlib.h>

#include "base/hash_map.h"
#include "model/unit.h"

const char *const variant_suffix[VARIANT_COUNT] = {"", "_ly", "_ly_panel"};
const char *const presence_names[PRESENCE_COUNT] = {"returned", "silent", "outside", "left"};

enum presence presence_parse(struct slice text)
{
	enum presence presence = PRESENCE_RETURNED;

	while (presence < PRESENCE_COUNT && !slice_is(text, presence_names[presence]))
		presence++;
	return presence;
}

static int read_measure_kind(const struct json_place *at, const json_t *value, void *target,
                             struct err *err)
{
	static const char *const names[] = {"amount", "count"};
	int kind = json_choice(at, json_is_string(value) ? json_string_value(value) : "", names, 2,
	                       err);

	if (kind >= 0)
		*(enum measure_kind *)target = (enum measure_kind)kind;
	return kind < 0 ? -1 : 0;
}

static int read_id_kind(const struct json_place *at, const json_t *value, void *target,
                        struct err *err)
{
	static const char *const names[] = {"text", "uscc"};
	int kind = json_choice(at, json_is_string(value) ? json_string_value(value) : "", names, 2,
	                       err);

	if (kind >= 0)
		*(bool *)target = kind == 1;
	return kind < 0 ? -1 : 0;
}

static int read_measures(const struct json_place *at, const json_t *value, void *target,
                         struct err *err)
{
	static const struct json_key keys[] = {
	        {"id", JSON_KEY_TEXT, offsetof(struct measure, id), JSON_REQUIRED, NULL},
	        {"kind", JSON_KEY_CUSTOM, offsetof(struct measure, kind), JSON_REQUIRED,
	         read_measure_kind},
	        {"last_year", JSON_KEY_BOOL, offsetof(struct measure, last_year), 0, NULL},
	        {"negative", JSON_KEY_BOOL, offsetof(struct measure, negative), 0, NULL},
	        {"at_most", JSON_KEY_TEXT, offsetof(struct measure, at_most), 0, NULL},
	        {"name", JSON_KEY_BILINGUAL, offsetof(struct measure, name), JSON_REQUIRED, NULL},
	};
	struct returns *returns = target;

	return json_read_list(at, value, keys, 6, sizeof(struct measure),
	                      (void **)&returns->measures, &returns->measure_count, err);
}

static int read_class_values(const struct json_place *at, const json_t *value, void *target,
                             struct err *err)
{
	static const struct json_key keys[] = {
	        {"id", JSON_KEY_TEXT, offsetof(struct class_value, id), JSON_REQUIRED, NULL},
	        {"name", JSON_KEY_BILINGUAL, offsetof(struct class_value, name), JSON_REQUIRED,
	         NULL},
	};
	struct class_column *column = target;

	return json_read_list(at, value, keys, 2, sizeof(struct class_value),
	                      (void **)&column->values, &column->value_count, err);
}

static int read_classes(const struct json_place *at, const json_t *value, void *target,
                        struct err *err)
{
	static const struct json_key keys[] = {
	        {"id", JSON_KEY_TEXT, offsetof(struct class_column, id), JSON_REQUIRED, NULL},
	        {"name", JSON_KEY_BILINGUAL, offsetof(struct class_column, name), JSON_REQUIRED,
	         NULL},
	        {"ladder", JSON_KEY_BOOL, offsetof(struct class_column, ladder), 0, NULL},
	        {"values", JSON_KEY_CUSTOM, 0, JSON_REQUIRED, read_class_values},
	};
	struct returns *returns = target;

	return json_read_list(at, value, keys, 4, sizeof(struct class_column),
	                      (void **)&returns->classes, &returns->class_count, err);
}

static int read_attributes(const struct json_place *at, const json_t *value, void *target,
                           struct err *err)
{
	static const struct json_key keys[] = {
	        {"id", JSON_KEY_TEXT, offsetof(struct attribute, id), JSON_REQUIRED, NULL},
	        {"name", JSON_KEY_BILINGUAL, offsetof(struct attribute, name), JSON_REQUIRED, NULL},
	};
	struct returns *returns = target;

	return json_read_list(at, value, keys, 2, sizeof(struct attribute),
	                      (void **)&returns->attributes, &returns->attribute_count, err);
}

/* A table under construction in the arena. */
struct builder {
	struct returns *returns;
	struct table *table;
	struct column *columns;
};

static size_t add_column(struct builder *b, const char *name, enum column_type type,
                         struct bilingual title)
{
	b->columns[b->table->count] = (struct column){name, type, title};
	return b->table->count++;
}

static const char *join(struct returns *returns, const char *a, const char *b)
{
	char *joined = xasprintf("%s%s", a, b);
	const char *kept = arena_strdup(&returns->arena, slice_of(joined));

	free(joined);
	return kept;
}

static int add_variant(struct builder *b, const struct measure *m, enum variant v)
{
	static const struct bilingual suffix[VARIANT_COUNT] = {
	        {"", ""},
	        {"（上年同期，报表所填）", ", same period of last year as reported"},
	        {"（上年同期，上年报表）", ", same period of last year in last year's own return"},
	};
	struct bilingual title = {join(b->returns, m->name.zh, suffix[v].zh),
	                          join(b->returns, m->name.en, suffix[v].en)};

	return (int)add_column(b, join(b->returns, m->id, variant_suffix[v]), COLUMN_INTEGER,
	                       title);
}

static void add_keys(struct builder *b, bool periodic)
{
	add_column(b, "enterprise", COLUMN_TEXT, (struct bilingual){"企业", "enterprise"});
	if (periodic) {
		add_column(b, "period", COLUMN_TEXT, (struct bilingual){"报告期", "period"});
		add_column(b, "basis", COLUMN_TEXT,
		           (struct bilingual){"口径", "basis: ytd, month or year"});
	}
	add_column(b, "region", COLUMN_TEXT, (struct bilingual){"地区", "region"});
	add_column(b, "industry", COLUMN_TEXT, (struct bilingual){"行业", "industry"});
	for (size_t i = 0; i < b->returns->class_count; i++)
		add_column(b, b->returns->classes[i].id, COLUMN_TEXT, b->returns->classes[i].name);
	if (periodic)
		b->returns->attributes_at = b->table->count;
	for (size_t i = 0; i < b->returns->attribute_count; i++)
		add_column(b, b->returns->attributes[i].id, COLUMN_TEXT,
		           b->returns->attributes[i].name);
}

static size_t add_origin(struct builder *b)
{
	size_t at = add_column(b, "origin", COLUMN_TEXT,
	                       (struct bilingual){"来源文件", "raw file that it came from"});

	add_column(b, "line", COLUMN_INTEGER,
	           (struct bilingual){"来源行号", "line or record in it"});
	return at;
}

static struct builder start_table(struct returns *returns, struct table *table, const char *name,
                                  struct bilingual title)
{
	size_t most = 20 + 2 * returns->class_count + returns->attribute_count +
	              VARIANT_COUNT * returns->measure_count;
	struct column *columns = arena_alloc(&returns->arena, most * sizeof(*columns));

	*table = (struct table){name, title, columns, 0};
	return (struct builder){returns, table, columns};
}

static void build_facts(struct returns *returns)
{
	struct builder b =
	        start_table(returns, &returns->facts, "facts",
	                    (struct bilingual){"核实后的报表", "returns after checking"});

	add_keys(&b, true);
	for (size_t i = 0; i < returns->measure_count; i++) {
		struct measure *m = &returns->measures[i];
		m->facts_column[VARIANT_NOW] = add_variant(&b, m, VARIANT_NOW);
		m->facts_column[VARIANT_LAST_YEAR] =
		        m->last_year ? add_variant(&b, m, VARIANT_LAST_YEAR) : -1;
		m->facts_column[VARIANT_LAST_YEAR_PANEL] = -1;
	}
	returns->facts_origin = add_origin(&b);
	returns->known = returns->facts;
	returns->known.name = "known";
	returns->known.title =
	        (struct bilingual){"以往报表摘要", "what is known of earlier returns"};
}

static void build_panel(struct returns *returns)
{
	struct builder b = start_table(
	        returns, &returns->panel, "panel",
	        (struct bilingual){"面板", "one fact per enterprise, period and basis"});

	add_keys(&b, true);
	for (size_t i = 0; i < returns->measure_count; i++) {
		struct measure *m = &returns->measures[i];
		m->panel_column[VARIANT_NOW] = add_variant(&b, m, VARIANT_NOW);
		m->panel_column[VARIANT_LAST_YEAR] =
		        m->last_year ? add_variant(&b, m, VARIANT_LAST_YEAR) : -1;
		m->panel_column[VARIANT_LAST_YEAR_PANEL] =
		        add_variant(&b, m, VARIANT_LAST_YEAR_PANEL);
	}
	returns->panel_presence =
	        add_column(&b, "presence", COLUMN_TEXT,
	                   (struct bilingual){"填报状态", "returned, silent, outside or left"});
	add_column(&b, "region_ly", COLUMN_TEXT,
	           (struct bilingual){"上年地区（若不同）", "last year's region, if another"});
	add_column(&b, "industry_ly", COLUMN_TEXT,
	           (struct bilingual){"上年行业（若不同）", "last year's industry, if another"});
	add_column(&b, "last_year", COLUMN_INTEGER,
	           (struct bilingual){"上年同期是否有报表", "1 if the panel has last year's too"});
	add_column(&b, "next_year", COLUMN_INTEGER,
	           (struct bilingual){"次年同期是否仍有报表（空：尚不知道）",
	                              "1 if the panel has next year's too; empty: not known yet"});
	for (size_t i = 0; i < returns->class_count; i++) {
		struct class_column *c = &returns->classes[i];
		struct bilingual title = {join(returns, c->name.zh, "（上年同期）"),
		                          join(returns, c->name.en, ", last year")};
		c->panel_ly_column = -1;
		if (c->ladder)
			c->panel_ly_column = (int)add_column(&b, join(returns, c->id, "_ly"),
			                                     COLUMN_TEXT, title);
	}
	returns->panel_origin = add_origin(&b);
}

static void build_register(struct returns *returns)
{
	struct builder b = start_table(returns, &returns->register_of_scope, "register",
	                               (struct bilingual){"名录", "enterprises in scope"});

	add_keys(&b, false);
	add_column(&b, "valid_from", COLUMN_TEXT,
	           (struct bilingual){"入库年月", "first month in scope"});
	add_column(&b, "valid_to", COLUMN_TEXT,
	           (struct bilingual){"退库年月", "last month in scope"});
}

/* Column names are made of ids: two that are alike would make two columns alike. */
static int check_names(const struct returns *returns, const struct json_place *at, struct err *err)
{
	struct hash_map seen = HASH_MAP_INIT;
	int result = 0;

	for (uint32_t i = 0; i < returns->panel.count && result == 0; i++) {
		const char *name = returns->panel.columns[i].name;
		if (hash_map_add(&seen, slice_of(name), i) != i)
			result = json_wrong(
			        at, err,
			        T("two columns would be called '%s'", "会出现两个名为 '%s' 的列"),
			        name);
		else if (strpbrk(name, "[]&!<>=., \"\n"))
			result = json_wrong(at, err,
			                    T("'%s': an id is letters, digits and underscores",
			                      "'%s'：标识只能用字母、数字和下划线"),
			                    name);
	}
	hash_map_release(&seen);
	if (result == 0 &&
	    (returns->measure_count == 0 || returns->measure_count > MOST_MEASURES ||
	     returns->class_count > MOST_CLASSES || returns->attribute_count > MOST_ATTRIBUTES))
		result = json_wrong(at, err,
		                    T("there must be 1 to %d measures, at most %d classes and "
		                      "%d attributes",
		                      "指标量须为 1 到 %d 个，分类列至多 %d 个，属性列至多 %d 个"),
		                    MOST_MEASURES, MOST_CLASSES, MOST_ATTRIBUTES);
	return result;
}

static int find_wholes(struct returns *returns, const struct json_place *at, struct err *err)
{
	for (size_t i = 0; i < returns->measure_count; i++) {
		struct measure *m = &returns->measures[i];
		m->at_most_index = m->at_most ? returns_measure(returns, slice_of(m->at_most)) : -1;
		if (m->at_most && m->at_most_index < 0)
			return json_wrong(at, err,
			                  T("measure '%s': there is no measure '%s'",
			                    "指标量 '%s'：没有指标量 '%s'"),
			                  m->id, m->at_most);
	}
	return 0;
}

int returns_load(struct returns *returns, const char *path, struct err *err)
{
	static const struct json_key keys[] = {
	        {"enterprise_id", JSON_KEY_CUSTOM, offsetof(struct returns, uscc), JSON_REQUIRED,
	         read_id_kind},
	        {"currency", JSON_KEY_TEXT, offsetof(struct returns, currency), JSON_REQUIRED,
	         NULL},
	        {"measures", JSON_KEY_CUSTOM, 0, JSON_REQUIRED, read_measures},
	        {"classes", JSON_KEY_CUSTOM, 0, 0, read_classes},
	        {"attributes", JSON_KEY_CUSTOM, 0, 0, read_attributes},
	};
	struct json_place top = {path, "", &returns->arena};
	json_t *root;
	int result;

	*returns = (struct returns){0};
	root = json_load_path(path, RD_CONFIG, err);
	if (!root)
		return -1;
	result = json_read_object(&top, root, keys, 5, returns, err);
	json_decref(root);
	if (result == 0) {
		returns->currency = unit_currency(returns->currency);
		build_facts(returns);
		build_panel(returns);
		build_register(returns);
		result = check_names(returns, &top, err);
		if (result == 0)
			result = find_wholes(returns, &top, err);
	}
	if (result < 0)
		returns_release(returns);
	return result;
}

void returns_release(struct returns *returns)
{
	arena_release(&returns->arena);
	*returns = (struct returns){0};
}

int returns_measure(const struct returns *returns, struct slice id)
{
	for (size_t i = 0; i < returns->measure_count; i++)
		if (slice_is(id, returns->measures[i].id))
			return (int)i;
	return -1;
}

int returns_class(const struct returns *returns, struct slice id)
{
	for (size_t i = 0; i < returns->class_count; i++)
		if (slice_is(id, returns->classes[i].id))
			return (int)i;
	return -1;
}

int returns_attribute(const struct returns *returns, struct slice id)
{
	for (size_t i = 0; i < returns->attribute_count; i++)
		if (slice_is(id, returns->attributes[i].id))
			return (int)i;
	return -1;
}

int class_value_find(const struct class_column *column, struct slice id)
{
	for (size_t i = 0; i < column->value_count; i++)
		if (slice_is(id, column->values[i].id))
			return (int)i;
	return -1;
}

bool class_group_holds(const struct returns *returns, struct slice group, const int *classes)
{
	if (slice_is(group, "total"))
		return true;
	while (group.n) {
		const char *end = memchr(group.p, '&', group.n);
		size_t n = end ? (size_t)(end - group.p) : group.n;
		const char *equals = memchr(group.p, '=', n);
		struct slice value;
		int column;
		if (!equals)
			return false;
		column =
		        returns_class(returns, (struct slice){group.p, (size_t)(equals - group.p)});
		value = (struct slice){equals + 1, (size_t)(group.p + n - equals) - 1};
		if (column < 0 ||
		    classes[column] != class_value_find(&returns->classes[column], value))
			return false;
		group.p += n + (end != NULL);
		group.n -= n + (end != NULL);
	}
	return true;
}
