/*
 * Being asked to stop: SIGTERM, SIGINT and SIGHUP are blocked and read from a descriptor,
 * where it is safe to act on them.
 *
 *	int fd = stop_signal_open(&err);      // wait for it together with everything else
 *	if (stop_signal_received()) ...       // the number of the first signal, or 0
 *	stop_signal_close();
 */
#ifndef IO_STOP_SIGNAL_H
#define IO_STOP_SIGNAL_H

#include "base/err.h"

/* The descriptor, readable once a signal came; -1 with RD_INTERNAL. */
int stop_signal_open(struct err *err);
int stop_signal_received(void);
void stop_signal_close(void);

#endif
