#include "run/ping.h"

#include <curl/curl.h>
#include <stddef.h>

#include "base/lang.h"
#include "base/log.h"

enum { MOST_SECONDS = 10 };

static size_t throw_away(char *p, size_t size, size_t count, void *unused)
{
	(void)p;
	(void)unused;
	return size * count;
}

void ping(const char *address, const char *about)
{
	CURL *curl = address ? curl_easy_init() : NULL;
	CURLcode result;

	if (!curl)
		return;
	curl_easy_setopt(curl, CURLOPT_URL, address);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)MOST_SECONDS);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, throw_away);
	if (about)
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, about);
	result = curl_easy_perform(curl);
	if (result != CURLE_OK)
		/* The address may hold the key to the watcher, so it is not told. */
		log_warning(T("the watcher could not be told: %s", "无法通知监控方：%s"),
		            curl_easy_strerror(result));
	curl_easy_cleanup(curl);
}
