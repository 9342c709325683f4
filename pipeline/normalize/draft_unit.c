/*
 * Where a drafted mapping takes the unit of amounts from that state none in their header: a
 * column, a title, a value of the document. It is never guessed.
 */
#include <stdlib.h>

#include "base/log.h"
#include "model/unit.h"
#include "normalize/draft_parts.h"

/* The unit behind a label, wherever it stands: "填报单位：统计局  单位：万元". NULL if none. */
static const struct unit *unit_behind(struct slice title, const char *label, const char **at)
{
	const char *end = title.p + title.n;
	const struct unit *unit = NULL;

	*at = title.n ? title.p : NULL;
	while (*at && !unit) {
		*at = memmem(*at, (size_t)(end - *at), label, strlen(label));
		if (!*at)
			break;
		*at += strlen(label);
		unit = unit_find_leading(slice_trim((struct slice){*at, (size_t)(end - *at)}));
	}
	return unit;
}

static void put_title(struct draft *d, const char *before, const char *behind,
                      const struct unit *unit)
{
	text_adds(d->json, ",\n  \"unit\": {\"title\": \"");
	text_add_json(d->json, slice_of(before));
	text_addf(d->json, "{unit}%s\"}", behind);
	log_note(T("the unit is stated above the table: %s", "表上方注明单位：%s"),
	         unit_label(unit));
}

static bool put_title_unit(struct draft *d, struct slice title)
{
	static const char *const labels[] = {
	        "单位:", "单位", "Unit:", "unit:", "Units:", "In ", "in "};
	const char *at;

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		const struct unit *unit = unit_behind(title, labels[i], &at);
		if (!unit)
			continue;
		put_title(d, labels[i], "", unit);
		return true;
	}
	return false;
}

/* The last few letters before an open bracket: "研发费用" of "各县研发费用(". */
static struct slice word_before(struct slice title, const char *at)
{
	enum { LONGEST_WORD = 12 };
	const char *end = at - 1, *p = end;

	while (p > title.p && end - p < LONGEST_WORD && !strchr(" 0123456789():;,-\"\\{}", p[-1]))
		p--;
	while (p < end && ((unsigned char)*p & 0xc0) == 0x80)
		p++;
	return (struct slice){p, (size_t)(end - p)};
}

/*
 * "各县研发费用(亿元)". Headers have units in brackets too, each of its own column, so the word before
 * is part of the pattern, and only what stands above the header is looked at.
 */
static bool put_bracketed_unit(struct draft *d)
{
	struct slice title;

	for (size_t i = 0; i < draft_titles_above(d) && draft_title(d, i, &title); i++) {
		const char *at;
		const struct unit *unit = unit_behind(title, "(", &at);
		char *before;
		if (!unit)
			continue;
		before = xasprintf("%.*s(", SLICE_FMT(word_before(title, at)));
		put_title(d, before, ")", unit);
		free(before);
		return true;
	}
	return false;
}

static bool put_document_unit(struct draft *d)
{
	const struct survey *s = d->guess->survey;

	for (size_t i = 0; i < s->constant_count; i++) {
		if (!unit_find(s->constants[i].value))
			continue;
		text_adds(d->json, ",\n  \"unit\": {");
		draft_pair(d->json, "document", s->constants[i].pointer);
		text_addc(d->json, '}');
		log_note(T("the unit is stated at '%s': %.*s", "'%s' 处注明单位：%.*s"),
		         s->constants[i].pointer, SLICE_FMT(s->constants[i].value));
		return true;
	}
	return false;
}

/* Records that are kept by their unit: "/facts/us-gaap/x/units/USD". */
static bool put_unit_of_records(struct draft *d)
{
	const char *records = d->guess->survey->format.records;
	const char *last = records ? strrchr(records, '/') : NULL;
	const struct unit *unit = last ? unit_find(slice_of(last + 1)) : NULL;

	if (unit)
		text_addf(d->json, ",\n  \"unit\": \"%s\"", unit->name);
	return unit != NULL;
}

void draft_file_unit(struct draft *d)
{
	const struct guessed_column *unit = guess_find(d->guess, ROLE_UNIT);
	struct slice title;

	if (!d->needs_unit)
		return;
	if (unit && unit->header) {
		text_adds(d->json, ",\n  \"unit\": {");
		draft_pair(d->json, "header", unit->header);
		text_addc(d->json, '}');
		return;
	}
	for (size_t i = 0; draft_title(d, i, &title); i++)
		if (put_title_unit(d, title))
			return;
	if (put_bracketed_unit(d) || put_document_unit(d))
		return;
	if (put_unit_of_records(d))
		return;
	text_adds(d->json, ",\n  \"unit\": \"?\"");
	draft_not_found("unit", T("put it in place of '?', such as \"万元\"; it is never guessed",
	                          "请将 '?' 改为单位，如 \"万元\"；单位从不猜测"));
}
