#include "report/publication.h"

#include <stdlib.h>

#include "report/family.h"
#include "report/intake.h"

int publication_open(struct publication *p, const char *config, bool internal, struct err *err)
{
	size_t regions;

	*p = (struct publication){.period = PERIOD_NONE, .internal = internal, .own_of = CODE_NONE};
	p->spool.fd = -1;
	if (configuration_open(&p->config, config, err) < 0)
		return -1;
	if (configuration_load(&p->config, CONFIG_INDICATORS | CONFIG_REGIONS | CONFIG_INDUSTRIES,
	                       err) < 0 ||
	    report_settings_load(&p->settings, &p->config, err) < 0 ||
	    spool_open(&p->spool, p->config.regions.count * LOTS, err) < 0) {
		publication_release(p);
		return -1;
	}
	disclosure_init(&p->disclosure, &p->config, internal ? 0 : p->settings.least_enterprises);
	p->families = families_new();
	regions = p->config.regions.count;
	p->touched = xcalloc(regions, sizeof(*p->touched));
	p->wanted = xcalloc(regions, sizeof(*p->wanted));
	p->latest = xmalloc(regions * sizeof(*p->latest));
	for (size_t i = 0; i < regions; i++)
		p->latest[i] = PERIOD_NONE;
	return 0;
}

static void turn_away(struct publication *p)
{
	shelf_release(&p->own);
	families_return(p->families, p->family);
	families_return(p->families, p->children);
	p->family = p->children = NULL;
	p->own_of = CODE_NONE;
}

void publication_release(struct publication *p)
{
	turn_away(p);
	families_free(p->families);
	spool_release(&p->spool);
	for (size_t i = 0; i < p->source_count; i++)
		free(p->sources[i]);
	free(p->sources);
	free(p->latest);
	free(p->wanted);
	free(p->touched);
	free(p->tallies);
	disclosure_release(&p->disclosure);
	lineage_release(&p->lineage);
	arena_release(&p->arena);
	report_settings_release(&p->settings);
	configuration_release(&p->config);
}

int publication_choose_period(struct publication *p, struct err *err)
{
	if (p->period != PERIOD_NONE)
		return 0;
	for (size_t i = 0; i < p->config.regions.count; i++)
		if (p->latest[i] > p->period)
			p->period = p->latest[i];
	if (p->period != PERIOD_NONE)
		return 0;
	err_set(err, RD_INPUT, T("there is no figure with basis '%s'", "没有口径为 '%s' 的数字"),
	        basis_name(p->settings.basis));
	return err_hint(err, T("name an indicators.csv, or change 'basis' in report.json",
	                       "请给出 indicators.csv，或修改 report.json 中的 basis"));
}

bool publication_has(const struct publication *p, uint32_t region)
{
	return p->latest[region] == p->period;
}

void publication_settle(struct publication *p)
{
	const struct code_tree *regions = &p->config.regions;

	disclosure_keep_parts_at(&p->disclosure, p->period, p->settings.basis);
	disclosure_settle(&p->disclosure);
	for (uint32_t i = 0; i < regions->count; i++) {
		struct figure_key key = publication_key(p, i, NULL);
		if (regions->nodes[i].parent != CODE_NONE)
			p->touched[regions->nodes[i].parent] |=
			        disclosure_touches(&p->disclosure, &key);
	}
}

struct figure_key publication_key(const struct publication *p, uint32_t region,
                                  const struct indicator *indicator)
{
	return (struct figure_key){.region = {.node = region},
	                           .industry = {.node = p->config.industries.root},
	                           .group = slice_of("total"),
	                           .period = p->period,
	                           .basis = p->settings.basis,
	                           .indicator = indicator};
}

static bool has_children(const struct publication *p, uint32_t region)
{
	for (uint32_t i = 0; i < p->config.regions.count; i++)
		if (p->config.regions.nodes[i].parent == region)
			return true;
	return false;
}

static int borrow(struct publication *p, uint32_t parent, const struct shelf **family,
                  struct err *err)
{
	*family = families_borrow(p->families, p, parent, err);
	return *family ? 0 : -1;
}

int publication_turn_to(struct publication *p, uint32_t region, struct err *err)
{
	uint32_t parent = p->config.regions.nodes[region].parent;

	turn_away(p);
	p->own_of = region;
	if (shelf_take(&p->own, p, region, LOT_OWN, err) < 0 ||
	    (parent != CODE_NONE && borrow(p, parent, &p->family, err) < 0))
		return -1;
	if (p->family && !has_children(p, region))
		return 0;
	return borrow(p, region, &p->children, err);
}

void publication_view(struct publication *view, struct publication *p)
{
	*view = *p;
	view->own = (struct shelf){0};
	view->own_of = CODE_NONE;
	view->family = view->children = NULL;
	spool_view(&view->spool, &p->spool);
}

void publication_view_release(struct publication *view)
{
	turn_away(view);
	spool_view_release(&view->spool);
}

const char *sample_mark(void)
{
	return T("[SAMPLE DATA: every enterprise is invented]", "【样例数据，企业均为虚构】");
}
