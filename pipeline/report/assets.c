#include "report/assets.h"

#include <stdlib.h>

#include "io/input.h"
#include "io/path.h"

enum { LARGEST_ASSET = 16 << 20, DIGITS_OF_REALS = 12 };

static int add_file(struct text *t, const char *path, struct err *err)
{
	size_t n;
	char *content = input_whole(path, LARGEST_ASSET, &n, RD_CONFIG, err);

	if (!content)
		return -1;
	text_add(t, content, n);
	free(content);
	return 0;
}

static int add_configured(struct text *t, const struct configuration *config, const char *name,
                          struct err *err)
{
	char *path = configuration_path(config, name);
	int result = add_file(t, path, err);

	free(path);
	return result;
}

static int add_vega(struct text *t, struct err *err)
{
	char *path = path_of_asset("vega.js");
	int result;

	if (!path) {
		err_set(err, RD_CONFIG, T("'vega.js' is not installed", "没有安装 'vega.js'"));
		return err_hint(
		        err, T("run make, or make install, again", "请重新 make 或 make install"));
	}
	result = add_file(t, path, err);
	free(path);
	return result;
}

/* --- Charts ---------------------------------------------------------------------------------- */

/* JSON in a script element: no "<", so that nothing in it can end the element. */
static void add_harmless(struct text *t, const char *json)
{
	for (; *json; json++) {
		if (*json == '<')
			text_adds(t, "\\u003c");
		else
			text_addc(t, *json);
	}
}

static int add_chart(struct assets *a, const struct configuration *config, const char *name,
                     struct err *err)
{
	char *file = xasprintf("charts/%s.json", name);
	char *path = configuration_path(config, file);
	json_t *root = json_load_path(path, RD_CONFIG, err);
	char *compact;

	free(file);
	free(path);
	if (!root)
		return -1;
	json_object_del(root, "_");
	compact = json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(DIGITS_OF_REALS));
	json_decref(root);
	if (a->beside)
		text_addf(&a->script, "%s\"%s\":", a->charts.n++ ? "," : "window.rdstatCharts={",
		          name);
	else
		text_addf(&a->charts, "<script type=\"application/json\" id=\"chart-%s\">", name);
	add_harmless(a->beside ? &a->script : &a->charts, compact);
	if (!a->beside)
		text_adds(&a->charts, "</script>\n");
	free(compact);
	return 0;
}

static bool comes_first(const struct settings *s, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (s->exhibits[k].chart && strcmp(s->exhibits[k].chart, s->exhibits[i].chart) == 0)
			return false;
	return true;
}

static int add_charts(struct assets *a, const struct configuration *config,
                      const struct settings *s, struct err *err)
{
	if (add_chart(a, config, "theme", err) < 0)
		return -1;
	for (size_t i = 0; i < s->exhibit_count; i++)
		if (s->exhibits[i].chart && comes_first(s, i) &&
		    add_chart(a, config, s->exhibits[i].chart, err) < 0)
			return -1;
	if (a->beside) {
		text_adds(&a->script, "};\n");
		text_clear(&a->charts);
	}
	return 0;
}

int assets_load(struct assets *assets, const struct configuration *config,
                const struct settings *settings, bool beside, struct err *err)
{
	*assets = (struct assets){.beside = beside};
	if (add_configured(&assets->page, config, "page/page.html", err) < 0 ||
	    add_configured(&assets->style, config, "page/page.css", err) < 0 ||
	    add_vega(&assets->script, err) < 0 || add_charts(assets, config, settings, err) < 0 ||
	    add_configured(&assets->script, config, "page/page.js", err) < 0) {
		assets_release(assets);
		return -1;
	}
	checksum_policy(assets->style.p, assets->style.n, assets->style_policy);
	checksum_policy(assets->script.p, assets->script.n, assets->script_policy);
	return 0;
}

void assets_release(struct assets *assets)
{
	text_release(&assets->page);
	text_release(&assets->style);
	text_release(&assets->script);
	text_release(&assets->charts);
}
