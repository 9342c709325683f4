/*
 * What is published, from config/report.json: regions, basis, the figures to lead with, and
 * the exhibits of a report in their order.
 */
#ifndef REPORT_SETTINGS_H
#define REPORT_SETTINGS_H

#include "model/configuration.h"

/* X(name, in the configuration, whether it needs indicators, how many at most) */
#define EXHIBIT_KINDS(X)                                                                           \
	X(RANKINGS, "rankings", 1, 1)                                                              \
	X(PLACES, "places", 1, 8)                                                                  \
	X(REGIONS, "regions", 1, 8)                                                                \
	X(TREND, "trend", 1, 1)                                                                    \
	X(INDUSTRIES, "industries", 2, 8)                                                          \
	X(HEAT, "heat", 2, 2)                                                                      \
	X(CLASSES, "classes", 1, 8)                                                                \
	X(PARTS, "parts", 1, 16)                                                                   \
	X(TARGETS, "targets", 0, 0)                                                                \
	X(ZERO, "zero", 0, 0)                                                                      \
	X(QUALITY, "quality", 0, 0)                                                                \
	X(REJECTS, "rejects", 0, 0)                                                                \
	X(REVISIONS, "revisions", 0, 0)                                                            \
	X(METHODS, "methods", 0, 0)                                                                \
	X(PROVENANCE, "provenance", 0, 0)

enum exhibit_kind {
#define EXHIBIT_KIND_ENUM(name, id, least, most) KIND_##name,
	EXHIBIT_KINDS(EXHIBIT_KIND_ENUM)
#undef EXHIBIT_KIND_ENUM
	        EXHIBIT_KIND_COUNT
};

/* Which regions an exhibit that compares regions compares. */
enum compared {
	COMPARE_PEERS,    /* the region and its siblings; its children if it has no siblings */
	COMPARE_CHILDREN, /* its children, where it has siblings too */
	COMPARED_COUNT,
};

struct exhibit_setting {
	const char *id;
	const char *kind_id, *compared_id, *class_id, *basis_id, *chart;
	struct json_texts indicator_ids;
	struct bilingual title, note, source;
	struct bilingual chart_note; /* on the page's chart; the workbook draws its own */
	struct bilingual brief;      /* the title where there is little room */
	uint64_t most;               /* rows or columns, 0: all */
	bool internal;               /* not in the public edition */
	bool narrow;                 /* two of them stand side by side */
	/* what these stand for */
	enum exhibit_kind kind;
	enum compared compared;
	const struct indicator **indicators;
	int class_column; /* of returns */
	enum basis basis; /* the settings' own unless it says another */
};

struct settings {
	struct json_texts region_codes, headline_ids, document_names;
	const char *basis_id, *ranking_id;
	struct bilingual title, source;
	bool data;                  /* with the figures for other systems */
	uint64_t least_enterprises; /* figures on fewer are not made public */
	/* what these stand for */
	uint32_t *regions; /* nodes, region_codes.count of them */
	const struct indicator **headline;
	const struct indicator *ranking; /* by which siblings are put in order */
	enum basis basis;
	struct exhibit_setting *exhibits;
	size_t exhibit_count;
	/* By indicator: whether an exhibit shows it by part, and on which bases over time. */
	bool *in_parts;
	unsigned char *in_time; /* a bit for each basis */
	struct arena arena;
};

/*
 * Needs CONFIG_REGIONS and CONFIG_INDICATORS. RD_CONFIG for what is not in them; nothing to
 * release then.
 */
int report_settings_load(struct settings *settings, const struct configuration *config,
                         struct err *err);
void report_settings_release(struct settings *settings);

#endif
