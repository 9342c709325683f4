/*
 * Makes the file system fail, or the process die, at a chosen point: preloaded into rd-run, and
 * through it into every stage, it counts the calls that change something below FAULT_ROOT, in
 * all processes together, and acts on number FAULT_AT.
 *
 *	FAULT_COUNTER	file of 8 bytes that holds the count
 *	FAULT_ROOT	absolute path; calls on files elsewhere (pipes, terminals) pass uncounted
 *	FAULT_AT	number of the call, from 1; 0: only count
 *	FAULT		kill: SIGKILL right after the call
 *			enospc: it and all later calls that need space fail
 *			eio: it fails, once
 *			short: every write from there on writes one byte less than asked
 *	FAULT_LOG	file that gets a line for each call: NUMBER PID CALL PATH [TARGET]
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static uint64_t *counter;
static uint64_t act_at;
static const char *root, *what;
static int log_fd = -1;

#define REAL(name, type, ...)                                                                      \
	static type (*real)(__VA_ARGS__);                                                          \
	if (!real)                                                                                 \
	*(void **)&real = dlsym(RTLD_NEXT, name)

__attribute__((constructor)) static void set_up(void)
{
	const char *path = getenv("FAULT_COUNTER"), *at = getenv("FAULT_AT"),
	           *log = getenv("FAULT_LOG");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;

	root = getenv("FAULT_ROOT");
	what = getenv("FAULT");
	act_at = at ? strtoull(at, NULL, 10) : 0;
	if (fd < 0 || !root || !what)
		return;
	if (log)
		log_fd = open(log, O_WRONLY | O_APPEND | O_CLOEXEC);
	counter = mmap(NULL, sizeof(*counter), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (counter == MAP_FAILED)
		counter = NULL;
	close(fd);
}

static int is_below_root(const char *path)
{
	char whole[PATH_MAX * 2], here[PATH_MAX];

	if (path[0] == '/')
		return strncmp(path, root, strlen(root)) == 0;
	if (!getcwd(here, sizeof(here)))
		return 0;
	snprintf(whole, sizeof(whole), "%s/%s", here, path);
	return strncmp(whole, root, strlen(root)) == 0;
}

static const char *path_of(int fd, char path[PATH_MAX])
{
	char link[64];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, PATH_MAX - 1);
	path[n > 0 ? n : 0] = '\0';
	return path;
}

/* The number of this call; 0 if it does not count. */
static uint64_t count(const char *call, const char *path, const char *target)
{
	uint64_t number;
	char line[PATH_MAX * 2];
	int n;

	if (!counter || !is_below_root(target ? target : path))
		return 0;
	number = __atomic_add_fetch(counter, 1, __ATOMIC_SEQ_CST);
	if (log_fd >= 0) {
		REAL("write", ssize_t, int, const void *, size_t);
		n = snprintf(line, sizeof(line), "%llu %d %s %s %s\n", (unsigned long long)number,
		             (int)getpid(), call, path, target ? target : "");
		if (real(log_fd, line, (size_t)n) < 0)
			return number;
	}
	return number;
}

/* Whether the call is to fail, with errno set. */
static int fails(uint64_t number, int needs_space)
{
	if (!number || !act_at)
		return 0;
	if (strcmp(what, "eio") == 0 && number == act_at)
		errno = EIO;
	else if (strcmp(what, "enospc") == 0 && number >= act_at && needs_space)
		errno = ENOSPC;
	else
		return 0;
	return 1;
}

static void maybe_die(uint64_t number)
{
	if (number && number == act_at && strcmp(what, "kill") == 0)
		kill(getpid(), SIGKILL);
}

#define ACT(call, path, target, space, type, expression)                                           \
	uint64_t number = count(call, path, target);                                               \
	type result;                                                                               \
	if (fails(number, space))                                                                  \
		return -1;                                                                         \
	result = expression;                                                                       \
	maybe_die(number);                                                                         \
	return result

int open(const char *path, int flags, ...)
{
	REAL("open", int, const char *, int, ...);
	mode_t mode = 0;
	va_list ap;

	if (flags & O_CREAT) {
		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
		ACT("create", path, NULL, 1, int, real(path, flags, mode));
	}
	return real(path, flags);
}

ssize_t write(int fd, const void *p, size_t n)
{
	REAL("write", ssize_t, int, const void *, size_t);
	char path[PATH_MAX];
	uint64_t number = counter ? count("write", path_of(fd, path), NULL) : 0;
	ssize_t result;

	if (fails(number, 1))
		return -1;
	if (number && act_at && number >= act_at && n > 1 && strcmp(what, "short") == 0)
		n--;
	result = real(fd, p, n);
	maybe_die(number);
	return result;
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
{
	REAL("pwrite", ssize_t, int, const void *, size_t, off_t);
	char path[PATH_MAX];

	ACT("pwrite", path_of(fd, path), NULL, 1, ssize_t, real(fd, p, n, at));
}

ssize_t copy_file_range(int in, off_t *in_at, int out, off_t *out_at, size_t n, unsigned flags)
{
	REAL("copy_file_range", ssize_t, int, off_t *, int, off_t *, size_t, unsigned);
	char path[PATH_MAX];

	ACT("copy", path_of(out, path), NULL, 1, ssize_t, real(in, in_at, out, out_at, n, flags));
}

int ftruncate(int fd, off_t n)
{
	REAL("ftruncate", int, int, off_t);
	char path[PATH_MAX];

	ACT("truncate", path_of(fd, path), NULL, 0, int, real(fd, n));
}

int truncate(const char *path, off_t n)
{
	REAL("truncate", int, const char *, off_t);
	ACT("truncate", path, NULL, 0, int, real(path, n));
}

int fsync(int fd)
{
	REAL("fsync", int, int);
	char path[PATH_MAX];

	ACT("fsync", path_of(fd, path), NULL, 1, int, real(fd));
}

int fdatasync(int fd)
{
	REAL("fdatasync", int, int);
	char path[PATH_MAX];

	ACT("fdatasync", path_of(fd, path), NULL, 1, int, real(fd));
}

int syncfs(int fd)
{
	REAL("syncfs", int, int);
	char path[PATH_MAX];

	ACT("syncfs", path_of(fd, path), NULL, 1, int, real(fd));
}

int rename(const char *from, const char *to)
{
	REAL("rename", int, const char *, const char *);
	ACT("rename", from, to, 1, int, real(from, to));
}

int link(const char *from, const char *to)
{
	REAL("link", int, const char *, const char *);
	ACT("link", from, to, 1, int, real(from, to));
}

int symlink(const char *from, const char *to)
{
	REAL("symlink", int, const char *, const char *);
	ACT("symlink", from, to, 1, int, real(from, to));
}

int mkdir(const char *path, mode_t mode)
{
	REAL("mkdir", int, const char *, mode_t);
	ACT("mkdir", path, NULL, 1, int, real(path, mode));
}

int unlink(const char *path)
{
	REAL("unlink", int, const char *);
	ACT("unlink", path, NULL, 0, int, real(path));
}

int rmdir(const char *path)
{
	REAL("rmdir", int, const char *);
	ACT("rmdir", path, NULL, 0, int, real(path));
}

int remove(const char *path)
{
	REAL("remove", int, const char *);
	ACT("remove", path, NULL, 0, int, real(path));
}
