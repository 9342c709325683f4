#include "normalize/value_source.h"

#include <string.h>

#include "base/fold.h"
#include "normalize/pattern.h"

size_t source_keys_with(struct json_key keys[MOST_KEYS], size_t at, const struct json_key *more,
                        size_t count)
{
	static const struct json_key own[SOURCE_KEYS] = {
	        {"header", JSON_KEY_TEXTS, offsetof(struct source_keys, header), 0, NULL},
	        {"position", JSON_KEY_COUNT, offsetof(struct source_keys, position), 0, NULL},
	        {"value", JSON_KEY_TEXT, offsetof(struct source_keys, value), 0, NULL},
	        {"title", JSON_KEY_TEXTS, offsetof(struct source_keys, title), 0, NULL},
	        {"file_name", JSON_KEY_TEXTS, offsetof(struct source_keys, file_name), 0, NULL},
	        {"document", JSON_KEY_TEXT, offsetof(struct source_keys, document), 0, NULL},
	        {"wide", JSON_KEY_TEXT, offsetof(struct source_keys, wide), 0, NULL},
	};

	for (size_t i = 0; i < SOURCE_KEYS; i++) {
		keys[i] = own[i];
		keys[i].offset += at;
	}
	if (count)
		memcpy(keys + SOURCE_KEYS, more, count * sizeof(*keys));
	return SOURCE_KEYS + count;
}

static struct json_texts one_text(const struct json_place *at, const char *text)
{
	const char **items = arena_alloc(at->arena, sizeof(*items));

	items[0] = text;
	return (struct json_texts){items, 1};
}

static int choose_wide(const struct json_place *at, const char *wide, struct value_source *source,
                       struct err *err)
{
	static const char *const names[] = {"header", "cell"};
	struct json_place member = json_member(at, "wide");
	int i = json_choice(&member, wide, names, 2, err);

	source->wide_header = i == 0;
	return i < 0 ? -1 : 0;
}

int source_choose(const struct json_place *at, const struct source_keys *keys,
                  struct value_source *source, struct err *err)
{
	const struct {
		bool given;
		enum value_source_kind kind;
		struct json_texts texts;
	} choices[] = {
	        {keys->header.count > 0, FROM_HEADER, keys->header},
	        {keys->position > 0, FROM_POSITION, {0}},
	        {keys->value != NULL, FROM_CONSTANT, one_text(at, keys->value)},
	        {keys->title.count > 0, FROM_TITLE, keys->title},
	        {keys->file_name.count > 0, FROM_FILE_NAME, keys->file_name},
	        {keys->document != NULL, FROM_DOCUMENT, one_text(at, keys->document)},
	        {keys->wide != NULL, FROM_WIDE, {0}},
	};
	int count = 0;

	source->path = at->path;
	source->position = keys->position;
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		if (!choices[i].given)
			continue;
		source->kind = choices[i].kind;
		source->texts = choices[i].texts;
		count++;
	}
	if (count == 1)
		return keys->wide ? choose_wide(at, keys->wide, source, err) : 0;
	json_wrong(at, err, "%s",
	           count ? T("says more than once where the value comes from", "重复说明了取值来源")
	                 : T("does not say where the value comes from", "没有说明取值来源"));
	return err_hint(err,
	                T("give one of header, position, value, title, file_name, document, wide",
	                  "请给出 header、position、value、title、file_name、document、wide 之一"));
}

static void remove_blanks(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++)
		if (*from != ' ')
			*to++ = *from;
	*to = '\0';
}

static int wrong_field(const struct json_place *at, const char *field, struct err *err)
{
	json_wrong(at, err, T("no field of patterns is called '%.*s'", "模式中没有字段 '%.*s'"),
	           (int)strcspn(field + 1, "}") + 2, field);
	return err_hint(
	        err,
	        T("fields are {value}, {flag}, {unit}, {year}, {month}, {quarter}, {half}, {day}, "
	          "and {_} for anything",
	          "可用字段：{value}、{flag}、{unit}、{year}、{month}、{quarter}、{half}、{day}，"
	          "{_} 代表任意内容"));
}

int patterns_fold(const struct json_place *at, struct json_texts *patterns, bool keep_blanks,
                  struct err *err)
{
	struct text folded = TEXT_INIT;
	int result = 0;

	for (size_t i = 0; i < patterns->count && result == 0; i++) {
		const char *wrong = pattern_wrong(patterns->items[i]);
		char *kept;
		if (wrong) {
			result = wrong_field(at, wrong, err);
			break;
		}
		text_clear(&folded);
		fold_width(slice_of(patterns->items[i]), &folded);
		kept = arena_strdup(at->arena, text_slice(&folded));
		if (!keep_blanks)
			remove_blanks(kept);
		patterns->items[i] = kept;
	}
	text_release(&folded);
	return result;
}

int source_fold(const char *file, struct value_source *source, bool members, struct arena *arena,
                struct err *err)
{
	struct json_place at = {file, source->path, arena};

	switch (source->kind) {
	case FROM_HEADER:
		return members ? 0 : patterns_fold(&at, &source->texts, false, err);
	case FROM_TITLE:
	case FROM_FILE_NAME:
		return patterns_fold(&at, &source->texts, true, err);
	default:
		return 0;
	}
}

bool source_has_field(const struct value_source *source, const char *field)
{
	for (size_t i = 0; i < source->texts.count; i++)
		if (strstr(source->texts.items[i], field))
			return true;
	return false;
}

char *source_describe(const struct value_source *source)
{
	struct text t = TEXT_INIT;

	if (source->kind == FROM_POSITION)
		text_addf(&t, T("column %llu", "第%llu列"), (unsigned long long)source->position);
	for (size_t i = 0; i < source->texts.count; i++)
		text_addf(&t, "%s'%s'", i ? T(" or ", " 或 ") : "", source->texts.items[i]);
	return text_detach(&t);
}
