/*
 * A mapping: how the files of one source are read, from config/mappings/SOURCE.json. It is
 * written by people who do not program; docs/mappings.md is its manual.
 *
 *	struct mapping m;
 *	if (mapping_load(&m, &configuration, "taizhou-city", &err) < 0) ...
 *	mapping_release(&m);
 *
 * For each canonical column it says where the value comes from, and how to read it. Loading
 * checks everything that can be checked without a file: keys, patterns, units, and that
 * columns, measures and indicators exist. RD_CONFIG with the path in the mapping.
 */
#ifndef NORMALIZE_MAPPING_H
#define NORMALIZE_MAPPING_H

#include "io/row_reader.h"
#include "model/configuration.h"
#include "normalize/mapped_column.h"

/* What a column of facts or observations is read as. */
enum field_kind {
	FIELD_ENTERPRISE,
	FIELD_PERIOD,
	FIELD_BASIS,
	FIELD_REGION,
	FIELD_INDUSTRY,
	FIELD_YEAR,        /* of periods whose own text has none */
	FIELD_FILE_PERIOD, /* of the whole file, which each row's must be */
	FIELD_CLASS,       /* index: of the class */
	FIELD_ATTRIBUTE,   /* index: of the attribute */
	FIELD_MEASURE,     /* index: of the measure, variant */
	FIELD_FIGURE,      /* index: of the indicator */
	/* where each row holds one value: */
	FIELD_WHICH,  /* the measure's or the indicator's id */
	FIELD_VALUE,  /* its value */
	FIELD_STATUS, /* an observation's status */
};

struct field {
	enum field_kind kind;
	size_t index;
	enum variant variant;
	const struct mapped_column *column;
	uint32_t within; /* node that names lie within; CODE_NONE: anywhere */
};

enum { MOST_FIGURES = 64 }; /* in a row */

enum mapped_table { MAP_FACTS, MAP_OBSERVATIONS };

struct totals {
	bool given;
	struct condition_on_rows row; /* which row holds the totals */
	struct slice tolerance;       /* in the file's unit; empty: 0 */
};

struct mapping {
	const char *source; /* its name */
	const char *file;   /* its path */
	enum mapped_table table;
	struct row_format format;
	uint64_t header_row;     /* 1-based line on which the header starts; 0: look for it */
	uint64_t header_rows;    /* how many rows are stacked in it; at least 1 */
	char decimal, thousands; /* of numbers: '.' and ',' */
	bool html;               /* cells hold HTML entities and tags */
	struct json_texts missing;
	bool missing_begins[256]; /* bytes that some marker of missing values begins with */
	struct unit_source unit;
	struct value_map flags; /* to SDMX CL_OBS_STATUS */
	struct condition_on_rows *filters;
	size_t filter_count;
	struct totals totals;
	struct json_texts until; /* patterns of the first cell behind the table */
	struct json_texts wide;  /* headers of columns that are rows of their own */
	struct mapped_column *columns;
	size_t column_count;
	struct mapped_column *figures;
	size_t figure_count;
	bool limits_share, limits_count;
	struct ratio reject_share; /* most rows rejected, of those read */
	uint64_t reject_count;
	/* what follows from all this, see mapping_fields.h */
	struct field *fields; /* columns and figures by what they are */
	size_t field_count;
	const struct field *named[FIELD_STATUS + 1]; /* the field of a kind there is one of */
	struct value_source **sources;               /* every place to look at, by slot */
	size_t source_count;
	bool has_members; /* rows are records with members, not rows under headers */
	bool has_headers; /* some source is a header */
	struct arena arena;
};

/* Needs the configuration's regions, industries, returns and indicators. */
int mapping_load(struct mapping *m, const struct configuration *c, const char *source,
                 struct err *err);

/* The same from a text, such as a draft; `name` is that of the source and of the file. */
int mapping_parse(struct mapping *m, const struct configuration *c, struct slice text,
                  const char *name, struct err *err);
void mapping_release(struct mapping *m);

/* Where the mapping of a source is; to be freed. */
char *mapping_path(const struct configuration *c, const char *source);

/* The unit that applies to a column: its own, or the file's. */
const struct unit_source *mapping_unit(const struct mapping *m, const struct mapped_column *column);

#endif
