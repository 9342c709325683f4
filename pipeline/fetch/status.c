#include "fetch/status.h"

#include <stddef.h>

#include "base/lang.h"

static const struct {
	long status;
	enum status_action action;
	const char *en, *zh;
} known[] = {
        {200, STATUS_BODY, "", ""},
        {206, STATUS_REST, "", ""},
        {301, STATUS_REDIRECT, "", ""},
        {302, STATUS_REDIRECT, "", ""},
        {303, STATUS_REDIRECT, "", ""},
        {304, STATUS_SAME, "nothing was asked that could be unchanged", "并未询问是否有变化"},
        {307, STATUS_REDIRECT, "", ""},
        {308, STATUS_REDIRECT, "", ""},
        {400, STATUS_REFUSED, "look at query and body", "请检查 query 和 body"},
        {401, STATUS_REFUSED, "the credential is missing or wrong", "缺少凭据或凭据有误"},
        {403, STATUS_REFUSED, "the credential does not suffice", "凭据权限不足"},
        {404, STATUS_REFUSED, "look at the address", "请检查地址"},
        {407, STATUS_REFUSED, "the proxy's credential is missing or wrong: \"proxy\"",
         "代理的凭据缺失或有误：\"proxy\""},
        {408, STATUS_RETRY, "", ""},
        {416, STATUS_RESTART, "", ""},
        {425, STATUS_RETRY, "", ""},
        {429, STATUS_RETRY, "ask less often: \"pace\"", "请降低请求频率：\"pace\""},
        {500, STATUS_RETRY, "", ""},
        {502, STATUS_RETRY, "", ""},
        {503, STATUS_RETRY, "", ""},
        {504, STATUS_RETRY, "", ""},
};

enum status_action status_action(long status)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].status == status)
			return known[i].action;
	return STATUS_REFUSED;
}

const char *status_hint(long status)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].status == status)
			return T(known[i].en, known[i].zh);
	return "";
}
