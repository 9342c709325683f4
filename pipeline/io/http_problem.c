#include "io/http_problem.h"

#include <curl/curl.h>

#include "base/lang.h"

static const struct {
	const char *en, *zh;
	bool passes;
	const char *hint_en, *hint_zh;
} problems[HTTP_PROBLEMS] = {
        [HTTP_FINE] = {"done", "完成", false, "", ""},
        [HTTP_NO_HOST] = {"the host's name cannot be resolved", "无法解析主机名", true,
                          "look at the address", "请检查地址"},
        [HTTP_REFUSED] = {"no connection", "无法建立连接", true,
                          "look at the address, the network and \"proxy\"",
                          "请检查地址、网络和 \"proxy\""},
        [HTTP_TIMEOUT] = {"no answer in time, or too slow", "响应超时或速度过慢", true,
                          "see \"limits\"", "见 \"limits\""},
        [HTTP_CUT] = {"the connection was cut", "连接中断", true, "", ""},
        [HTTP_GARBLED] = {"the answer cannot be decoded", "响应无法解码", true, "", ""},
        [HTTP_EXCESS] = {"the server sent more than it announced",
                         "服务器发送的内容多于其声明的长度", true, "", ""},
        [HTTP_TLS] = {"no encrypted connection", "无法建立加密连接", true, "see \"tls\"",
                      "见 \"tls\""},
        [HTTP_CERTIFICATE] = {"the server's certificate is not trusted", "服务器证书不可信", false,
                              "name an authority of one's own by \"ca\" in \"tls\"; what is "
                              "expired or for another host its operator must renew",
                              "自有的证书机构请用 \"tls\" 的 \"ca\" 指明；证书过期或主机名不符须由"
                              "对方更换"},
        [HTTP_AUTHORITY] = {"the file of trusted authorities cannot be read",
                            "无法读取受信任证书机构的文件", false, "see \"ca\" in \"tls\"",
                            "见 \"tls\" 的 \"ca\""},
        [HTTP_CLIENT_CERTIFICATE] = {"the client certificate cannot be used", "客户端证书无法使用",
                                     false, "see \"tls\"", "见 \"tls\""},
        [HTTP_PROXY] = {"the proxy cannot be used", "代理无法使用", true, "see \"proxy\"",
                        "见 \"proxy\""},
        [HTTP_ADDRESS] = {"the address cannot be asked", "地址无法请求", false,
                          "look at the address", "请检查地址"},
        [HTTP_ABORTED] = {"given up", "已放弃", false, "", ""},
        [HTTP_OTHER] = {"the request failed", "请求失败", false, "", ""},
};

static const struct {
	CURLcode code;
	enum http_problem problem;
} curl_codes[] = {
        {CURLE_OK, HTTP_FINE},
        {CURLE_COULDNT_RESOLVE_HOST, HTTP_NO_HOST},
        {CURLE_COULDNT_CONNECT, HTTP_REFUSED},
        {CURLE_OPERATION_TIMEDOUT, HTTP_TIMEOUT},
        {CURLE_PARTIAL_FILE, HTTP_CUT},
        {CURLE_GOT_NOTHING, HTTP_CUT},
        {CURLE_SEND_ERROR, HTTP_CUT},
        {CURLE_RECV_ERROR, HTTP_CUT},
        {CURLE_HTTP2, HTTP_CUT},
        {CURLE_HTTP2_STREAM, HTTP_CUT},
        {CURLE_BAD_CONTENT_ENCODING, HTTP_GARBLED},
        {CURLE_WEIRD_SERVER_REPLY, HTTP_GARBLED},
        {CURLE_SSL_CONNECT_ERROR, HTTP_TLS},
        {CURLE_PEER_FAILED_VERIFICATION, HTTP_CERTIFICATE},
        {CURLE_SSL_CACERT_BADFILE, HTTP_AUTHORITY},
        {CURLE_SSL_ISSUER_ERROR, HTTP_CERTIFICATE},
        {CURLE_SSL_CERTPROBLEM, HTTP_CLIENT_CERTIFICATE},
        {CURLE_COULDNT_RESOLVE_PROXY, HTTP_PROXY},
        {CURLE_PROXY, HTTP_PROXY},
        {CURLE_URL_MALFORMAT, HTTP_ADDRESS},
        {CURLE_UNSUPPORTED_PROTOCOL, HTTP_GARBLED},
        {CURLE_WRITE_ERROR, HTTP_ABORTED},
};

const char *http_problem_text(enum http_problem problem)
{
	return T(problems[problem].en, problems[problem].zh);
}

const char *http_problem_hint(enum http_problem problem)
{
	return T(problems[problem].hint_en, problems[problem].hint_zh);
}

bool http_problem_passes(enum http_problem problem)
{
	return problems[problem].passes;
}

enum http_problem http_problem_of(int code)
{
	for (size_t i = 0; i < sizeof(curl_codes) / sizeof(curl_codes[0]); i++)
		if ((int)curl_codes[i].code == code)
			return curl_codes[i].problem;
	return HTTP_OTHER;
}
