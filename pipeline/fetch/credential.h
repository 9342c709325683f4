/*
 * Secrets: read from the environment, a file or a netrc when they are needed, and blotted
 * out of every text that leaves the program.
 *
 *	struct identity identity;
 *	if (identity_open(&identity, sources, source, "data.example.org", &err) < 0) ...
 *	secrets_redact(&identity.secrets, &message);
 *	identity_release(&identity);
 */
#ifndef FETCH_CREDENTIAL_H
#define FETCH_CREDENTIAL_H

#include "fetch/source.h"

/* Texts that may not be told, in every form in which they go over the wire. */
struct secrets {
	char **items;
	size_t count, capacity;
};

void secrets_add(struct secrets *secrets, const char *secret);
void secrets_release(struct secrets *secrets);

/* Replaces every occurrence by "***". */
void secrets_redact(const struct secrets *secrets, struct text *t);

/* What a source shows to its server, and only to that. */
struct identity {
	char *user, *password; /* basic authentication */
	char *header;          /* "Authorization: Bearer …" or that of an API key */
	char *query;           /* value of the parameter that the source's credential names */
	char *proxy_password, *key_password;
	struct secrets secrets;
};

/*
 * Reads what the source's configuration names, for that host. RD_FETCH if a variable is not
 * set, a file cannot be read, or the netrc does not know the host; never with a secret in
 * the message.
 */
int identity_open(struct identity *identity, const struct sources *sources,
                  const struct source *source, const char *host, struct err *err);
void identity_release(struct identity *identity);

#endif
