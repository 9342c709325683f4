#include "report/dossier.h"

#include <stdlib.h>

void dossier_init(struct dossier *d, const struct publication *p)
{
	const struct settings *settings = &p->settings;

	*d = (struct dossier){.exhibits =
	                              xcalloc(settings->exhibit_count + 1, sizeof(*d->exhibits))};
	subject_init(&d->subject, p);
	for (size_t i = 0; i < settings->exhibit_count; i++) {
		struct exhibit *e = &d->exhibits[d->count];
		if (settings->exhibits[i].internal && !p->internal)
			continue;
		exhibit_make(e, &settings->exhibits[i], &d->subject);
		if (exhibit_rows(e))
			d->count++;
		else
			exhibit_release(e);
	}
}

void dossier_release(struct dossier *d)
{
	for (size_t i = 0; i < d->count; i++)
		exhibit_release(&d->exhibits[i]);
	free(d->exhibits);
	subject_release(&d->subject);
	*d = (struct dossier){0};
}

const struct exhibit *dossier_find(const struct dossier *d, struct slice id)
{
	for (size_t i = 0; i < d->count; i++)
		if (slice_is(id, d->exhibits[i].setting->id))
			return &d->exhibits[i];
	return NULL;
}
