/*
 * What a result must be to be published, from config/quality.json:
 *
 *	"required_sources"  names or glob patterns of sources without which nothing is published;
 *	                    all, where the file or the key is missing
 *	"rejects"           [{"stage", "warn", "stop"}]: rows rejected, in % of the rows read
 *	"changes"           [{"file", "key", "value", "where", "warn", "stop", "gone"}]: a figure's
 *	                    change against the published run, in %; "file" is STAGE/FILE of all steps
 *	                    of the stage, or a list of such, "key" the columns that tell its figures
 *	                    apart, "where" the values that columns must have, "gone" ("warn" or
 *	                    "stop") what is to happen if one is there no more
 *
 * Above "warn" there is a warning, above "stop" nothing is published (RD_QUALITY).
 */
#ifndef RUN_QUALITY_H
#define RUN_QUALITY_H

#include "model/fetch_record.h"
#include "model/ratio.h"
#include "run/plan.h"

enum quality_verdict { QUALITY_FINE, QUALITY_WARN, QUALITY_STOP };

struct quality_limits {
	struct ratio warn, stop; /* percent; denominator 0: no limit */
};

struct quality_rejects {
	const char *stage;
	struct quality_limits limits;
};

struct quality_where {
	const char *column;
	struct json_texts values;
};

struct quality_change {
	struct json_texts files;
	struct json_texts key;
	const char *value;
	struct quality_where *where;
	size_t where_count;
	struct quality_limits limits;
	enum quality_verdict gone;
};

struct quality {
	struct arena arena;
	struct json_texts required;
	struct quality_rejects *rejects;
	size_t reject_count;
	struct quality_change *changes;
	size_t change_count;
};

/* One limit that was crossed. Texts belong to the findings. */
struct quality_finding {
	enum quality_verdict verdict;
	const char *check; /* "rejects", "changes" or "sources" */
	const char *text;
};

struct quality_findings {
	struct quality_finding *items;
	size_t count, capacity;
	struct arena arena;
};

/* From quality.json, which may be missing. RD_CONFIG. */
int quality_load(struct quality *quality, struct settings *settings, struct err *err);
void quality_release(struct quality *quality);

/*
 * Whether the stages, files and columns that it names are those of the chain, in any of its
 * forms; `file` is what errors name. quality_load does so.
 */
int quality_check_names(const struct quality *quality, const char *file, const char *config,
                        struct err *err);

/* Only whether it can be loaded. */
int quality_file_check(const char *config, struct err *err);

/* RD_FETCH if a required source failed, RD_NOT_PUBLISHED if one is not published yet. */
int quality_check_sources(const struct quality *quality, const struct fetch_record *fetched,
                          struct err *err);

/*
 * Everything else, once all steps have ended. `before` is the directory of the published run,
 * NULL if there is none. RD_INPUT if a file cannot be read.
 */
int quality_check(const struct quality *quality, const struct plan *plan, const char *before,
                  struct quality_findings *findings, struct err *err);

void quality_findings_add(struct quality_findings *findings, enum quality_verdict verdict,
                          const char *check, const char *fmt, ...)
        __attribute__((format(printf, 4, 5)));
void quality_findings_release(struct quality_findings *findings);

/* The verdict on `part` being so many percent of `whole`. */
enum quality_verdict quality_judge(const struct quality_limits *limits, struct ratio part,
                                   struct ratio whole);

/* One of "changes": compares its files, in one run's directory and in the published one's. */
int quality_compare(const struct quality_change *change, const char *before, const char *now,
                    struct quality_findings *findings, struct err *err);

#endif
