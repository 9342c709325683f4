#include "run/command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "run/interrupt.h"

enum { CANNOT_START = 127, READ_AT_MOST = 64 << 20 };

static void become(const char *const *argv, const char *directory, int out, int said)
{
	int null = open("/dev/null", O_RDONLY);

	interrupt_reset_child();
	if (null >= 0 && dup2(null, 0) == 0 && dup2(out, 1) == 1 && dup2(said, 2) == 2 &&
	    (!directory || chdir(directory) == 0))
		execvp(argv[0], (char *const *)(uintptr_t)argv);
	dprintf(said, "%s: %s\n", argv[0], strerror(errno));
	_exit(CANNOT_START);
}

/* False at the end of the stream. */
static bool take(int fd, struct text *t)
{
	char buffer[16384];
	ssize_t n = read(fd, buffer, sizeof(buffer));

	if (n > 0 && t->n < READ_AT_MOST)
		text_add(t, buffer, (size_t)n);
	return n > 0 || (n < 0 && errno == EINTR);
}

/* Reads both streams to their ends, or until the time is over. */
static bool listen_to(int out, int said, uint64_t deadline, struct command_result *result)
{
	struct pollfd fds[2] = {{out, POLLIN, 0}, {said, POLLIN, 0}};
	struct text *texts[2] = {&result->out, &result->said};

	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		uint64_t now = clock_milliseconds();
		if (now >= deadline)
			return false;
		if (poll(fds, 2, (int)(deadline - now)) < 0 && errno != EINTR)
			return false;
		for (int i = 0; i < 2; i++)
			if (fds[i].fd >= 0 && fds[i].revents && !take(fds[i].fd, texts[i]))
				fds[i].fd = -1;
	}
	return true;
}

bool command_run(const char *const *argv, const char *directory, unsigned seconds,
                 struct command_result *result)
{
	uint64_t deadline = clock_milliseconds() + seconds * (uint64_t)1000;
	int out[2] = {-1, -1}, said[2] = {-1, -1}, status = 0;
	pid_t pid = -1;

	*result = (struct command_result){.code = CANNOT_START};
	if (pipe2(out, O_CLOEXEC) == 0 && pipe2(said, O_CLOEXEC) == 0)
		pid = fork();
	if (pid == 0)
		become(argv, directory, out[1], said[1]);
	close(out[1]);
	close(said[1]);
	if (pid > 0) {
		result->ended = listen_to(out[0], said[0], deadline, result);
		if (!result->ended)
			kill(pid, SIGKILL);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
		result->ended = result->ended && WIFEXITED(status);
		result->code = WIFEXITED(status) ? WEXITSTATUS(status) : CANNOT_START;
	} else {
		text_adds(&result->said, strerror(errno));
	}
	close(out[0]);
	close(said[0]);
	return result->ended && result->code == 0;
}

void command_release(struct command_result *result)
{
	text_release(&result->out);
	text_release(&result->said);
}
