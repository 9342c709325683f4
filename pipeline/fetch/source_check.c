#include "fetch/source_check.h"

#include <string.h>

#include "fetch/content.h"
#include "fetch/template.h"
#include "io/http_address.h"
#include "model/source_name.h"

#define WRONG(...) json_wrong(at, err, __VA_ARGS__)

static bool is_http(const char *address)
{
	return address &&
	       (strncasecmp(address, "http:", 5) == 0 || strncasecmp(address, "https:", 6) == 0);
}

static int check_name(const struct json_place *at, const struct source *source, struct err *err)
{
	if (source_name_valid(slice_of(source->name)))
		return 0;
	WRONG(T("'%s' is no name of a source", "'%s' 不是合法的数据源名称"), source->name);
	return err_hint(err, T("lower-case letters, digits and hyphens, with at most one slash: "
	                       "'city/returns'",
	                       "只用小写字母、数字和连字符，最多一个斜线，如 'city/returns'"));
}

static int check_templates(const struct json_place *at, const struct source *source,
                           struct err *err)
{
	const struct {
		const char *key, *text;
	} texts[] = {{"address", source->address},
	             {"folder", source->folder},
	             {"match", source->match},
	             {"file", source->file},
	             {"body", source->body}};
	const struct json_place query = json_member(at, "query");

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct json_place place = json_member(at, texts[i].key);
		if (texts[i].text && template_check(&place, texts[i].text, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < source->query.count; i++) {
		struct json_place place = json_member(&query, source->query.names[i]);
		if (template_check(&place, source->query.values[i], err) < 0)
			return -1;
	}
	return 0;
}

static int check_address(const struct json_place *source_at, const char *address, struct err *err)
{
	const struct json_place member = json_member(source_at, "address"), *at = &member;
	struct http_address a;
	int result = 0;

	if (!http_address_has_scheme(address))
		return 0;
	if (http_address_parse(&a, address) < 0)
		return WRONG(T("'%s' is no address", "'%s' 不是合法的地址"), address);
	if (a.has_credentials) {
		result = WRONG(T("user and password do not belong in the address",
		                 "地址中不应出现用户名和密码"));
		err_hint(err, T("use \"credential\", which names a variable or a file",
		                "请用 \"credential\" 指明环境变量或文件"));
	} else if (!is_http(address) && strcmp(a.scheme, "file") != 0) {
		result = WRONG(T("'%s' is not supported", "不支持 '%s'"), a.scheme);
		err_hint(err, T("http, https, file, or a path", "可用 http、https、file 或路径"));
	}
	http_address_release(&a);
	return result;
}

static int check_where(const struct json_place *at, const struct source *source, struct err *err)
{
	if (!source->address == !source->folder)
		return WRONG(T("a source has either an address or a folder",
		               "数据源要么有 address，要么有 folder"));
	if (source->match && !source->folder)
		return WRONG(T("'match' goes with 'folder'", "'match' 只与 'folder' 连用"));
	if (source->folder && source->file)
		return WRONG(T("'file' goes with 'address'", "'file' 只与 'address' 连用"));
	if (!is_http(source->address) &&
	    (source->query.count || source->body || source->paging.kind))
		return WRONG(T("'query', 'body' and 'paging' go with an http address",
		               "'query'、'body'、'paging' 只与 http 地址连用"));
	return source->address ? check_address(at, source->address, err) : 0;
}

/* What would be a secret in a file that anyone may read. */
static int check_headers(const struct json_place *source_at, const struct source *source,
                         struct err *err)
{
	static const char *const secret[] = {"authorization", "proxy-authorization", "cookie"};
	const struct json_place member = json_member(source_at, "headers"), *at = &member;

