/*
 * Runs the calls on this machine: vfork and exec, never a shell. Each child leads a process
 * group of its own, so that stopping it stops what it started, and dies with this process,
 * however this process ends.
 */
#include "run/execute.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/parallel.h"
#include "run/interrupt.h"

enum {
	SAID_AT_MOST = 8192, /* bytes of stderr that are kept, the last ones */
	GRACE = 10000,       /* milliseconds between SIGTERM and SIGKILL */
	CANNOT_START = 127,  /* as shells have it */
};

struct child {
	struct call call;
	pid_t pid;
	int said;                            /* the pipe from its stderr */
	uint64_t started, deadline, kill_at; /* 0: none */
	struct outcome outcome;
};

struct local {
	struct executor base;
	size_t jobs;
	struct call *queue;
	size_t queued, queue_capacity, next; /* queue[next..queued) have not been started */
	struct child *children;
	size_t running;
	struct pollfd *fds;
	bool canceled;
};

void outcome_release(struct outcome *outcome)
{
	text_release(&outcome->said);
	text_release(&outcome->where);
}

/*
 * Between vfork and exec: only calls that are safe there, and none that writes to memory, which is
 * the parent's. To copy that, page by page as either of them writes to it, takes longer than the rest.
 */
static _Noreturn void become(const struct call *call, int said, pid_t parent)
{
	int null = open("/dev/null", O_RDONLY);

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	interrupt_reset_child();
	if (null >= 0 && dup2(null, 0) == 0 && dup2(said, 1) == 1 && dup2(said, 2) == 2 &&
	    chdir(call->directory) == 0 && getppid() == parent)
		execv(call->program, call->argv);
	dprintf(said, "%s: %s\n", call->program, strerror(errno));
	_exit(CANNOT_START);
}

static int start(struct local *local, const struct call *call, struct err *err)
{
	struct child *child = &local->children[local->running];
	pid_t parent = getpid(), pid;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		goto fail;
	*child = (struct child){.call = *call, .said = ends[0], .started = clock_milliseconds()};
	child->outcome.step = call->step;
	if (call->timeout)
		child->deadline = child->started + call->timeout * 1000;
	pid = vfork(); /* NOLINT(clang-analyzer-security.insecureAPI.vfork) */
	if (pid == 0)
		become(call, ends[1], parent); /* NOLINT(clang-analyzer-unix.Vfork) */
	child->pid = pid;
	close(ends[1]);
	if (child->pid < 0) {
		close(ends[0]);
		goto fail;
	}
	setpgid(child->pid, child->pid); /* here too: whoever comes first */
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	local->running++;
	return 0;
fail:
	err_set_errno(err, RD_INTERNAL, T("cannot start '%s'", "无法启动 '%s'"), call->argv[0]);
	return err_hint(err, T("the system lacks processes, memory or file descriptors (ulimit)",
	                       "系统的进程、内存或文件描述符不足（ulimit）"));
}

static int start_what_fits(struct local *local, struct err *err)
{
	while (!local->canceled && local->next < local->queued && local->running < local->jobs) {
		if (start(local, &local->queue[local->next], err) < 0)
			return -1;
		local->next++;
	}
	return 0;
}

static int local_submit(struct executor *base, const struct call *calls, size_t count,
                        struct err *err)
{
	struct local *local = (struct local *)base;

	for (size_t i = 0; i < count; i++) {
		VEC_GROW(local->queue, local->queued, local->queue_capacity);
		local->queue[local->queued++] = calls[i];
	}
	return start_what_fits(local, err);
}

static void listen_to(struct child *child)
{
	struct text *said = &child->outcome.said;
	char buffer[4096];
	ssize_t n;

	while ((n = read(child->said, buffer, sizeof(buffer))) > 0) {
		text_add(said, buffer, (size_t)n);
		if (log_current_level() >= LOG_VERBOSE)
			fwrite(buffer, 1, (size_t)n, stderr);
		if (said->n > 2 * SAID_AT_MOST) {
			size_t cut = said->n - SAID_AT_MOST;
			memmove(said->p, said->p + cut, SAID_AT_MOST);
			text_truncate(said, SAID_AT_MOST);
		}
	}
	if (n == 0) {
		close(child->said);
		child->said = -1;
	}
}

