/*
 * What pages are made with: the template, the style sheet and the script of config/page/,
 * the charts of config/charts/, and Vega.
 *
 * With one page all of it is in the page. With more, style and script lie beside the pages,
 * once.
 */
#ifndef REPORT_ASSETS_H
#define REPORT_ASSETS_H

#include "base/text.h"
#include "io/checksum.h"
#include "report/settings.h"

struct assets {
	bool beside;
	struct text page;   /* page.html */
	struct text style;  /* page.css */
	struct text script; /* Vega, then page.js; beside pages the charts stand between them */
	struct text charts; /* elements that hold the charts, for the page itself */
	char style_policy[SHA256_POLICY + 1], script_policy[SHA256_POLICY + 1];
};

/* RD_CONFIG for a file that is missing or no JSON. */
int assets_load(struct assets *assets, const struct configuration *config,
                const struct settings *settings, bool beside, struct err *err);
void assets_release(struct assets *assets);

#endif
