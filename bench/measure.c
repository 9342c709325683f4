/*
 * Runs one command, or several as a pipe, and appends to FILE one line of what it took:
 *
 *	measure FILE COMMAND [ARGUMENT...] ['|' COMMAND [ARGUMENT...]]...
 *
 * seconds of wall, seconds of CPU, peak kilobytes of memory, bytes read and bytes written by
 * system calls. Of a pipe CPU and bytes are summed, and so are the peaks, whether or not they
 * were reached at the same time. Exits with the first code that is not 0.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_COMMANDS = 16 };

struct taken {
	double wall, cpu;
	long kilobytes;
	uint64_t read, written;
};

static void fail(const char *what)
{
	fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static pid_t start(char **command, int in, int out, int unused)
{
	pid_t child = fork();

	if (child < 0)
		fail("cannot fork");
	if (child > 0)
		return child;
	if (in >= 0)
		dup2(in, 0);
	if (out >= 0)
		dup2(out, 1);
	for (int fd = 3; fd <= unused; fd++)
		close(fd);
	execvp(command[0], command);
	fail(command[0]);
	return -1;
}

/* A process that has ended still has its counters until it is waited for. */
static void add_bytes(pid_t child, struct taken *taken)
{
	char path[64], line[128];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/io", (long)child);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f)) {
		uint64_t n = 0;
		if (sscanf(line, "rchar: %" SCNu64, &n) == 1)
			taken->read += n;
		else if (sscanf(line, "wchar: %" SCNu64, &n) == 1)
			taken->written += n;
	}
	if (f)
		fclose(f);
}

static int wait_for(pid_t child, struct taken *taken)
{
	struct rusage usage;
	siginfo_t info;
	int status;

	if (waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT) < 0)
		fail("cannot wait");
	add_bytes(child, taken);
	if (wait4(child, &status, 0, &usage) < 0)
		fail("cannot wait");
	taken->cpu += (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	              (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
	taken->kilobytes += usage.ru_maxrss;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Starts the commands up to the closing NULL, each reading what the one before writes. */
static int start_all(char **words, pid_t *children)
{
	int count = 0, in = -1;

	while (*words) {
		char **end = words;
		int ends[2] = {-1, -1};
		while (*end && strcmp(*end, "|") != 0)
			end++;
		if (count == MOST_COMMANDS || (*end && pipe(ends) < 0))
			fail("cannot pipe");
		char *rest = *end;
		*end = NULL;
		children[count++] =
		        start(words, in, ends[1], ends[0] > ends[1] ? ends[0] : ends[1]);
		if (in >= 0)
			close(in);
		if (ends[1] >= 0)
			close(ends[1]);
		in = ends[0];
		words = rest ? end + 1 : end;
	}
	return count;
}

int main(int argc, char **argv)
{
	pid_t children[MOST_COMMANDS];
	struct taken taken = {0};
	double began = now();
	int count, code = 0;
	FILE *f;

	if (argc < 3) {
		fputs("usage: measure FILE COMMAND [ARGUMENT...] ['|' COMMAND...]...\n", stderr);
		return 2;
	}
	count = start_all(argv + 2, children);
	for (int i = 0; i < count; i++) {
		int own = wait_for(children[i], &taken);
		code = code ? code : own;
	}
	taken.wall = now() - began;
	f = fopen(argv[1], "a");
	if (!f ||
	    fprintf(f, "%.3f %.3f %ld %" PRIu64 " %" PRIu64 "\n", taken.wall, taken.cpu,
	            taken.kilobytes, taken.read, taken.written) < 0 ||
	    fclose(f))
		fail(argv[1]);
	return code;
}
