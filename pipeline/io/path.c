#include "io/path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

char *path_join(const char *directory, const char *name)
{
	size_t n = strlen(directory);

	if (n == 0 || name[0] == '/')
		return xstrdup(name);
	return xasprintf("%s%s%s", directory, directory[n - 1] == '/' ? "" : "/", name);
}

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *path_directory(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return xstrdup(".");
	return xstrndup(path, slash == path ? 1 : (size_t)(slash - path));
}

bool path_is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool path_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

static int make_one(const char *path, struct err *err)
{
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return 0;
	err_set_errno(err, RD_OUTPUT, T("cannot make the directory", "无法创建目录"));
	return err_at(err, path, 0, 0);
}

int path_make_directories(const char *path, struct err *err)
{
	char *copy;
	bool is_there;
	int result = 0;

	/* Mostly all above it is there. */
	if (mkdir(path, 0777) == 0)
		return 0;
	is_there = errno == EEXIST;
	copy = xstrdup(path);
	for (char *at = copy + 1; !is_there && *copy && *at && result == 0; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		result = make_one(copy, err);
		*at = '/';
	}
	if (!is_there && result == 0 && *copy)
		result = make_one(copy, err);
	if (result == 0 && !path_is_directory(copy)) {
		err_set(err, RD_OUTPUT, T("is not a directory", "不是目录"));
		result = err_at(err, path, 0, 0);
	}
	free(copy);
	return result;
}

int path_sync_directory(const char *path, struct err *err)
{
	char *directory = path_directory(path);
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = fd >= 0 ? fsync(fd) : -1;

	/* Some file systems cannot sync a directory and say so; that is not a failure. */
	if (result < 0 && errno != EINVAL) {
		err_set_errno(err, RD_OUTPUT, T("cannot sync the directory", "无法同步目录"));
		err_at(err, directory, 0, 0);
	} else {
		result = 0;
	}
	if (fd >= 0)
		close(fd);
	free(directory);
	return result;
}

int path_cannot_write(const char *path, struct err *err)
{
	err_set_errno(err, RD_OUTPUT, T("cannot be written", "无法写入"));
	err_hint(err, T("check free space and permissions", "请检查剩余空间和权限"));
	return err_at(err, path, 0, 0);
}

char *path_of_program(void)
{
	char buffer[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", buffer, sizeof(buffer) - 1);

	if (n <= 0)
		return NULL;
	buffer[n] = '\0';
	return path_directory(buffer);
}

char *path_of_asset(const char *name)
{
	static const char *const places[] = {"../share/rdstat", "../share", "../../share"};
	char *home = path_of_program();

	for (size_t i = 0; home && i < sizeof(places) / sizeof(places[0]); i++) {
		char *path = xasprintf("%s/%s/%s", home, places[i], name);
		if (path_exists(path)) {
			free(home);
			return path;
		}
		free(path);
	}
	free(home);
	return NULL;
}

const char *temporary_directory(void)
{
	const char *directory = getenv("TMPDIR");

	return directory && *directory ? directory : "/tmp";
}