	for (size_t i = 0; i < source->headers.count; i++) {
		const char *name = source->headers.names[i], *value = source->headers.values[i];
		if (name[strcspn(name, ": \r\n")] || value[strcspn(value, "\r\n")] || !*name)
			return WRONG(T("'%s' is no header", "'%s' 不是合法的请求头"), name);
		for (size_t k = 0; k < sizeof(secret) / sizeof(secret[0]); k++) {
			if (strcasecmp(name, secret[k]) != 0)
				continue;
			WRONG(T("'%s' is a secret", "'%s' 属于机密"), name);
			return err_hint(err,
			                T("use \"credential\", which names a variable or a file",
			                  "请用 \"credential\" 指明环境变量或文件"));
		}
	}
	return 0;
}

static int check_secret(const struct json_place *at, const struct secret_place *secret,
                        struct err *err)
{
	if (!secret->environment == !secret->file)
		return WRONG(T("a secret is in the environment or in a file: "
		               "{\"environment\": \"NAME\"} or {\"file\": \"PATH\"}",
		               "机密要么在环境变量，要么在文件：{\"environment\": \"NAME\"} 或 "
		               "{\"file\": \"PATH\"}"));
	return 0;
}

static int check_credential(const struct json_place *source_at, const struct credential *c,
                            struct err *err)
{
	static const struct {
		bool secret, user, place;
	} needs[CREDENTIAL_KINDS] = {
	        [CREDENTIAL_BASIC] = {true, true, false},
	        [CREDENTIAL_BEARER] = {true, false, false},
	        [CREDENTIAL_KEY] = {true, false, true},
	};
	const struct json_place member = json_member(source_at, "credential"), *at = &member;
	struct json_place secret = json_member(at, "secret");

	if (needs[c->kind].user != (c->user != NULL))
		return WRONG(T("'user' goes with the kind 'basic'", "'user' 与 'basic' 连用"));
	if (needs[c->kind].place != (!c->header != !c->query))
		return WRONG(T("the kind 'key' goes into either 'header' or 'query'",
		               "'key' 需要且只需要 'header' 或 'query' 之一"));
	if (c->file && c->kind != CREDENTIAL_NETRC)
		return WRONG(T("'file' goes with the kind 'netrc'", "'file' 与 'netrc' 连用"));
	if (needs[c->kind].secret)
		return check_secret(&secret, &c->secret, err);
	if (c->secret.environment || c->secret.file)
		return WRONG(T("'secret' goes with the other kinds", "'secret' 与其他种类连用"));
	return 0;
}

/* Without a scheme it is one for http. */
static int check_proxy(const struct json_place *source_at, const struct proxy_settings *proxy,
                       struct err *err)
{
	static const char *const schemes[] = {"http://",    "https://",  "socks4://",
	                                      "socks4a://", "socks5://", "socks5h://"};
	const struct json_place member = json_member(source_at, "proxy"), *at = &member;
	const struct json_place secret = json_member(at, "secret");
	const bool has_secret = proxy->secret.environment || proxy->secret.file;
	bool known = !proxy->address || !strstr(proxy->address, "://");

	if (proxy->address && strchr(proxy->address, '@')) {
		WRONG(T("user and password do not belong in the address",
		        "地址中不应出现用户名和密码"));
		return err_hint(err, T("use \"user\" and \"secret\" of \"proxy\"",
		                       "请用 \"proxy\" 的 \"user\" 和 \"secret\""));
	}
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]) && !known; i++)
		known = strncasecmp(proxy->address, schemes[i], strlen(schemes[i])) == 0;
	if (!known) {
		WRONG(T("'%s' is no address of a proxy", "'%s' 不是合法的代理地址"),
		      proxy->address);
		return err_hint(err, T("such as http://proxy.example.org:3128, or none",
		                       "例如 http://proxy.example.org:3128，或 none"));
	}
	if (proxy->user)
		return check_secret(&secret, &proxy->secret, err);
	return has_secret ? WRONG(T("'secret' goes with 'user'", "'secret' 与 'user' 连用")) : 0;
}

static int check_connection(const struct json_place *source_at, const struct source *source,
                            struct err *err)
{
	const struct json_place tls = json_member(source_at, "tls");
	const struct json_place *at = &tls;
	const struct secret_place *password = &source->tls.key_password;
	const struct json_place key_password = json_member(at, "key_password");

