/*
 * One program for all targets: FUZZ_TARGET in the environment names the one to run.
 */
#include "targets.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const unsigned char *p, size_t n);

/* libfreexl loses 16 bytes of some files that it refuses; that is not ours to mend. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libfreexl";
}

static const struct fuzz_target *target;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *name = getenv("FUZZ_TARGET");

	(void)argc;
	(void)argv;
	for (size_t i = 0; i < FUZZ_TARGETS && name; i++)
		if (strcmp(fuzz_targets[i].name, name) == 0)
			target = &fuzz_targets[i];
	if (target)
		return 0;
	fprintf(stderr, "FUZZ_TARGET names none of the targets\n");
	exit(2);
}

int LLVMFuzzerTestOneInput(const unsigned char *p, size_t n)
{
	target->run(p, n);
	return 0;
}
