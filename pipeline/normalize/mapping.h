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

enum value_source_kind {
	FROM_NOWHERE,
	FROM_HEADER,    /* the column with this header, or the JSON member */
	FROM_POSITION,  /* the n-th column */
	FROM_CONSTANT,  /* always the same */
	FROM_TITLE,     /* the lines above the header */
	FROM_FILE_NAME, /* the file's name */
	FROM_DOCUMENT,  /* once in a JSON document, outside its records */
	SOURCE_KINDS,
};

struct value_source {
	enum value_source_kind kind;
	struct json_texts texts; /* alternatives: patterns (folded), JSON members, or a constant */
	uint64_t position;       /* 1-based */
	size_t member;           /* JSON: index of the first alternative in the row */
	size_t slot;             /* of this source, among all of the mapping */
	const char *path;        /* in the mapping, for messages */
	bool optional;           /* the column need not be there */
};

/* The unit of a column: said here, or found in the file. */
struct unit_source {
	const struct unit *unit; /* NULL: from `source` */
	struct value_source source;
};

struct value_pair {
	const char *from, *to;
};

/* What the mapping says about one canonical column, or one figure. */
struct mapped_column {
	const char *target; /* "enterprise", "rd_expense_ly", an indicator's id */
	const char *path;   /* in the mapping, for messages */
	struct value_source source;
	struct json_texts patterns; /* that take the cell apart, folded; the first that fits */
	struct json_texts missing;  /* beside those of the file */
	struct value_pair *map;
	size_t map_count;
	struct unit_source unit;
	bool by_name;       /* regions and industries: by name, not by code */
	const char *within; /* … that lie within this code */
	const char *level;  /* … of this level only */
};

/* What a column of facts or observations is read as. */
enum field_kind {
	FIELD_ENTERPRISE,
	FIELD_PERIOD,
	FIELD_BASIS,
	FIELD_REGION,
	FIELD_INDUSTRY,
	FIELD_CLASS,     /* index: of the class */
	FIELD_ATTRIBUTE, /* index: of the attribute */
	FIELD_MEASURE,   /* index: of the measure, variant */
	FIELD_FIGURE,    /* index: of the indicator */
};

struct field {
	enum field_kind kind;
	size_t index;
	enum variant variant;
	const struct mapped_column *column;
};

enum mapped_table { MAP_FACTS, MAP_OBSERVATIONS };

struct mapping {
	const char *source; /* its name */
	const char *file;   /* its path */
	enum mapped_table table;
	struct row_format format;
	uint64_t header_row; /* 1-based row on which the header starts; 0: look for it */
	struct json_texts missing;
	struct unit_source unit;
	struct mapped_column *columns;
	size_t column_count;
	struct mapped_column *figures;
	size_t figure_count;
	bool limits_share, limits_count;
	struct ratio reject_share; /* most rows rejected, of those read */
	uint64_t reject_count;
	struct field *fields; /* columns and figures by what they are */
	size_t field_count;
	struct value_source **sources; /* every place to look at, by slot */
	size_t source_count;
	bool has_headers; /* some source is a header */
	struct arena arena;
};

/* Needs the configuration's regions, industries, returns and, for figures, indicators. */
int mapping_load(struct mapping *m, const struct configuration *c, const char *source,
                 struct err *err);
void mapping_release(struct mapping *m);

/* Where the mapping of a source is; to be freed. */
char *mapping_path(const struct configuration *c, const char *source);

/* The unit that applies to a column: its own, or the file's. */
const struct unit_source *mapping_unit(const struct mapping *m, const struct mapped_column *column);

/* What is sought in a file: "'研发费用' or '研发费'". To be freed. */
char *source_describe(const struct value_source *source);

#endif
