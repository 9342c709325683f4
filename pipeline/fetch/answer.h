/*
 * What a transfer makes of an answer: take the body, take the rest of it, follow, wait and
 * try again, or give up. The callbacks of a transfer's requests.
 */
#ifndef FETCH_ANSWER_H
#define FETCH_ANSWER_H

#include "fetch/transfer.h"

bool answer_headers(void *transfer, const struct http_response *response);
bool answer_body(void *transfer, const struct http_response *response, const char *p, size_t n);
void answer_done(void *transfer, const struct http_response *response);

#endif
