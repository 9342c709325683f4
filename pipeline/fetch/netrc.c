#include "fetch/netrc.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "io/input.h"

enum { LARGEST = 1 << 20 };

/* The next word, bare or in double quotes; false at the end. */
static bool next_word(const char **at, struct text *word)
{
	const char *p = *at + strspn(*at, " \t\r\n");
	bool quoted = *p == '"';

	text_clear(word);
	if (!*p)
		return false;
	for (p += quoted; *p && !(quoted ? *p == '"' : strchr(" \t\r\n", *p) != NULL); p++) {
		if (quoted && *p == '\\' && p[1])
			p++;
		text_addc(word, *p);
	}
	*at = *p ? p + 1 : p;
	return true;
}

struct entry {
	bool fits, found;
	char *user, *password;
};

static void replace(char **to, const char *text)
{
	free(*to);
	*to = xstrdup(text);
}

/* One word and what belongs to it. */
static bool take_word(struct entry *e, const char **at, struct text *word, const char *host)
{
	bool machine = strcmp(word->p, "machine") == 0, fallback = strcmp(word->p, "default") == 0;
	bool login = strcmp(word->p, "login") == 0, password = strcmp(word->p, "password") == 0;

	if (machine || fallback) {
		if (e->found)
			return false;
		if (machine && !next_word(at, word))
			return false;
		e->fits = fallback || strcasecmp(word->p, host) == 0;
		e->found = e->fits;
	} else if ((login || password) && next_word(at, word) && e->fits) {
		replace(login ? &e->user : &e->password, word->p ? word->p : "");
	}
	return true;
}

static void search(struct entry *e, const char *content, const char *host)
{
	struct text word = TEXT_INIT;
	const char *at = content;

	while (next_word(&at, &word)) {
		text_addc(&word, '\0');
		if (!take_word(e, &at, &word, host))
			break;
	}
	text_release(&word);
}

int netrc_find(const char *path, const char *host, char **user, char **password, struct err *err)
{
	struct entry e = {0};
	struct input in;
	char *content = NULL;
	size_t n;

	if (input_open(&in, path, err) == 0) {
		content = input_read_all(&in, LARGEST, &n, err);
		input_close(&in);
	}
	if (!content) {
		err->code = RD_FETCH;
		return -1;
	}
	search(&e, content, host);
	free(content);
	if (e.user && e.password) {
		*user = e.user;
		*password = e.password;
		return 0;
	}
	free(e.user);
	free(e.password);
	err_set(err, RD_FETCH, T("has no user and password for '%s'", "没有 '%s' 的用户名和密码"),
	        host);
	return err_at(err, path, 0, 0);
}
