/*
 * The register of enterprises in scope (规上名录): who counts, and from when to when, so
 * that silence counts too.
 */
#ifndef PANEL_REGISTER_H
#define PANEL_REGISTER_H

#include "model/configuration.h"

struct register_entry {
	struct slice *fields;        /* as in returns->register_of_scope */
	period valid_from, valid_to; /* PERIOD_NONE: always */
	uint64_t line;
};

struct scope_register {
	const struct returns *returns;
	char *name;                     /* of the file, as the origin of silences */
	struct register_entry *entries; /* by enterprise, then file order */
	size_t count, capacity;
	struct arena arena;
};

/* Reads the file; RD_CONFIG for a missing enterprise, an unknown code or a bad month. */
int scope_register_load(struct scope_register *r, const char *path,
                        const struct configuration *config, struct err *err);
void scope_register_release(struct scope_register *r);

/* The first entry of the first enterprise that does not come before the one given. */
size_t scope_register_from(const struct scope_register *r, struct slice enterprise);

/* The first entry of the enterprise behind that of entry i. */
size_t scope_register_after(const struct scope_register *r, size_t i);

/* The entry by which an enterprise is in scope at a period, NULL if it is not. */
const struct register_entry *scope_register_find(const struct scope_register *r,
                                                 struct slice enterprise, period at);

#endif
