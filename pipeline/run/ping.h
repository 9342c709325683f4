/*
 * Telling a watcher that a run began, went well or failed, by asking for an address of its.
 * A watcher that hears nothing in time raises the alarm itself, even if this machine is dead.
 */
#ifndef RUN_PING_H
#define RUN_PING_H

/*
 * Asks for the address, NULL for none; `about` is sent as the body if it is not NULL. It takes
 * ten seconds at most, and failing is worth a warning, no more.
 */
void ping(const char *address, const char *about);

#endif
