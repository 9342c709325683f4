#include "report/data.h"

#include <stdlib.h>

#include "io/path.h"
#include "report/sdmx.h"

/* All that is open while regions go by. */
struct data {
	struct publication *publication;
	struct package *package;
	struct table_writer sdmx, rankings, attainment;
	struct output json;
	struct text line;
	uint64_t figures;
	struct code_use use;
	struct err *err;
};

/* --- JSON ------------------------------------------------------------------------------------ */

static void add_text(struct text *t, const char *key, struct slice value)
{
	text_addf(t, "\"%s\":\"", key);
	text_add_json(t, value);
	text_addc(t, '"');
}

/* A number as it was published, digit for digit; null where there is none. */
static void add_number(struct text *t, const char *key, struct slice value)
{
	struct ratio ignored;

	if (decimal_parse(value, &ignored))
		text_addf(t, ",\"%s\":%.*s", key, SLICE_FMT(value));
	else
		text_addf(t, ",\"%s\":null", key);
}

static void add_place(struct text *t, const char *key, const struct code_tree *tree,
                      struct place place)
{
	struct text code = TEXT_INIT;

	place_add(&code, tree, place);
	add_text(t, key, text_slice(&code));
	text_release(&code);
}

static void put_json(struct data *d, const struct figure *f)
{
	const struct configuration *config = &d->publication->config;
	const struct figure_key *key = &f->key;
	struct text *t = &d->line, when = TEXT_INIT;

	text_clear(t);
	text_adds(t, d->figures ? ",\n{" : "\n{");
	add_place(t, "region", &config->regions, key->region);
	text_addc(t, ',');
	add_place(t, "industry", &config->industries, key->industry);
	text_addc(t, ',');
	add_text(t, "class", key->group);
	text_addc(t, ',');
	period_add(&when, key->period, key->basis);
	add_text(t, "period", text_slice(&when));
	text_addf(t, ",\"basis\":\"%s\",\"indicator\":\"%s\"", basis_name(key->basis),
	          key->indicator->id);
	add_number(t, "value", f->value);
	text_addc(t, ',');
	add_text(t, "status", f->status);
	add_number(t, "enterprises", f->n);
	add_number(t, "left_out", f->left_out);
	text_addc(t, '}');
	output_write_slice(&d->json, text_slice(t));
	text_release(&when);
}

static void add_names(struct text *t, struct bilingual name)
{
	text_addc(t, ',');
	add_text(t, "name_zh", slice_of(name.zh));
	text_addc(t, ',');
	add_text(t, "name_en", slice_of(name.en && name.en[0] ? name.en : name.zh));
}

static void add_tree(struct text *t, const char *key, const struct code_tree *tree,
                     const unsigned char *use)
{
	bool any = false;

	text_addf(t, ",\n\"%s\":[", key);
	for (size_t i = 0; i < tree->count; i++) {
		const struct code_node *node = &tree->nodes[i];
		if (!use[i])
			continue;
		text_adds(t, any ? ",\n{" : "\n{");
		any = true;
		add_text(t, "code", node->code);
		text_adds(t, ",\"parent\":");
		if (node->parent == CODE_NONE)
			text_adds(t, "null");
		else
			text_addf(t, "\"%.*s\"", SLICE_FMT(tree->nodes[node->parent].code));
		text_addc(t, ',');
		add_text(t, "level", slice_of(node->level));
		add_names(t, node->name);
		text_addc(t, '}');
	}
	text_adds(t, "]");
}

static void add_indicators(struct text *t, const struct indicators *all)
{
	text_adds(t, ",\n\"indicators\":[");
	for (size_t i = 0; i < all->count; i++) {
		const struct indicator *it = &all->items[i];
		text_adds(t, i ? ",\n{" : "\n{");
		add_text(t, "id", slice_of(it->id));
		add_names(t, it->name);
		text_addc(t, ',');
		add_text(t, "unit_zh", slice_of(it->unit->name));
		text_addc(t, ',');
		add_text(t, "unit_en", slice_of(it->unit->name_en));
		text_addf(t, ",\"unit\":\"%s\",\"multiplier\":%u,\"decimals\":%u}",
		          sdmx_unit(it->unit), sdmx_multiplier(it->unit), (unsigned)it->decimals);
	}
	text_adds(t, "]");
}

static void open_json(struct data *d)
{
	const struct publication *p = d->publication;
	struct text t = TEXT_INIT, when = TEXT_INIT;

	period_add(&when, p->period, p->settings.basis);
	text_adds(&t, "{");
	add_text(&t, "title_zh", slice_of(p->settings.title.zh));
	text_addc(&t, ',');
	add_text(&t, "title_en", slice_of(p->settings.title.en));
	text_addc(&t, ',');
	add_text(&t, "source_zh", slice_of(p->settings.source.zh));
	text_addc(&t, ',');
	add_text(&t, "source_en", slice_of(p->settings.source.en));
	text_addf(&t,
	          ",\n\"period\":\"%s\",\"basis\":\"%s\",\"sample\":%s,\"edition\":\"%s\","
	          "\n\"figures\":[",
	          when.p, basis_name(p->settings.basis), p->sample ? "true" : "false",
	          p->internal ? "internal" : "public");
	output_write_slice(&d->json, text_slice(&t));
	text_release(&when);
	text_release(&t);
}

