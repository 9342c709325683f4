#include "report/exhibits.h"

#include "report/phrases.h"

static exhibit_maker *const makers[EXHIBIT_KIND_COUNT] = {
        [KIND_RANKINGS] = exhibit_make_rankings,     [KIND_PLACES] = exhibit_make_places,
        [KIND_REGIONS] = exhibit_make_regions,       [KIND_TREND] = exhibit_make_trend,
        [KIND_INDUSTRIES] = exhibit_make_industries, [KIND_HEAT] = exhibit_make_heat,
        [KIND_CLASSES] = exhibit_make_classes,       [KIND_PARTS] = exhibit_make_parts,
        [KIND_TARGETS] = exhibit_make_targets,       [KIND_ZERO] = exhibit_make_zero,
        [KIND_QUALITY] = exhibit_make_quality,       [KIND_REJECTS] = exhibit_make_rejects,
        [KIND_REVISIONS] = exhibit_make_revisions,   [KIND_METHODS] = exhibit_make_methods,
        [KIND_PROVENANCE] = exhibit_make_provenance,
};

/* The unit that all columns of numbers have; NULL if they differ. */
static const struct unit *common_unit(const struct exhibit *e)
{
	const struct unit *unit = NULL;

	for (size_t i = 0; i < e->column_count; i++) {
		if (e->columns[i].kind == EXHIBIT_TEXT)
			continue;
		if (!e->columns[i].unit || (unit && unit != e->columns[i].unit))
			return NULL;
		unit = e->columns[i].unit;
	}
	return unit;
}

/* A ranking is of one indicator, whatever else its columns tell. */
static const struct unit *caption_unit(const struct exhibit *e)
{
	return e->setting->kind == KIND_RANKINGS ? e->setting->indicators[0]->unit : common_unit(e);
}

struct scope {
	const struct subject *subject;
	uint32_t region;
	period first, last;
	enum basis basis;
	const struct unit *unit;
};

static void add_scope(struct text *t, const void *context)
{
	const struct scope *scope = context;
	const struct configuration *config = &scope->subject->publication->config;

	text_addf(t, T("%s, ", "%s，"), code_tree_name(&config->regions, scope->region, false));
	if (scope->first != scope->last) {
		add_period_in_year(t, scope->first, scope->basis);
		text_adds(t, T(" to ", "至"));
	}
	add_period_in_year(t, scope->last, scope->basis);
	if (scope->unit)
		text_addf(t, T(", in %s", "，单位：%s"), unit_label(scope->unit));
}

void exhibit_make(struct exhibit *e, const struct exhibit_setting *setting, const struct subject *s)
{
	exhibit_init(e, setting);
	e->first = s->publication->period;
	e->common = CODE_NONE;
	makers[setting->kind](e, s);
	if (e->common != CODE_NONE) {
		const struct scope scope = {s,
		                            e->common,
		                            e->first,
		                            s->publication->period,
		                            setting->basis,
		                            caption_unit(e)};
		e->scope = in_both(&e->arena, add_scope, &scope);
	}
}

const struct region_list *exhibit_regions(const struct exhibit *e, const struct subject *s)
{
	const struct region_list *list =
	        e->setting->compared == COMPARE_PEERS ? &s->peers : &s->children;

	return list->count ? list : NULL;
}

void exhibit_set_scope(struct exhibit *e, uint32_t region)
{
	e->common = region;
}

void exhibit_put_figure(struct exhibit *e, const struct subject *s, const struct figure *f)
{
	(void)s;
	if (f && !f->known)
		exhibit_put_withheld(e);
	else if (f)
		exhibit_put_slice(e, f->value);
	else
		exhibit_put_missing(e);
}

void exhibit_put_region(struct exhibit *e, const struct subject *s, uint32_t region)
{
	exhibit_put(e, node_name(&s->publication->config.regions, region));
}

void exhibit_indicator_columns(struct exhibit *e)
{
	static const char *const ids[] = {"v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8"};

	for (size_t i = 0; i < e->setting->indicator_ids.count; i++)
		exhibit_column(e, ids[i], EXHIBIT_NUMBER, e->setting->indicators[i]->name,
		               e->setting->indicators[i]->unit);
}
