#include "fetch/progress.h"

#include "base/clock.h"
#include "base/log.h"

/* A screen has more to do than to show hundreds of transfers. */
enum { LINES = 8 };

void progress_init(struct progress *p, const struct schedule *schedule, size_t sources)
{
	*p = (struct progress){
	        .schedule = schedule, .sources = sources, .started = clock_milliseconds()};
}

static void add_size(struct text *t, uint64_t bytes)
{
	static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
	uint64_t tenths = bytes * 10;
	size_t unit = 0;

	for (; tenths >= 10000 && unit < 4; unit++)
		tenths /= 1000;
	text_addf(t, "%llu", (unsigned long long)tenths / 10);
	if (unit && tenths < 1000)
		text_addf(t, ".%llu", (unsigned long long)tenths % 10);
	text_addf(t, " %s", units[unit]);
}

static void add_transfer(struct text *t, const struct transfer *transfer)
{
	const char *name = transfer->wanted.source->name;

	text_addf(t, "  %-30.30s ", name);
	add_size(t, transfer->partial.bytes);
	if (transfer->expected && transfer->partial.bytes <= transfer->expected)
		text_addf(t, " %llu%%",
		          (unsigned long long)(transfer->partial.bytes * 100 / transfer->expected));
	if (transfer->file.tries > 1)
		text_addf(t, T(", try %llu", "，第 %llu 次"),
		          (unsigned long long)transfer->file.tries);
	text_addc(t, '\n');
}

void progress_show(const struct progress *p)
{
	uint64_t received = p->received, ms = clock_milliseconds() - p->started;
	struct text t = TEXT_INIT;

	if (!log_shows_progress())
		return;
	for (size_t i = 0; i < p->schedule->running_count; i++) {
		received += p->schedule->running[i]->partial.bytes;
		if (i < LINES)
			add_transfer(&t, p->schedule->running[i]);
	}
	text_addf(&t, T("%zu of %zu sources, ", "数据源 %zu/%zu，"), p->ended, p->sources);
	add_size(&t, received);
	text_adds(&t, T(", ", "，"));
	add_size(&t, received * 1000 / (ms ? ms : 1));
	text_adds(&t, "/s\n");
	log_progress_lines(t.p);
	text_release(&t);
}

static const char *state_label(enum fetch_state state)
{
	const char *const labels[FETCH_STATES] = {
	        [FETCH_NEW] = T("new", "有新内容"),
	        [FETCH_UNCHANGED] = T("unchanged", "没有变化"),
	        [FETCH_NOT_PUBLISHED] = T("not published yet", "尚未发布"),
	        [FETCH_FAILED] = T("failed", "失败"),
	};

	return labels[state];
}

static void add_files(struct text *t, const struct fetched_source *source, uint64_t bytes)
{
	uint64_t tries = 0;

	for (size_t i = 0; i < source->file_count; i++)
		tries += source->files[i].tries;
	text_addf(t, T(", files: %zu, ", "，文件 %zu 个，"), source->file_count);
	add_size(t, bytes);
	if (tries > source->file_count)
		text_addf(t, T(", tries: %llu", "，共尝试 %llu 次"), (unsigned long long)tries);
}

void progress_source(struct progress *p, const struct fetched_source *source)
{
	uint64_t bytes = 0;
	struct text t = TEXT_INIT;

	for (size_t i = 0; i < source->file_count; i++)
		bytes += source->files[i].bytes;
	p->ended++;
	p->received += bytes;
	text_addf(&t, T("%s: %s", "%s：%s"), source->name, state_label(source->state));
	if (source->message)
		text_addf(&t, T(": %s", "：%s"), source->message);
	else
		add_files(&t, source, bytes);
	if (source->state == FETCH_FAILED)
		log_error("%s", t.p);
	else
		log_note("%s", t.p);
	text_release(&t);
}
