/*
 * What one ask of a visit leads to: its published checksum, if there is one, and its file,
 * or its pages one after the other.
 */
#ifndef FETCH_ERRAND_H
#define FETCH_ERRAND_H

#include "fetch/visit.h"

struct errand {
	struct visit *visit;
	const struct ask *ask;
	struct transfer transfer; /* the current one */
	bool transferring;
	bool in_checksum;
	char *address; /* of the current page */
	char key[SHA256_HEX + 1];
	char sha256[SHA256_HEX + 1]; /* published; empty if none is */
	struct pages pages;
	struct fetched_file *files; /* that came, in order; texts in the record's arena */
	size_t file_count, file_capacity;
	enum fetch_state state; /* FETCH_NEW unless something is missing */
	struct fetched_file missing;
	struct text message;
	bool ended;
};

void errand_begin(struct errand *errand, struct visit *visit, const struct ask *ask);
void errand_release(struct errand *errand);

/* Called by an errand that has ended, once. */
void visit_errand_ended(struct visit *visit);

#endif
