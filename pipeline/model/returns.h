/*
 * What a return holds, from config/returns.json: measures, classes and attributes, and the
 * tables that follow from them.
 *
 * Measures are additive amounts or counts; each has up to three columns: as reported, last
 * year's value as the same return reports it (_ly), and last year's value from last year's
 * own return (_ly_panel, in the panel only). Classes are the columns by which enterprises
 * are grouped (size, high-tech, rung of the ladder); attributes are carried along (name).
 */
#ifndef MODEL_RETURNS_H
#define MODEL_RETURNS_H

#include "io/table.h"

enum measure_kind { MEASURE_AMOUNT, MEASURE_COUNT };

enum variant { VARIANT_NOW, VARIANT_LAST_YEAR, VARIANT_LAST_YEAR_PANEL, VARIANT_COUNT };

/* "", "_ly", "_ly_panel": what follows the measure's id in the name of the column. */
extern const char *const variant_suffix[VARIANT_COUNT];

struct measure {
	const char *id;
	enum measure_kind kind;
	bool last_year;      /* returns report last year's value beside it */
	bool negative;       /* may be below zero */
	const char *at_most; /* the measure that it is a part of, NULL if there is none */
	int at_most_index;   /* -1 */
	struct bilingual name;
	int facts_column[VARIANT_COUNT]; /* -1 if there is none */
	int panel_column[VARIANT_COUNT];
};

struct class_value {
	const char *id;
	struct bilingual name;
};

struct class_column {
	const char *id;
	struct bilingual name;
	struct class_value *values;
	size_t value_count;
	bool ladder;         /* values are rungs, in order; the panel keeps last year's too */
	int panel_ly_column; /* -1 unless it is a ladder */
};

struct attribute {
	const char *id;
	struct bilingual name;
};

/* The first columns of facts and panel. */
enum { FACT_ENTERPRISE, FACT_PERIOD, FACT_BASIS, FACT_REGION, FACT_INDUSTRY, FACT_CLASSES };

/*
 * Whether a panel row is a return, the silence of an enterprise in scope, a return of an
 * enterprise that is not in scope and counts nowhere, or what an enterprise that was there a
 * year before and is not now had then (only where each period's panel is made apart).
 */
enum presence {
	PRESENCE_RETURNED,
	PRESENCE_SILENT,
	PRESENCE_OUTSIDE,
	PRESENCE_LEFT,
	PRESENCE_COUNT
};

/* Columns of the panel, counted from panel_presence. */
enum panel_tail {
	TAIL_PRESENCE,
	TAIL_REGION_LY,
	TAIL_INDUSTRY_LY,
	TAIL_LAST_YEAR,
	TAIL_NEXT_YEAR,
};

extern const char *const presence_names[PRESENCE_COUNT];

/* PRESENCE_COUNT if the text is none. */
enum presence presence_parse(struct slice text);

struct returns {
	const char *currency;
	bool uscc; /* enterprise ids are USCCs */
	struct measure *measures;
	size_t measure_count;
	struct class_column *classes;
	size_t class_count;
	struct attribute *attributes;
	size_t attribute_count;
	struct table facts, panel;
	struct table known;                /* facts, kept of the periods before */
	struct table register_of_scope;    /* keys without period and basis, valid_from, valid_to */
	size_t attributes_at;              /* column of the first attribute, in both tables */
	size_t facts_origin, panel_origin; /* "line" follows */
	size_t panel_presence;             /* the columns of enum panel_tail follow from it */
	struct arena arena;
};

enum { MOST_MEASURES = 32, MOST_CLASSES = 8, MOST_ATTRIBUTES = 16 };

int returns_load(struct returns *returns, const char *path, struct err *err);
void returns_release(struct returns *returns);

/* Index of a measure, class, attribute or class value by id; -1 if there is none. */
int returns_measure(const struct returns *returns, struct slice id);
int returns_class(const struct returns *returns, struct slice id);
int returns_attribute(const struct returns *returns, struct slice id);
int class_value_find(const struct class_column *column, struct slice id);

/*
 * Whether an enterprise's classes (index of the value, -1 if missing) are of a group as cells
 * name it: "total", "size=L", "size=L&hightech=1", "size=" for a missing value.
 */
bool class_group_holds(const struct returns *returns, struct slice group, const int *classes);

#endif
