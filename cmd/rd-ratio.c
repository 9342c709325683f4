#include "base/options.h"
#include "ratio/ratio.h"

int main(int argc, char **argv)
{
	struct program program = {
	        .name = "rd-ratio",
	        .arguments = "CELLS.csv|OBSERVATIONS.csv|PANEL.csv...",
	        .summary_en =
	                "Turns cells and imported observations into indicators: intensity, growth, "
	                "coverage, shares; lists the zero-reporters of a panel.",
	        .summary_zh =
	                "由单元和导入的观测值计算指标：强度、增速、覆盖面、占比；并由面板列出零申报企业。",
	        .least_files = 1,
	        .most_files = ANY_NUMBER,
	};

	return program_main(&program, argc, argv, ratio_run);
}
