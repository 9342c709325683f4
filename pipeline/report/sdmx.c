#include "report/sdmx.h"

#include <stdlib.h>

/* --- Columns --------------------------------------------------------------------------------- */

static const struct column sdmx_columns[] = {
        {"STRUCTURE", COLUMN_TEXT, {"结构类型", "kind of structure"}},
        {"STRUCTURE_ID", COLUMN_TEXT, {"结构标识", "structure"}},
        {"ACTION", COLUMN_TEXT, {"操作", "action"}},
        {"FREQ", COLUMN_TEXT, {"频率", "frequency"}},
        {"REF_AREA", COLUMN_TEXT, {"地区", "region"}},
        {"INDICATOR", COLUMN_TEXT, {"指标", "indicator"}},
        {"ACTIVITY", COLUMN_TEXT, {"行业", "industry"}},
        {"CLASS", COLUMN_TEXT, {"企业分类", "class of enterprises"}},
        {"BASIS", COLUMN_TEXT, {"口径", "basis"}},
        {"TIME_PERIOD", COLUMN_TEXT, {"报告期", "period"}},
        {"OBS_VALUE", COLUMN_DECIMAL, {"数值", "value"}},
        {"UNIT_MEASURE", COLUMN_TEXT, {"单位", "unit"}},
        {"UNIT_MULT", COLUMN_INTEGER, {"单位乘数（10的幂）", "power of ten of the unit"}},
        {"DECIMALS", COLUMN_INTEGER, {"小数位", "decimals"}},
        {"OBS_STATUS", COLUMN_TEXT, {"状态", "status of the observation"}},
        {"CONF_STATUS", COLUMN_TEXT, {"保密状态", "confidentiality"}},
        {"ENTERPRISES", COLUMN_INTEGER, {"计入企业数", "enterprises in the population"}},
        {"LEFT_OUT", COLUMN_INTEGER, {"未计入企业数", "enterprises left out of it"}},
};

const struct table table_sdmx = {
        "data/indicators",
        {"指标（SDMX-CSV 2.0）", "Indicators (SDMX-CSV 2.0)"},
        sdmx_columns,
        sizeof(sdmx_columns) / sizeof(sdmx_columns[0]),
};

enum role { ROLE_DIMENSION, ROLE_TIME, ROLE_MEASURE, ROLE_ATTRIBUTE };

/* What the columns are in the data structure; those before are of the format itself. */
static const struct component {
	const char *id;
	enum role role;
	int codelist; /* -1: not coded */
} components[] = {
        {"FREQ", ROLE_DIMENSION, CL_FREQ},
        {"REF_AREA", ROLE_DIMENSION, CL_REF_AREA},
        {"INDICATOR", ROLE_DIMENSION, CL_INDICATOR},
        {"ACTIVITY", ROLE_DIMENSION, CL_ACTIVITY},
        {"CLASS", ROLE_DIMENSION, CL_CLASS},
        {"BASIS", ROLE_DIMENSION, CL_BASIS},
        {"TIME_PERIOD", ROLE_TIME, -1},
        {"OBS_VALUE", ROLE_MEASURE, -1},
        {"UNIT_MEASURE", ROLE_ATTRIBUTE, CL_UNIT_MEASURE},
        {"UNIT_MULT", ROLE_ATTRIBUTE, -1},
        {"DECIMALS", ROLE_ATTRIBUTE, -1},
        {"OBS_STATUS", ROLE_ATTRIBUTE, CL_OBS_STATUS},
        {"CONF_STATUS", ROLE_ATTRIBUTE, CL_CONF_STATUS},
        {"ENTERPRISES", ROLE_ATTRIBUTE, -1},
        {"LEFT_OUT", ROLE_ATTRIBUTE, -1},
};

enum { COMPONENTS = sizeof(components) / sizeof(components[0]) };

/* --- Codes ----------------------------------------------------------------------------------- */

