#include "report/template.h"

struct expansion {
	const char *name;
	uint64_t line;
	const char *line_start;
	const struct template_source *source;
	enum block_kind kind;
	struct text block;
	struct err *err;
};

static const struct {
	const char *mark;
	enum block_kind kind;
} marks[] = {
        {"# ", BLOCK_TITLE},
        {"## ", BLOCK_HEADING},
        {"- ", BLOCK_ITEM},
        {"| ", BLOCK_TABLE},
};

static int end_block(struct expansion *e)
{
	int result = 0;

	if (e->block.n)
		result = e->source->put(e->source->context, e->kind, text_slice(&e->block), e->err);
	text_clear(&e->block);
	e->kind = BLOCK_PARAGRAPH;
	return result < 0 ? err_at(e->err, e->name, e->line, 0) : 0;
}

static int wrong(const struct expansion *e, const char *at, const char *message, struct slice name)
{
	err_set(e->err, RD_CONFIG, "'%.*s': %s", SLICE_FMT(name), message);
	return err_at(e->err, e->name, e->line, (uint64_t)(at - e->line_start) + 1);
}

static int unknown(const struct expansion *e, struct slice name, const struct text *nearest)
{
	wrong(e, name.p, T("means nothing here", "在此没有意义"), name);
	if (nearest->n)
		err_hint(e->err, T("did you mean '%s'?", "是否想写 '%s'？"), nearest->p);
	else
		err_hint(e->err, T("names are those of indicators.json; the template's first "
		                   "lines show what may follow them",
		                   "名称见 indicators.json，模板开头说明了其后可写什么"));
	return -1;
}

/* The text for a name, or the mark that it is missing. */
static int add_value(struct expansion *e, struct slice name, struct text *out)
{
	struct text value = TEXT_INIT;
	int result = 0;

	switch (e->source->look_up(e->source->context, name, &value)) {
	case ANSWER_GIVEN:
		text_add_slice(out, text_slice(&value));
		break;
	case ANSWER_MISSING:
		text_addf(out, T("[missing: %s]", "［缺：%s］"), value.n ? value.p : "");
		break;
	case ANSWER_UNKNOWN:
		result = unknown(e, name, &value);
	}
	text_release(&value);
	return result;
}

static int fill(struct expansion *e, struct slice line, struct text *out)
{
	while (line.n) {
		const char *brace = memchr(line.p, '{', line.n);
		const char *end = brace ? memchr(brace, '}', (size_t)(line.p + line.n - brace))
		                        : line.p + line.n;
		size_t before = (size_t)((brace ? brace : end) - line.p);
		text_add(out, line.p, before);
		line = (struct slice){line.p + before, line.n - before};
		if (!brace)
			break;
		if (slice_starts(line, "{{")) {
			text_addc(out, '{');
			line = (struct slice){line.p + 2, line.n - 2};
			continue;
		}
		if (!end)
			return wrong(e, brace, T("the brace is not closed", "花括号没有闭合"),
			             line);
		if (add_value(e, (struct slice){brace + 1, (size_t)(end - brace - 1)}, out) < 0)
			return -1;
		line = (struct slice){end + 1, line.n - (size_t)(end + 1 - brace)};
	}
	return 0;
}

/* Takes "?name " or "!name " off the line; 1 if the line is to be printed, -1 for a wrong name. */
static int condition_holds(struct expansion *e, struct slice *line)
{
	bool wanted = line->p[0] == '?';
	const char *end = memchr(line->p, ' ', line->n);
	struct text value = TEXT_INIT;
	struct slice name;
	enum answer answer;
	int result;

	if (!end)
		end = line->p + line->n;
	name = (struct slice){line->p + 1, (size_t)(end - line->p - 1)};
	answer = e->source->look_up(e->source->context, name, &value);
	result = answer == ANSWER_UNKNOWN ? unknown(e, name, &value)
	                                  : (answer == ANSWER_GIVEN) == wanted;
	text_release(&value);
	*line = slice_trim((struct slice){end, (size_t)(line->p + line->n - end)});
	return result;
}

static bool needs_blank(const struct text *before, const struct text *after)
{
	unsigned char last, first;

	if (!before->n || !after->n)
		return false;
	last = (unsigned char)before->p[before->n - 1];
	first = (unsigned char)after->p[0];
	return last < 0x80 && first < 0x80 && !strchr(",.;:)!?", first);
}

static int start_block(struct expansion *e, struct slice *line)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (!slice_starts(*line, marks[i].mark))
			continue;
		if (end_block(e) < 0)
			return -1;
		e->kind = marks[i].kind;
		line->p += strlen(marks[i].mark);
		line->n -= strlen(marks[i].mark);
		return 0;
	}
	return 0;
}

static int add_line(struct expansion *e, struct slice line)
{
	struct text filled = TEXT_INIT;
	int result;

	if (start_block(e, &line) < 0)
		return -1;
	result = fill(e, line, &filled);
	if (needs_blank(&e->block, &filled))
		text_addc(&e->block, ' ');
	text_add_slice(&e->block, text_slice(&filled));
	text_release(&filled);
	if (result == 0 && e->kind != BLOCK_PARAGRAPH && e->kind != BLOCK_ITEM)
		return end_block(e);
	return result;
}

static int define(struct expansion *e, struct slice line)
{
	struct slice definition = {line.p + 1, line.n - 1};

	if (e->source->define(e->source->context, definition, e->err) < 0)
		return err_at(e->err, e->name, e->line, 0);
	return 0;
}

/* A line that is left out has its holes looked at too: a mistake does not wait for its month. */
static int pass_over(struct expansion *e, struct slice line)
{
	struct text filled = TEXT_INIT;
	int result = fill(e, line, &filled);

	text_release(&filled);
	return result;
}

static int take_line(struct expansion *e, struct slice line)
{
	int holds = 1, one = 1;

	e->line_start = line.p;
	line = slice_trim(line);
	if (slice_starts(line, "//"))
		return 0;
	if (line.n == 0)
		return end_block(e);
	if (line.p[0] == '@')
		return define(e, line);
	while (one >= 0 && line.n && (line.p[0] == '?' || line.p[0] == '!')) {
		one = condition_holds(e, &line);
		holds &= one;
	}
	if (one < 0 || line.n == 0)
		return one < 0 ? -1 : 0;
	return holds ? add_line(e, line) : pass_over(e, line);
}

int template_expand(struct slice template, const char *name, const struct template_source *source,
                    struct err *err)
{
	struct expansion e = {.name = name, .source = source, .kind = BLOCK_PARAGRAPH, .err = err};
	int result = 0;

	while (template.n && result == 0) {
		const char *end = memchr(template.p, '\n', template.n);
		size_t n = end ? (size_t)(end - template.p) : template.n;
		e.line++;
		result = take_line(&e, (struct slice){template.p, n});
		n += end != NULL;
		template = (struct slice){template.p + n, template.n - n};
	}
	if (result == 0)
		result = end_block(&e);
	text_release(&e.block);
	return result;
}

int template_fill(struct slice line, const struct template_source *source, struct text *out,
                  struct err *err)
{
	struct expansion e = {.source = source, .line_start = line.p, .err = err};

	return fill(&e, line, out);
}
