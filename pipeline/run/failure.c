#include "run/failure.h"

#include <string.h>

struct said {
	struct slice reason, hint; /* empty if there is none */
};

/* Cuts the last line off. */
static struct slice last_line(struct slice *lines)
{
	struct slice all = slice_trim(*lines);
	size_t start = all.n;

	while (start && all.p[start - 1] != '\n')
		start--;
	*lines = (struct slice){all.p, start};
	return (struct slice){all.p + start, all.n - start};
}

static struct slice after(struct slice line, const char *label)
{
	size_t n = strlen(label);

	for (size_t i = 0; i + n <= line.n; i++)
		if (memcmp(line.p + i, label, n) == 0)
			return (struct slice){line.p + i + n, line.n - i - n};
	return (struct slice){line.p, 0};
}

static struct said understand(const struct text *text)
{
	struct slice lines = text_slice(text);
	struct said said = {.reason = last_line(&lines)};

	said.hint = after(said.reason, T("hint: ", "提示："));
	if (said.hint.n)
		said.reason = last_line(&lines);
	return said;
}

static enum exit_code code_of(const struct outcome *outcome)
{
	if (outcome->timed_out)
		return RD_TIMEOUT;
	if (outcome->signal || !outcome->code || !exit_code_is_known(outcome->code))
		return RD_INTERNAL;
	return (enum exit_code)outcome->code;
}

static void add_how(const struct step *step, const struct outcome *outcome, struct text *t)
{
	if (outcome->timed_out)
		text_addf(t, T("took longer than %llu seconds", "超过 %llu 秒"),
		          (unsigned long long)step->call.timeout);
	else if (outcome->signal)
		text_addf(t, T("was ended by signal %d (%s)", "被信号 %d（%s）终止"),
		          outcome->signal, strsignal(outcome->signal));
	else
		text_addf(t, T("failed with exit status %d", "失败，退出码 %d"), outcome->code);
}

int failure_of_step(const struct step *step, const struct outcome *outcome, const char *look,
                    struct err *err)
{
	struct said said = understand(&outcome->said);
	struct text t = TEXT_INIT;

	text_addf(&t, T("step '%s' ", "步骤 '%s' "), step->name);
	add_how(step, outcome, &t);
	if (outcome->where.n)
		text_addf(&t, T(" (%s)", "（%s）"), outcome->where.p);
	if (said.reason.n)
		text_addf(&t, T(": %.*s", "：%.*s"), SLICE_FMT(said.reason));
	err_set(err, code_of(outcome), "%s", t.p);
	text_clear(&t);
	if (said.hint.n)
		text_addf(&t, T("%.*s; ", "%.*s；"), SLICE_FMT(said.hint));
	text_addf(&t, T("all of it is in '%s'", "详情见 '%s'"), look);
	err_hint(err, "%s", t.p);
	text_release(&t);
	return -1;
}
