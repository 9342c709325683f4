/*
 * Where the files of one run lie. Stages are known by the end of their folder's name, so
 * that 03-panel, 3-panel and panel are all the panel's.
 */
#ifndef TRACE_RUN_FILES_H
#define TRACE_RUN_FILES_H

#include "io/path_list.h"
#include "trace/published.h"

struct run_files {
	char *indicators;
	struct path_list panels;
	struct path_list observations; /* for the events of ledgers */
	char *raw;                     /* holds SOURCE/FILE; NULL if there is none */
	char *record;                  /* fetch.json; NULL if there is none */
};

/*
 * What the options name, and the rest from the run. In a run by period the figure's period
 * has files of its own, and imported figures one of all periods. RD_USAGE if the indicators are
 * not found.
 */
int run_files_find(struct run_files *files, const struct trace_options *options,
                   const struct published *figure, struct err *err);

/* RD_USAGE if no panel was found: an imported figure does without. */
int run_files_need_panel(const struct run_files *files, const struct trace_options *options,
                         struct err *err);
void run_files_release(struct run_files *files);

/* The configuration that the run was made with, to be freed; NULL if it did not keep it. */
char *run_configuration(const struct trace_options *options);

#endif
