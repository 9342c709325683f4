#include "run/dry_run_slurm.h"

#include <stdio.h>

#include "run/slurm.h"

static bool would_run(const struct step *step)
{
	return step->state == STEP_RAN && !step->call.here;
}

static bool has_jobs(const struct plan *plan, size_t stage)
{
	const struct plan_stage *s = &plan->stages[stage];

	for (size_t i = s->first; i < s->first + s->count; i++)
		if (would_run(plan->steps[i]))
			return true;
	return false;
}

/*
 * " --dependency=afterok$job1$job4": a variable holds its jobs, each behind a colon. The first
 * job of a stage that goes in turn has none of its own to wait for.
 */
static void add_dependency(const struct plan *plan, size_t stage, bool first, struct text *t)
{
	const struct json_texts *inputs = &plan->chain->stages[stage].inputs;
	const char *word = " --kill-on-invalid-dep=yes --dependency=afterok", *file;
	bool *named = xcalloc(plan->chain->count, sizeof(*named));

	for (size_t i = 0; i < inputs->count; i++) {
		size_t from = chain_input_stage(plan->chain, inputs->items[i], &file);
		if (named[from] || !has_jobs(plan, from) || (from == stage && first))
			continue;
		text_addf(t, "%s$job%zu", word, from + 1);
		named[from] = true;
		word = "";
	}
	free(named);
}

/* Up to SLURM_ARRAY_AT_MOST steps from `first` on, one if they go in turn; where it ended. */
static size_t print_one(const struct plan *plan, size_t stage, size_t first, bool is_first,
                        const char *id)
{
	const struct plan_stage *s = &plan->stages[stage];
	const struct stage *rules = &plan->chain->stages[stage];
	const struct resources own = slurm_resources(&plan->chain->slurm, &rules->resources);
	const struct step *any = plan->steps[first];
	size_t most = rules->in_turn ? 1 : SLURM_ARRAY_AT_MOST, count = 0, i = first;
	struct text t = TEXT_INIT;

	printf("mkdir -p slurm/%zu && cat >slurm/%zu/script <<'END'\n", any->number, any->number);
	slurm_script_head(id, &own, &t);
	text_adds(&t, "cd ../.. && shopt -s nullglob || exit\ncase $SLURM_ARRAY_TASK_ID in\n");
	for (; i < s->first + s->count && count < most; i++) {
		if (!would_run(plan->steps[i]))
			continue;
		text_addf(&t, "%zu) ", count++);
		plan_command_line(plan->steps[i], &t);
		text_adds(&t, " ;;\n");
	}
	text_addf(&t, "esac\nEND\njob%zu=$job%zu:$(cd slurm/%zu && sbatch --parsable --array=0-%zu",
	          stage + 1, stage + 1, any->number, count - 1);
	if (plan->chain->slurm.at_a_time)
		text_addf(&t, "%%%llu", (unsigned long long)plan->chain->slurm.at_a_time);
	add_dependency(plan, stage, is_first, &t);
	text_adds(&t, " script)");
	puts(t.p);
	text_release(&t);
	return i;
}

void dry_run_print_array(const struct plan *plan, size_t stage, const char *id)
{
	const struct plan_stage *s = &plan->stages[stage];
	bool is_first = true;

	if (has_jobs(plan, stage))
		printf("job%zu=\n", stage + 1);
	for (size_t i = s->first; i < s->first + s->count;) {
		if (would_run(plan->steps[i])) {
			i = print_one(plan, stage, i, is_first, id);
			is_first = false;
		} else {
			i++;
		}
	}
}
