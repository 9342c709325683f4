/*
 * What a mapping says about one canonical column, one figure, or one condition on rows.
 */
#ifndef NORMALIZE_MAPPED_COLUMN_H
#define NORMALIZE_MAPPED_COLUMN_H

#include "model/unit.h"
#include "normalize/value_source.h"

struct mapped_column;

/* The unit of a column: said here, or read from the file like a value. */
struct unit_source {
	const struct unit *unit;      /* NULL: from `column` */
	struct mapped_column *column; /* NULL too: nothing is said */
};

/* One pair of a value map: from texts like a pattern. */
struct value_pair {
	const char *from, *to;
};

struct value_map {
	struct value_pair *pairs;
	size_t count;
};

struct mapped_column {
	const char *target; /* "enterprise", "rd_expense_ly", an indicator's id */
	const char *path;   /* in the mapping, for messages */
	struct value_source source;
	struct json_texts patterns; /* that take the cell apart, folded; the first that fits */
	struct json_texts missing;  /* beside those of the file */
	struct value_map map;
	struct unit_source unit;
	bool by_name;                /* regions and industries: by name, not by code */
	const char *within;          /* … that lie within this code */
	struct mapped_column *above; /* … below what this column names; NULL: no such column */
	const char *level;           /* … of this level only */
	int add_months;              /* periods: moved by this */
};

/* A condition that rows must meet. All that it says must hold. */
struct condition_on_rows {
	struct mapped_column column; /* its value; a pattern that does not fit does not hold */
	struct json_texts is, is_not;
	bool asks_stated, stated; /* "stated": whether there is a value */
};

/*
 * `directory` is the configuration's, where files of value maps are. `figure`: an object of
 * "figures", which names its indicator. RD_CONFIG with the path.
 */
int mapped_column_read(const struct json_place *at, const json_t *value, const char *directory,
                       bool figure, struct mapped_column *column, struct err *err);

int condition_on_rows_read(const struct json_place *at, const json_t *value,
                           struct condition_on_rows *condition, struct err *err);

/* "千元", or where it stands: {"title": "单位：{unit}"}, {"header": "单位"} and the like. */
int unit_source_read(const struct json_place *at, const json_t *value, const char *directory,
                     struct unit_source *unit, struct err *err);

/* {"from": "to", …}; with `directory`, or the name of a file in it that holds such. */
int value_map_read(const struct json_place *at, const json_t *value, const char *directory,
                   struct value_map *map, struct err *err);

/* What the map makes of a text; the text itself where it says nothing. */
struct slice value_map_apply(const struct value_map *map, struct slice text);

/* Which pair of the map a text that it made is from; 0 for one that it left alone. */
uint32_t value_map_rank(const struct value_map *map, struct slice made);

#endif