static uint64_t milliseconds(struct timeval t)
{
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_usec / 1000;
}

/* What the group leader left running is not wanted any more. */
static void finish(struct child *child, int status, const struct rusage *usage)
{
	struct outcome *outcome = &child->outcome;

	kill(-child->pid, SIGKILL);
	if (child->said >= 0)
		listen_to(child);
	if (child->said >= 0)
		close(child->said);
	outcome->code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	outcome->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	outcome->wall = clock_milliseconds() - child->started;
	outcome->cpu = milliseconds(usage->ru_utime) + milliseconds(usage->ru_stime);
	outcome->peak = (uint64_t)usage->ru_maxrss * 1024;
}

/* 1 with the outcome of a child that has ended, 0 if all are still running. */
static int reap(struct local *local, struct outcome *outcome)
{
	for (size_t i = 0; i < local->running; i++) {
		struct child *child = &local->children[i];
		struct rusage usage;
		int status;
		if (wait4(child->pid, &status, WNOHANG, &usage) != child->pid)
			continue;
		finish(child, status, &usage);
		*outcome = child->outcome;
		*child = local->children[--local->running];
		return 1;
	}
	return 0;
}

static void stop(struct child *child, uint64_t now)
{
	if (child->kill_at)
		return;
	kill(-child->pid, SIGTERM);
	child->kill_at = now + GRACE;
}

/* Stops what is over its time; returns the milliseconds to the next limit, -1 if none. */
static int enforce_limits(struct local *local)
{
	uint64_t now = clock_milliseconds(), next = UINT64_MAX;

	for (size_t i = 0; i < local->running; i++) {
		struct child *child = &local->children[i];
		uint64_t limit;
		if (!child->kill_at && child->deadline && now >= child->deadline) {
			child->outcome.timed_out = true;
			stop(child, now);
		}
		if (child->kill_at && now >= child->kill_at)
			kill(-child->pid, SIGKILL);
		limit = child->kill_at ? child->kill_at : child->deadline;
		if (limit > now && limit < next)
			next = limit;
	}
	return next == UINT64_MAX ? -1 : (int)(next - now);
}

static int local_wait(struct executor *base, struct outcome *outcome, struct err *err)
{
	struct local *local = (struct local *)base;

	for (;;) {
		size_t count;
		int limit;
		if (reap(local, outcome))
			return 1;
		if (!local->canceled && interrupt_check(err) < 0)
			return -1;
		if (start_what_fits(local, err) < 0)
			return -1;
		if (local->running == 0)
			return 0;
		limit = enforce_limits(local);
		count = local->running;
		for (size_t i = 0; i < count; i++)
			local->fds[i] =
			        (struct pollfd){.fd = local->children[i].said, .events = POLLIN};
		interrupt_wait(local->fds, count, limit);
		for (size_t i = 0; i < count; i++)
			if (local->fds[i].revents)
				listen_to(&local->children[i]);
	}
}

static void local_cancel(struct executor *base)
{
	struct local *local = (struct local *)base;
	uint64_t now = clock_milliseconds();

	local->canceled = true;
	for (size_t i = 0; i < local->running; i++) {
		local->children[i].outcome.canceled = true;
		stop(&local->children[i], now);
	}
}

static void local_free(struct executor *base)
{
	struct local *local = (struct local *)base;

	for (size_t i = 0; i < local->running; i++) {
		kill(-local->children[i].pid, SIGKILL);
		waitpid(local->children[i].pid, NULL, 0);
		close(local->children[i].said);
		outcome_release(&local->children[i].outcome);
	}
	free(local->queue);
	free(local->children);
	free(local->fds);
	free(local);
}

struct executor *executor_local(size_t jobs)
{
	struct local *local = xcalloc(1, sizeof(*local));

	local->base =
	        (struct executor){"local", local_submit, local_wait, local_cancel, local_free};
	local->jobs = jobs ? jobs : processors_allotted();
	local->children = xcalloc(local->jobs, sizeof(*local->children));
	local->fds = xcalloc(local->jobs, sizeof(*local->fds));
	return &local->base;
}
