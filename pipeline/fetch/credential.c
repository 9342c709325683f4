#include "fetch/credential.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/netrc.h"
#include "io/http_address.h"
#include "io/input.h"
#include "io/path.h"

enum { LONGEST = 1 << 16, SHORTEST_REDACTED = 4 };

/* --- Blotting out ---------------------------------------------------------------------- */

static void add_form(struct secrets *secrets, char *form)
{
	/* Longer forms first: a form may contain another. */
	size_t i;

	VEC_GROW(secrets->items, secrets->count, secrets->capacity);
	for (i = secrets->count++; i > 0 && strlen(secrets->items[i - 1]) < strlen(form); i--)
		secrets->items[i] = secrets->items[i - 1];
	secrets->items[i] = form;
}

void secrets_add(struct secrets *secrets, const char *secret)
{
	/* A secret of a letter or two would blot out every text, and hide nothing. */
	if (strlen(secret) < SHORTEST_REDACTED)
		return;
	add_form(secrets, xstrdup(secret));
	add_form(secrets, http_address_encode(secret));
}

/* As basic authentication sends it. */
static void secrets_add_basic(struct secrets *secrets, const char *user, const char *password)
{
	char *both = xasprintf("%s:%s", user, password);
	size_t n = strlen(both);
	unsigned char *encoded = xmalloc(4 * ((n + 2) / 3) + 1);

	EVP_EncodeBlock(encoded, (const unsigned char *)both, (int)n);
	add_form(secrets, (char *)encoded);
	secrets_add(secrets, password);
	free(both);
}

void secrets_release(struct secrets *secrets)
{
	for (size_t i = 0; i < secrets->count; i++)
		free(secrets->items[i]);
	free(secrets->items);
	*secrets = (struct secrets){0};
}

static void redact_one(const char *secret, struct text *t)
{
	const size_t n = strlen(secret);
	const char *at = t->p, *end = t->p + t->n, *hit;
	struct text clean = TEXT_INIT;

	while ((hit = memmem(at, (size_t)(end - at), secret, n))) {
		text_add(&clean, at, (size_t)(hit - at));
		text_adds(&clean, "***");
		at = hit + n;
	}
	text_add(&clean, at, (size_t)(end - at));
	text_release(t);
	*t = clean;
}

void secrets_redact(const struct secrets *secrets, struct text *t)
{
	for (size_t i = 0; t->n && i < secrets->count; i++)
		if (memmem(t->p, t->n, secrets->items[i], strlen(secrets->items[i])))
			redact_one(secrets->items[i], t);
}

/* --- Reading --------------------------------------------------------------------------- */

static char *from_environment(const char *name, struct err *err)
{
	const char *value = getenv(name);

	if (value && *value)
		return xstrdup(value);
	err_set(err, RD_FETCH,
	        T("the environment variable '%s' is not set", "环境变量 '%s' 未设置"), name);
	err_hint(err, T("it holds the secret of this source", "它存放该数据源的机密"));
	return NULL;
}

static char *first_line(const char *path, struct err *err)
{
	struct input in;
	char *content = NULL;
	size_t n;

	if (input_open(&in, path, err) == 0) {
		content = input_read_all(&in, LONGEST, &n, err);
		input_close(&in);
	}
	err->code = content ? err->code : RD_FETCH;
	if (content)
		content[strcspn(content, "\r\n")] = '\0';
	return content;
}

/* To be freed; NULL with RD_FETCH. */
static char *read_secret(const struct sources *sources, const struct secret_place *place,
                         struct secrets *secrets, struct err *err)
{
	char *path = sources_path(sources, place->file);
	char *secret = path ? first_line(path, err) : from_environment(place->environment, err);

	if (secret && (!*secret || secret[strcspn(secret, "\r\n")])) {
		err_set(err, RD_FETCH,
		        T("the secret is empty or has more than one line", "机密为空或多于一行"));
		err_at(err, path, 0, 0);
		free(secret);
		secret = NULL;
	}
	if (secret)
		secrets_add(secrets, secret);
	free(path);
	return secret;
}

static int open_netrc(struct identity *identity, const struct sources *sources,
                      const struct credential *c, const char *host, struct err *err)
{
	const char *home = getenv("HOME");
	char *path =
	        c->file ? sources_path(sources, c->file) : path_join(home ? home : "", ".netrc");
	int result = netrc_find(path, host, &identity->user, &identity->password, err);

	free(path);
	return result;
}

static int open_credential(struct identity *identity, const struct sources *sources,
                           const struct credential *c, const char *host, struct err *err)
{
	char *secret = NULL;

	if (c->kind == CREDENTIAL_NONE)
		return 0;
	if (c->kind == CREDENTIAL_NETRC) {
		if (open_netrc(identity, sources, c, host, err) < 0)
			return -1;
	} else if (!(secret = read_secret(sources, &c->secret, &identity->secrets, err))) {
		return -1;
	}
	if (c->kind == CREDENTIAL_BASIC) {
		identity->user = xstrdup(c->user);
		identity->password = xstrdup(secret);
	} else if (c->kind == CREDENTIAL_BEARER) {
		identity->header = xasprintf("Authorization: Bearer %s", secret);
	} else if (c->header) {
		identity->header = xasprintf("%s: %s", c->header, secret);
	} else if (c->query) {
		identity->query = xstrdup(secret);
	}
	if (identity->user)
		secrets_add_basic(&identity->secrets, identity->user, identity->password);
	free(secret);
	return 0;
}

/* A secret that may be left out of the configuration. */
static int open_optional(char **secret, struct identity *identity, const struct sources *sources,
                         const struct secret_place *place, struct err *err)
{
	if (!place->environment && !place->file)
		return 0;
	*secret = read_secret(sources, place, &identity->secrets, err);
	return *secret ? 0 : -1;
}

int identity_open(struct identity *identity, const struct sources *sources,
                  const struct source *source, const char *host, struct err *err)
{
	*identity = (struct identity){0};
	if (open_credential(identity, sources, &source->credential, host, err) == 0 &&
	    open_optional(&identity->proxy_password, identity, sources, &source->proxy.secret,
	                  err) == 0 &&
	    open_optional(&identity->key_password, identity, sources, &source->tls.key_password,
	                  err) == 0)
		return 0;
	identity_release(identity);
	return -1;
}

void identity_release(struct identity *identity)
{
	free(identity->user);
	free(identity->password);
	free(identity->header);
	free(identity->query);
	free(identity->proxy_password);
	free(identity->key_password);
	secrets_release(&identity->secrets);
	*identity = (struct identity){0};
}
