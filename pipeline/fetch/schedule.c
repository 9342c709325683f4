#include "fetch/schedule.h"

#include <stdlib.h>

#include "base/clock.h"

/* Longest wait without looking at the clock, so that the progress display lives. */
enum { LONGEST_WAIT_MS = 200 };

static int64_t now_ms(void)
{
	return (int64_t)clock_milliseconds();
}

void schedule_init(struct schedule *s, const struct pace *pace, struct http_pool *pool)
{
	*s = (struct schedule){.pace = pace, .pool = pool, .stop_descriptor = -1};
	if (pace->seconds)
		s->deadline = now_ms() + (int64_t)pace->seconds * 1000;
}

void schedule_release(struct schedule *s)
{
	free(s->waiting);
	free(s->running);
	free(s->hosts);
	hash_map_release(&s->host_numbers);
	*s = (struct schedule){0};
}

void schedule_add(struct schedule *s, struct transfer *t)
{
	VEC_GROW(s->waiting, s->waiting_count, s->waiting_capacity);
	s->waiting[s->waiting_count++] = t;
}

static uint32_t number_of_host(struct schedule *s, const struct http_address *at)
{
	char *name = xasprintf("%s:%s", at->host, at->port);
	uint32_t next = (uint32_t)s->host_count;
	uint32_t number = hash_map_add(&s->host_numbers, slice_of(name), next);

	free(name);
	if (number == next) {
		VEC_GROW(s->hosts, s->host_count, s->host_capacity);
		s->hosts[s->host_count++] = (struct schedule_host){0};
	}
	return number;
}

/* All that waits is looked at again and again. */
static struct schedule_host *host_of(struct schedule *s, struct transfer *t)
{
	if (!t->host_known)
		t->host = number_of_host(s, &t->at);
	t->host_known = true;
	return &s->hosts[t->host];
}

static void start(struct schedule *s, struct transfer *t, struct schedule_host *host)
{
	host->running++;
	t->settles = false;
	if (s->pace->interval_ms)
		host->not_before = now_ms() + (int64_t)s->pace->interval_ms;
	VEC_GROW(s->running, s->running_count, s->running_capacity);
	s->running[s->running_count++] = t;
	transfer_start(t, s->pool);
}

/* Starts what may start; returns when the next one may, or INT64_MAX. */
static int64_t start_some(struct schedule *s)
{
	int64_t now = now_ms(), next = INT64_MAX;
	size_t kept = 0, i = 0;

	for (; i < s->waiting_count && s->running_count - s->settling < s->pace->parallel; i++) {
		struct transfer *t = s->waiting[i];
		struct schedule_host *host = host_of(s, t);
		int64_t when = t->not_before > host->not_before ? t->not_before : host->not_before;
		bool room = host->running < s->pace->per_host;
		if (room && when <= now) {
			start(s, t, host);
			continue;
		}
		if (room && when < next)
			next = when;
		s->waiting[kept++] = t;
	}
	memmove(s->waiting + kept, s->waiting + i, (s->waiting_count - i) * sizeof(*s->waiting));
	s->waiting_count -= i - kept;
	return next;
}

/* Nothing is asked of its host any more, even if it settles for a while. */
static void leave_host(struct schedule *s, struct transfer *t)
{
	struct schedule_host *host = &s->hosts[t->host];

	if (t->settles)
		s->settling--;
	else
		host->running--;
	t->settles = t->phase == TRANSFER_SETTLES;
	if (t->settles)
		s->settling++;
	if (t->host_pause > host->not_before)
		host->not_before = t->host_pause;
}

/* Takes those that run no more off the list; they wait again, or have ended. */
static bool collect(struct schedule *s)
{
	size_t kept = 0, before = s->running_count;
	bool left = false;

	for (size_t i = 0; i < before; i++) {
		struct transfer *t = s->running[i];
		transfer_go_on(t);
		if (t->phase == TRANSFER_RUNS || (t->phase == TRANSFER_SETTLES && t->settles)) {
			s->running[kept++] = t;
			continue;
		}
		left = true;
		leave_host(s, t);
		if (t->phase == TRANSFER_SETTLES)
			s->running[kept++] = t;
		else if (t->phase == TRANSFER_WAITS)
			schedule_add(s, t);
		else
			t->on_end(t);
	}
	s->running_count = kept;
	return left;
}

static void give_up_all(struct schedule *s, const char *message)
{
	while (s->running_count || s->waiting_count) {
		struct transfer **list = s->running_count ? s->running : s->waiting;
		size_t *count = s->running_count ? &s->running_count : &s->waiting_count;
		struct transfer *t = list[--*count];
		if (t->phase != TRANSFER_ENDED)
			transfer_give_up(t, s->pool, message);
		t->on_end(t);
	}
}

static int wait_for(int64_t next, int64_t deadline)
{
	int64_t now = now_ms(), wait = LONGEST_WAIT_MS;

	if (next - now < wait)
		wait = next - now;
	if (deadline && deadline - now < wait)
		wait = deadline - now;
	return wait > 0 ? (int)wait : 0;
}

void schedule_run(struct schedule *s)
{
	while (s->waiting_count || s->running_count) {
		int64_t next = start_some(s);
		if (collect(s))
			continue;
		if (s->progress)
			s->progress(s->context);
		http_pool_wait(s->pool, wait_for(next, s->deadline), s->stop_descriptor);
		collect(s);
		if (s->stopped && s->stopped(s->context))
			give_up_all(s, T("stopped", "已停止"));
		else if (s->deadline && now_ms() >= s->deadline)
			give_up_all(s,
			            T("the time for the whole run is over", "整个运行的时间已到"));
	}
}