/* The names of the codes come last, when it is known which are used. */
static void close_json(struct data *d)
{
	const struct configuration *config = &d->publication->config;
	struct text t = TEXT_INIT;

	text_adds(&t, "\n]");
	add_indicators(&t, &config->indicators);
	add_tree(&t, "regions", &config->regions, d->use.regions);
	add_tree(&t, "industries", &config->industries, d->use.industries);
	text_adds(&t, "}\n");
	output_write_slice(&d->json, text_slice(&t));
	text_release(&t);
}

/* --- Regions --------------------------------------------------------------------------------- */

static void use_place(unsigned char *use, struct place place)
{
	use[place.node] |= place.unallocated ? 3 : 1;
}

static void put_figure(struct data *d, const struct figure *f)
{
	use_place(d->use.regions, f->key.region);
	use_place(d->use.industries, f->key.industry);
	sdmx_put(&d->sdmx, d->publication, f);
	put_json(d, f);
	d->figures++;
}

static void put_records(struct table_writer *w, const struct records *records)
{
	for (size_t row = 0; row < records->count; row++) {
		for (size_t c = 0; c < records->table->count; c++)
			table_put(w, records_field(records, row, c));
		table_end_row(w);
	}
}

static int put_region(struct data *d, uint32_t region)
{
	struct shelf shelf = {0};
	int result = shelf_take(&shelf, d->publication, region, LOT_DATA, d->err);

	for (size_t i = 0; i < shelf.figures.count && result == 0; i++)
		put_figure(d, &shelf.figures.items[i]);
	if (result == 0) {
		put_records(&d->rankings, shelf_records(&shelf, &table_rankings));
		put_records(&d->attainment, shelf_records(&shelf, &table_attainment));
	}
	shelf_release(&shelf);
	return result;
}

static int put_regions(struct data *d)
{
	const struct publication *p = d->publication;

	for (uint32_t i = 0; i < p->config.regions.count; i++)
		if (p->wanted[i] && put_region(d, i) < 0)
			return -1;
	return 0;
}

/* --- Files ----------------------------------------------------------------------------------- */

static int create(struct data *d, struct table_writer *w, const struct table *table,
                  const char *name)
{
	char *path = package_path(d->package, name);
	int result = table_create(w, path, table, d->err);

	free(path);
	return result;
}

static int open_all(struct data *d)
{
	char *path = package_file_path(d->package, "data/indicators.json");
	int result = output_open(&d->json, path, d->err);

	free(path);
	if (result < 0)
		return -1;
	if (create(d, &d->sdmx, &table_sdmx, "data/indicators") < 0 ||
	    create(d, &d->rankings, &table_rankings, "data/rankings") < 0 ||
	    create(d, &d->attainment, &table_attainment, "data/attainment") < 0)
		return -1;
	return 0;
}

static int commit_table(struct data *d, struct table_writer *w)
{
	if (table_commit(w, d->err) < 0)
		return -1;
	package_table(d->package, w);
	return 0;
}

static int commit_all(struct data *d)
{
	if (commit_table(d, &d->sdmx) < 0)
		return -1;
	sdmx_add_keys(d->package);
	if (commit_table(d, &d->rankings) < 0 || commit_table(d, &d->attainment) < 0 ||
	    output_commit(&d->json, d->err) < 0)
		return -1;
	package_file(d->package, "data/indicators.json", "json", &d->json);
	return sdmx_write_structure(d->publication, &d->use, d->package, d->err);
}

static void release_all(struct data *d)
{
	table_close(&d->sdmx);
	table_close(&d->rankings);
	table_close(&d->attainment);
	output_release(&d->json);
	text_release(&d->line);
	free(d->use.regions);
	free(d->use.industries);
}

int data_write(struct publication *p, struct package *package, struct err *err)
{
	struct data d = {.publication = p, .package = package, .err = err};
	char *directory = package_file_path(package, "data/codelists");
	int result = path_make_directories(directory, err);

	free(directory);
	d.json.fd = d.sdmx.out.fd = d.rankings.out.fd = d.attainment.out.fd = -1;
	d.use.regions = xcalloc(p->config.regions.count, 1);
	d.use.industries = xcalloc(p->config.industries.count, 1);
	if (result == 0)
		result = open_all(&d);
	if (result == 0) {
		open_json(&d);
		result = put_regions(&d);
	}
	if (result == 0) {
		close_json(&d);
		result = commit_all(&d);
	}
	release_all(&d);
	return result;
}
