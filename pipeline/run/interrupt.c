#include "run/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"

static struct {
	int fd;
	int signal;
	uint64_t deadline; /* 0: none, or over */
	uint64_t limit;
	bool late;
	bool child_ended; /* since the last wait: reading signals must not make the next one miss it */
	sigset_t before;
} state = {.fd = -1};

int interrupt_open(uint64_t limit, struct err *err)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, &state.before);
	signal(SIGCHLD, SIG_DFL); /* whoever ignores it never learns how a child ended */
	state.signal = 0;
	state.late = false;
	state.child_ended = false;
	state.limit = limit;
	state.deadline = limit ? clock_milliseconds() + limit * 1000 : 0;
	state.fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (state.fd >= 0)
		return 0;
	return err_set_errno(err, RD_INTERNAL, T("cannot watch signals", "无法监听信号"));
}

void interrupt_close(void)
{
	if (state.fd < 0)
		return;
	close(state.fd);
	state.fd = -1;
	sigprocmask(SIG_SETMASK, &state.before, NULL);
}

static void read_signals(void)
{
	struct signalfd_siginfo info;

	while (state.fd >= 0 && read(state.fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
		if (info.ssi_signo == SIGCHLD)
			state.child_ended = true;
		else if (!state.signal)
			state.signal = (int)info.ssi_signo;
}

static int time_left(int milliseconds)
{
	uint64_t now = clock_milliseconds(), left;

	if (!state.deadline)
		return milliseconds;
	left = state.deadline > now ? state.deadline - now : 0;
	return milliseconds >= 0 && (uint64_t)milliseconds < left ? milliseconds : (int)left;
}

void interrupt_wait(struct pollfd *fds, size_t count, int milliseconds)
{
	struct pollfd *all = xcalloc(count + 1, sizeof(*all));

	if (count)
		memcpy(all, fds, count * sizeof(*all));
	all[count] = (struct pollfd){.fd = state.fd, .events = POLLIN};
	poll(all, count + 1, state.child_ended ? 0 : time_left(milliseconds));
	if (count)
		memcpy(fds, all, count * sizeof(*all));
	free(all);
	read_signals();
	state.child_ended = false; /* whoever waited looks now */
}

int interrupt_signal(void)
{
	return state.signal;
}

int interrupt_check(struct err *err)
{
	read_signals();
	if (state.signal) {
		err_set(err, RD_STOPPED, T("stopped by a signal: %s", "被信号停止：%s"),
		        strsignal(state.signal));
		return err_hint(
		        err,
		        T("'%s --resume' goes on where it stopped", "'%s --resume' 可从停止处继续"),
		        "rd-run");
	}
	if (state.deadline && clock_milliseconds() >= state.deadline) {
		state.deadline = 0;
		state.late = true;
	}
	if (state.late) {
		err_set(err, RD_TIMEOUT,
		        T("the run took longer than %llu seconds", "整个运行超过 %llu 秒"),
		        (unsigned long long)state.limit);
		return err_hint(
		        err, T("raise \"timeout\" in pipeline.json, or find out what was slow by "
		               "'rd-run status'",
		               "请调高 pipeline.json 的 \"timeout\"，或用 'rd-run status' "
		               "查看慢在何处"));
	}
	return 0;
}

void interrupt_reset_child(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}
