#include "model/indicator_list.h"

#include "model/formula_text.h"

static const char heading[] =
        "# Indicators\n\n"
        "What `rd-check --indicators` prints of the configuration. Formulas are in the names of the\n"
        "columns of `cells.csv`; [methods.md](methods.md) says what they mean.\n\n"
        "| id | name | 名称 | unit | decimals | rounding | ranked | whole regions only | formula |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";

static const char *rank_direction(const struct indicator *indicator)
{
	if (!indicator->ranked)
		return "";
	return indicator->less_is_better ? "least first" : "most first";
}

static void add_row(struct text *t, const struct configuration *config,
                    const struct indicator *indicator)
{
	const char *quote = indicator_from_cells(indicator) ? "`" : "";

	text_addf(t, "| `%s` | %s | %s | %s | %u | %s | %s | %s | %s", indicator->id,
	          indicator->name.en, indicator->name.zh, indicator->unit->name,
	          (unsigned)indicator->decimals,
	          indicator->rounding == ROUND_HALF_EVEN ? "half-even" : "half-up",
	          rank_direction(indicator), indicator->whole ? "yes" : "", quote);
	formula_add_symbols(t, config, indicator);
	text_addf(t, "%s |\n", quote);
}

void indicator_list_add(struct text *t, const struct configuration *config)
{
	/* What is imported or derived has its formula in words. */
	enum lang spoken = lang_switch(LANG_EN);

	text_adds(t, heading);
	for (size_t i = 0; i < config->indicators.count; i++)
		add_row(t, config, &config->indicators.items[i]);
	lang_switch(spoken);
}
