/*
 * A rehearsal: the texts of a report on which there are no figures yet. It finds what is wrong
 * with report.json, the charts and the templates before the night on which they are needed.
 */
#include "report/documents.h"
#include "report/report.h"

#include "report/bulletin.h"

static int rehearse(const struct dossier *d, const struct assets *assets, const char *name,
                    struct err *err)
{
	struct document_source source = {.dossier = d, .assets = assets};
	const struct document *document = document_find(name, &source.template, err);
	struct text t = TEXT_INIT;
	int result = document ? 0 : -1;

	if (document && document->star == STAR_TEMPLATE)
		result = document_add(&t, document, &source, err);
	text_release(&t);
	return result;
}

/* The bulletins are on every page and on the terminal, be they listed or not. */
static int rehearse_all(const struct publication *p, const struct assets *assets, struct err *err)
{
	const struct json_texts *names = &p->settings.document_names;
	struct dossier d;
	int result;

	dossier_init(&d, p);
	result = rehearse(&d, assets, "bulletin.zh.txt", err) < 0 ||
	                         rehearse(&d, assets, "bulletin.en.txt", err) < 0
	                 ? -1
	                 : 0;
	for (size_t i = 0; i < names->count && result == 0; i++)
		result = rehearse(&d, assets, names->items[i], err);
	dossier_release(&d);
	return result;
}

int report_check(const char *config, struct err *err)
{
	struct publication p;
	struct assets assets;
	uint32_t region;
	int result = -1;

	if (publication_open(&p, config, true, err) < 0)
		return -1;
	region = p.settings.region_codes.count ? p.settings.regions[0] : p.config.regions.root;
	p.period = period_of(2000, 12);
	publication_want(&p, region);
	publication_settle(&p);
	if (publication_turn_to(&p, region, err) == 0 &&
	    assets_load(&assets, &p.config, &p.settings, false, err) == 0) {
		result = rehearse_all(&p, &assets, err);
		assets_release(&assets);
	}
	publication_release(&p);
	return result;
}
