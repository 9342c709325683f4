/*
 * The sockets that libcurl has open for a pool of exchanges. It names the one of an exchange
 * only once that is over; its local port tells before.
 *
 *	struct http_sockets sockets = {0};
 *	http_sockets_serve(&sockets, easy);                  // of every exchange
 *	int s = http_sockets_of(&sockets, easy);             // while it runs
 *	http_sockets_release(&sockets);                      // once all are closed
 */
#ifndef IO_HTTP_SOCKETS_H
#define IO_HTTP_SOCKETS_H

#include <curl/curl.h>
#include <stddef.h>

struct open_socket;

struct http_sockets {
	struct open_socket *items;
	size_t count, capacity;
};

/* Lets libcurl open and close its sockets here. */
void http_sockets_serve(struct http_sockets *sockets, CURL *easy);

/* The one over which an exchange runs; CURL_SOCKET_BAD if that is not known. */
curl_socket_t http_sockets_of(struct http_sockets *sockets, CURL *easy);

void http_sockets_release(struct http_sockets *sockets);

#endif