	if (source->tls.key && !source->tls.certificate)
		return WRONG(T("'key' goes with 'certificate'", "'key' 与 'certificate' 连用"));
	if ((password->environment || password->file) &&
	    check_secret(&key_password, password, err) < 0)
		return -1;
	return check_proxy(source_at, &source->proxy, err);
}

static int check_paging(const struct json_place *source_at, const struct paging *p, struct err *err)
{
	static const struct {
		bool parameter, next, items;
	} needs[PAGING_KINDS] = {
	        [PAGING_PAGE] = {true, false, true},   [PAGING_OFFSET] = {true, false, true},
	        [PAGING_NEXT] = {false, true, false},  [PAGING_LINK] = {false, false, false},
	        [PAGING_CURSOR] = {true, true, false},
	};
	const struct json_place member = json_member(source_at, "paging"), *at = &member;

	if (needs[p->kind].parameter != (p->parameter != NULL))
		return WRONG(T("'parameter' goes with the kinds 'page', 'offset' and 'cursor'",
		               "'parameter' 与 'page'、'offset'、'cursor' 连用"));
	if (needs[p->kind].next != (p->next != NULL))
		return WRONG(T("'next' goes with the kinds 'next' and 'cursor'",
		               "'next' 与 'next'、'cursor' 连用"));
	if ((needs[p->kind].items || p->total) && !p->items)
		return WRONG(T("the key '%s' is missing", "缺少键 '%s'"), "items");
	return 0;
}

static int check_expectation(const struct json_place *source_at, const struct expectation *e,
                             bool remote, struct err *err)
{
	const struct json_place member = json_member(source_at, "expect"), *at = &member;
	const struct json_place type = json_member(at, "type");

	if (e->type && content_type_check(&type, e->type, err) < 0)
		return -1;
	if (e->sha256 && (strlen(e->sha256) != 64 || strspn(e->sha256, "0123456789abcdef") != 64))
		return WRONG(T("'sha256' is 64 lower-case hexadecimal digits",
		               "'sha256' 是 64 位小写十六进制数字"));
	if (!remote && (e->content_types.count || e->checksum))
		return WRONG(T("'content_types' and 'checksum' go with an http address",
		               "'content_types' 和 'checksum' 只与 http 地址连用"));
	if (e->sha256 && e->checksum)
		return WRONG(
		        T("either 'sha256' or 'checksum'", "'sha256' 与 'checksum' 只能有一个"));
	return 0;
}

static int check_numbers(const struct json_place *at, const struct source *source, struct err *err)
{
	if (source->retry.tries < 1 || source->retry.tries > 100)
		return WRONG(T("'retry.tries' is from 1 to 100", "'retry.tries' 应为 1 到 100"));
	if (source->limits.redirects > 100)
		return WRONG(T("'limits.redirects' is at most 100", "'limits.redirects' 最多 100"));
	return 0;
}

static int check_protocols(const struct json_place *source_at, const struct source *source,
                           struct err *err)
{
	static const char *const names[] = {"http", "https"};
	const struct json_place at = json_member(source_at, "protocols");

	for (size_t i = 0; i < source->protocols.count; i++)
		if (json_choice(&at, source->protocols.items[i], names, 2, err) < 0)
			return -1;
	return 0;
}

int source_check(const struct json_place *at, const struct source *source, struct err *err)
{
	if (check_name(at, source, err) < 0 || check_templates(at, source, err) < 0 ||
	    check_where(at, source, err) < 0 || check_headers(at, source, err) < 0 ||
	    check_expectation(at, &source->expect, is_http(source->address), err) < 0 ||
	    check_numbers(at, source, err) < 0 || check_protocols(at, source, err) < 0 ||
	    check_connection(at, source, err) < 0)
		return -1;
	if (source->credential.kind && check_credential(at, &source->credential, err) < 0)
		return -1;
	return source->paging.kind ? check_paging(at, &source->paging, err) : 0;
}
