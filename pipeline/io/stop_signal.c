#include "io/stop_signal.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

static struct {
	int fd;
	int signal;
	sigset_t before;
} state = {.fd = -1};

int stop_signal_open(struct err *err)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &state.before);
	state.signal = 0;
	state.fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (state.fd >= 0)
		return state.fd;
	return err_set_errno(err, RD_INTERNAL, T("cannot watch signals", "无法监听信号"));
}

int stop_signal_received(void)
{
	struct signalfd_siginfo info;

	while (state.fd >= 0 && read(state.fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
		if (!state.signal)
			state.signal = (int)info.ssi_signo;
	return state.signal;
}

void stop_signal_close(void)
{
	if (state.fd < 0)
		return;
	close(state.fd);
	state.fd = -1;
	sigprocmask(SIG_SETMASK, &state.before, NULL);
}
