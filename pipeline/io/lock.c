#include "io/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

enum { HOLDER = 256, TRIES = 3, PAUSE = 10000 }; /* microseconds */

static void say_who_holds(int fd)
{
	char since[CLOCK_TEXT], host[HOST_NAME_MAX + 1] = "";
	struct text t = TEXT_INIT;

	gethostname(host, sizeof(host) - 1);
	clock_text(clock_now(), since);
	text_addf(&t, T("process %ld (%s) on %s since %s\n", "进程 %ld（%s），主机 %s，始于 %s\n"),
	          (long)getpid(), log_program(), host, since);
	/* Only a courtesy to whoever comes second: on a full volume the lock holds all the same. */
	if (ftruncate(fd, 0) < 0 || pwrite(fd, t.p, t.n, 0) < 0)
		log_detail(T("the lock cannot name its holder: %s", "锁文件无法写入持有者：%s"),
		           strerror(errno));
	text_release(&t);
}

static int held_by_another(int fd, const char *path, struct err *err)
{
	char holder[HOLDER];
	ssize_t n = pread(fd, holder, sizeof(holder) - 1, 0);

	holder[n > 0 ? n : 0] = '\0';
	holder[strcspn(holder, "\n")] = '\0';
	err_set(err, RD_LOCKED, T("is locked by %s", "已被锁定：%s"),
	        holder[0] ? holder : T("another process", "另一个进程"));
	err_hint(err, T("wait until that run ends, or stop it with SIGTERM",
	                "请等待该次运行结束，或用 SIGTERM 停止它"));
	return err_at(err, path, 0, 0);
}

/* lock_is_held of somebody else takes the lock for an instant: that is not a holder. */
static int try_lock(int fd)
{
	int result = flock(fd, LOCK_EX | LOCK_NB);

	for (int i = 0; i < TRIES && result < 0 && errno == EWOULDBLOCK; i++) {
		usleep(PAUSE);
		result = flock(fd, LOCK_EX | LOCK_NB);
	}
	return result;
}

int lock_take(struct lock *lock, const char *path, struct err *err)
{
	lock->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (lock->fd < 0) {
		err_set_errno(err, RD_OUTPUT, T("cannot make the lock file", "无法创建锁文件"));
		err_hint(err, T("check that the directory exists and can be written to",
		                "请检查目录是否存在、是否可写"));
		return err_at(err, path, 0, 0);
	}
	if (try_lock(lock->fd) == 0) {
		say_who_holds(lock->fd);
		return 0;
	}
	if (errno == EWOULDBLOCK) {
		held_by_another(lock->fd, path, err);
	} else {
		err_set_errno(err, RD_OUTPUT, T("cannot be locked", "无法加锁"));
		err_at(err, path, 0, 0);
	}
	lock_release(lock);
	return -1;
}

void lock_release(struct lock *lock)
{
	if (lock->fd >= 0)
		close(lock->fd);
	lock->fd = -1;
}

bool lock_is_held(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool held;

	if (fd < 0)
		return false;
	held = flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
	close(fd);
	return held;
}
