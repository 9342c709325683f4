#include "report/bulletin.h"

#include <stdlib.h>

#include "io/input.h"
#include "report/template.h"
#include "report/vocabulary.h"

enum { LARGEST_TEMPLATE = 1 << 20 };

static void add_block(void *context, enum block_kind kind, struct slice text)
{
	struct text *t = context;

	if (t->n && t->p[t->n - 1] != '\n')
		text_addc(t, '\n');
	if (t->n && kind != BLOCK_ITEM)
		text_addc(t, '\n');
	if (kind == BLOCK_ITEM)
		text_adds(t, T("  - ", "　• "));
	text_add_slice(t, text);
	text_addc(t, '\n');
}

static char *read_template(const char *path, size_t *n, struct err *err)
{
	struct input in;
	char *content;

	if (input_open(&in, path, err) < 0) {
		err->code = RD_CONFIG;
		return NULL;
	}
	content = input_read_all(&in, LARGEST_TEMPLATE, n, err);
	if (!content)
		err->code = RD_CONFIG;
	input_close(&in);
	return content;
}

int bulletin_add_text(struct text *t, const struct subject *s, struct err *err)
{
	struct subject context = *s;
	const struct template_source source = {vocabulary_look_up, &context};
	char *path = configuration_path(&s->publication->config,
	                                T("bulletin/bulletin.en.md", "bulletin/bulletin.zh.md"));
	size_t n;
	char *content = read_template(path, &n, err);
	int result = -1;

	if (content) {
		if (s->publication->sample)
			text_addf(t, "%s\n", sample_mark());
		result = template_expand((struct slice){content, n}, path, &source, add_block, t,
		                         err);
	}
	free(content);
	free(path);
	return result;
}