static void add_identifier(struct text *t, struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		bool plain = (s.p[i] >= '0' && s.p[i] <= '9') ||
		             ((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z') || s.p[i] == '-';
		text_addc(t, plain ? s.p[i] : '_');
	}
}

void sdmx_add_class(struct text *t, struct slice group)
{
	if (slice_is(group, "total")) {
		text_adds(t, "_T");
		return;
	}
	add_identifier(t, group);
	if (slice_ends(group, "="))
		text_adds(t, "_Z");
}

static const struct {
	const char *unit, *id;
} unit_ids[] = {
        {"%", "PC"},       {"百分点", "PP"},   {"家", "ENTERPRISES"}, {"个", "ITEMS"},
        {"件", "PATENTS"}, {"项", "PROJECTS"}, {"张", "VOUCHERS"},    {"次", "TIMES"},
        {"人", "PS"},      {"点", "POINTS"},
};

const char *sdmx_unit(const struct unit *unit)
{
	if (unit->currency)
		return unit->currency;
	for (size_t i = 0; i < sizeof(unit_ids) / sizeof(unit_ids[0]); i++)
		if (strcmp(unit->name, unit_ids[i].unit) == 0)
			return unit_ids[i].id;
	return "NUMBER";
}

unsigned sdmx_multiplier(const struct unit *unit)
{
	enum { CENTS = 2 };

	return unit->exponent > CENTS ? unit->exponent - CENTS : 0;
}

static void put_place(struct table_writer *w, const struct code_tree *tree, struct place place)
{
	struct text t = TEXT_INIT;

	place_add(&t, tree, place);
	table_put(w, text_slice(&t));
	text_release(&t);
}

void sdmx_put(struct table_writer *w, const struct publication *p, const struct figure *f)
{
	const struct figure_key *key = &f->key;
	bool withheld = slice_is(f->status, STATUS_SUPPRESSED);
	struct text t = TEXT_INIT;

	table_put_text(w, "dataflow");
	table_put_text(w, SDMX_AGENCY ":" SDMX_FLOW "(" SDMX_VERSION ")");
	table_put_text(w, "I");
	table_put_text(w, key->basis == BASIS_YEAR ? "A" : "M");
	put_place(w, &p->config.regions, key->region);
	table_put_text(w, key->indicator->id);
	put_place(w, &p->config.industries, key->industry);
	sdmx_add_class(&t, key->group);
	table_put(w, text_slice(&t));
	table_put_text(w, basis_name(key->basis));
	text_clear(&t);
	period_add(&t, key->period, key->basis);
	table_put(w, text_slice(&t));
	table_put(w, withheld ? (struct slice){"", 0} : f->value);
	table_put_text(w, sdmx_unit(key->indicator->unit));
	table_put_u64(w, sdmx_multiplier(key->indicator->unit));
	table_put_u64(w, key->indicator->decimals);
	table_put(w, f->status);
	table_put_text(w, withheld ? "C" : "F");
	table_put(w, f->n);
	table_put(w, f->left_out);
	table_end_row(w);
	text_release(&t);
}

/* --- Structure message ----------------------------------------------------------------------- */

static json_t *maintainable(const char *id, struct bilingual name)
{
	return json_pack("{s:s, s:s, s:s, s:{s:s, s:s}}", "id", id, "agencyID", SDMX_AGENCY,
	                 "version", SDMX_VERSION, "names", "zh", name.zh, "en", name.en);
}

static json_t *urn(const char *class, const char *id, const char *item)
{
	return json_sprintf("urn:sdmx:org.sdmx.infomodel.%s=%s:%s(%s)%s%s", class, SDMX_AGENCY, id,
	                    SDMX_VERSION, item ? "." : "", item ? item : "");
}

static json_t *representation(const struct component *c)
{
	if (c->codelist >= 0)
		return json_pack("{s:o}", "enumeration",
		                 urn("codelist.Codelist", sdmx_codelists[c->codelist].id, NULL));
	if (c->role == ROLE_TIME)
		return json_pack("{s:{s:s}}", "format", "dataType", "ObservationalTimePeriod");
	return json_pack("{s:{s:s}}", "format", "dataType",
	                 c->role == ROLE_MEASURE ? "Decimal" : "Integer");
}

static json_t *component_of(const struct component *c)
{
	json_t *it = json_pack("{s:s, s:o, s:o}", "id", c->id, "conceptIdentity",
	                       urn("conceptscheme.Concept", "CS_RD", c->id), "localRepresentation",
	                       representation(c));

	if (c->role == ROLE_ATTRIBUTE) {
		json_object_set_new(it, "usage", json_string("optional"));
		json_object_set_new(it, "attributeRelationship",
		                    json_pack("{s:{}}", "observation"));
	}
	return it;
}

static json_t *concepts(void)
{
	json_t *scheme = maintainable("CS_RD", (struct bilingual){"概念", "Concepts"});
	json_t *list = json_array();

	for (size_t i = 0; i < COMPONENTS; i++) {
		const struct column *column =
		        &sdmx_columns[table_column(&table_sdmx, components[i].id)];
		json_array_append_new(list, json_pack("{s:s, s:{s:s, s:s}}", "id", components[i].id,
		                                      "names", "zh", column->title.zh, "en",
		                                      column->title.en));
	}
	json_object_set_new(scheme, "concepts", list);
	return scheme;
}

static json_t *data_structure(void)
{
	json_t *it = maintainable("DSD_RD", (struct bilingual){"研发统计指标", "R&D indicators"});
	json_t *lists[ROLE_ATTRIBUTE + 1];

	for (int role = 0; role <= ROLE_ATTRIBUTE; role++)
		lists[role] = json_array();
	for (size_t i = 0; i < COMPONENTS; i++)
		json_array_append_new(lists[components[i].role], component_of(&components[i]));
	json_object_set_new(it, "dataStructureComponents",
	                    json_pack("{s:{s:s, s:o, s:o}, s:{s:s, s:o}, s:{s:s, s:o}}",
	                              "dimensionList", "id", "DimensionDescriptor", "dimensions",
	                              lists[ROLE_DIMENSION], "timeDimensions", lists[ROLE_TIME],
	                              "measureList", "id", "MeasureDescriptor", "measures",
	                              lists[ROLE_MEASURE], "attributeList", "id",
	                              "AttributeDescriptor", "attributes", lists[ROLE_ATTRIBUTE]));
	return it;
}

static json_t *data_flow(const struct publication *p)
{
	json_t *flow = maintainable(SDMX_FLOW, p->settings.title);

	json_object_set_new(flow, "structure", urn("datastructure.DataStructure", "DSD_RD", NULL));
	return flow;
}

static json_t *message(const struct publication *p, json_t *lists)
{
	return json_pack("{s:{s:s, s:s, s:b, s:{s:s}, s:[s, s]}, s:{s:o, s:[o], s:[o], s:[o]}}",
	                 "meta", "schema",
	                 "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-"
	                 "message/tools/schemas/2.0.0/sdmx-json-structure-schema.json",
	                 "id", SDMX_FLOW, "test", p->sample, "sender", "id", SDMX_AGENCY,
	                 "contentLanguages", "zh", "en", "data", "codelists", lists,
	                 "conceptSchemes", concepts(), "dataStructures", data_structure(),
	                 "dataflows", data_flow(p));
}

static int write_message(const struct publication *p, json_t *lists, struct package *package,
                         struct err *err)
{
	json_t *root = message(p, json_incref(lists));
	char *content = json_dumps(root, JSON_INDENT(1));
	int result =
	        package_whole_file(package, "data/structure.json", "json", slice_of(content), err);

	free(content);
	json_decref(root);
	return result;
}

int sdmx_write_structure(const struct publication *p, const struct code_use *use,
                         struct package *package, struct err *err)
{
	json_t *lists = json_array();
	int result = 0;

	for (int i = 0; i < CODELISTS && result == 0; i++) {
		json_t *list = maintainable(sdmx_codelists[i].id, sdmx_codelists[i].name);
		json_t *codes = sdmx_write_codelist((enum codelist)i, p, use, package, err);
		result = codes ? json_object_set_new(list, "codes", codes) : -1;
		json_array_append_new(lists, list);
	}
	if (result == 0)
		result = write_message(p, lists, package, err);
	json_decref(lists);
	return result;
}

void sdmx_add_keys(struct package *package)
{
	json_t *schema = package_last_schema(package), *keys = json_array(),
	       *primary = json_array();

	for (size_t i = 0; i < COMPONENTS; i++) {
		const struct component *c = &components[i];
		if (c->role == ROLE_DIMENSION || c->role == ROLE_TIME)
			json_array_append_new(primary, json_string(c->id));
		if (c->codelist >= 0)
			json_array_append_new(keys, json_pack("{s:s, s:{s:s, s:s}}", "fields",
			                                      c->id, "reference", "resource",
			                                      sdmx_codelists[c->codelist].table,
			                                      "fields", "id"));
	}
	json_object_set_new(schema, "primaryKey", primary);
	json_object_set_new(schema, "foreignKeys", keys);
}
