#include "base/options.h"
#include "ratio/ratio.h"

static struct ratio_options options;

static int run(const struct program *program, struct err *err)
{
	return ratio_run(program, &options, err);
}

int main(int argc, char **argv)
{
	const struct option_spec specs[] = {
	        {0, "period", "PERIOD", OPTION_TEXT, &options.period,
	         "the inputs are of one period made apart, with zero_run.csv of the period before",
	         "输入为单独生成的一个报告期，另加上期的 zero_run.csv"},
	        {0, "until", "PERIOD", OPTION_TEXT, &options.until,
	         "cumulative figures of ledgers go on until then, whatever else there is",
	         "台账的累计数至少计到该报告期"},
	};
	struct program program = {
	        .name = "rd-ratio",
	        .arguments = "CELLS.csv|OBSERVATIONS.csv|PANEL.csv...",
	        .summary_en =
	                "Turns cells and imported observations into indicators: intensity, growth, "
	                "coverage, shares; lists the zero-reporters of a panel.",
	        .summary_zh =
	                "由单元和导入的观测值计算指标：强度、增速、覆盖面、占比；并由面板列出零申报企业。",
	        OPTIONS(specs),
	        .least_files = 1,
	        .most_files = ANY_NUMBER,
	};

	return program_main(&program, argc, argv, run);
}
