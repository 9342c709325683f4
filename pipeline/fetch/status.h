/*
 * What to do about an HTTP status, as a table.
 */
#ifndef FETCH_STATUS_H
#define FETCH_STATUS_H

enum status_action {
	STATUS_BODY, /* here it is */
	STATUS_REST, /* here is the rest of it */
	STATUS_SAME, /* not modified */
	STATUS_REDIRECT,
	STATUS_RESTART, /* the range that was asked for does not exist */
	STATUS_RETRY,   /* may pass */
	STATUS_REFUSED
};

enum status_action status_action(long status);

/* What to do about it, in the current language; "" if there is nothing to say. */
const char *status_hint(long status);

#endif
