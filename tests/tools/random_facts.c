/*
 * Random facts for the configuration in tests/config: enterprises that enter, leave and
 * move, years and months that are missing, values that are zero, missing or revised, a
 * retired region code, and returns of a region or industry as such (unallocated). The same
 * seed gives the same bytes.
 *
 * usage: random_facts [-uq] [-e ENTERPRISES] [-f FILES] [-m LARGEST] [-x FACTOR] SEED DIRECTORY
 *
 * Writes DIRECTORY/facts-1.csv … facts-FILES.csv, each sorted as rd-normalize would. -u:
 * no fact is given twice. -q: many names need quotes, for commas, quotes and line ends.
 * -x multiplies every amount, and nothing else.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_FILES = 16, MOST_FACTS = 1 << 16 };

static const char *const regions[] = {"330106", "331002", "331021", "331024",
                                      "331083", "331000", "330100"};
static const char *const industries[] = {"2710", "27", "3441", "34", "C", "B", "BCD"};
static const char *const sizes[] = {"L", "S", ""};
static const char *const rungs[] = {"1", "2", ""};
static const struct {
	const char *period, *basis;
} times[] = {{"2022", "year"},   {"2022-12", "ytd"}, {"2023", "year"},
             {"2023-02", "ytd"}, {"2023-03", "ytd"}, {"2023-04", "ytd"},
             {"2024-02", "ytd"}, {"2024-03", "ytd"}, {"2024-04", "ytd"}};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define PICK(list) (list)[random_below(COUNT(list))]

struct fact {
	char key[64]; /* what rows of a file are sorted by, the line last */
	char *row;
	unsigned file;
};

struct options {
	bool unique, quotes;
	uint64_t enterprises, files, largest, factor, seed;
	const char *directory;
};

static uint64_t state;
static struct fact facts[MOST_FACTS];
static size_t fact_count;

/* SplitMix64, by Sebastiano Vigna; public domain. */
static uint64_t random_number(void)
{
	uint64_t z = (state += 0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static uint64_t random_below(uint64_t n)
{
	return random_number() % n;
}

static bool happens(unsigned percent)
{
	return random_below(100) < percent;
}

/* Zero now and then, missing now and then, else anything up to the largest. */
static void put_amount(char *text, size_t size, const struct options *o)
{
	uint64_t amount = happens(15) ? 0 : random_below(o->largest + 1);

	if (happens(10))
		text[0] = '\0';
	else
		snprintf(text, size, "%" PRIu64, amount * o->factor);
}

struct enterprise {
	char id[16];
	char name[64];
	const char *region, *industry, *size, *rung;
};

static void add_fact(const struct options *o, const struct enterprise *e, size_t at, unsigned file)
{
	struct fact *f = &facts[fact_count];
	char revenue[24], revenue_ly[24], rd[24], rd_ly[24], patents[24];
	char row[512];

	put_amount(revenue, sizeof(revenue), o);
	put_amount(revenue_ly, sizeof(revenue_ly), o);
	put_amount(rd, sizeof(rd), o);
	put_amount(rd_ly, sizeof(rd_ly), o);
	snprintf(patents, sizeof(patents), "%" PRIu64, random_below(4));
	if (fact_count == MOST_FACTS)
		exit(1);
	snprintf(f->key, sizeof(f->key), "%s,%s,%s,%08zu", e->id, times[at].period, times[at].basis,
	         fact_count);
	snprintf(row, sizeof(row), "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,random/%u.csv,%zu\n",
	         e->id, times[at].period, times[at].basis, e->region, e->industry, e->size, e->rung,
	         e->name, revenue, revenue_ly, rd, rd_ly, happens(20) ? "" : patents, file + 1,
	         fact_count + 2);
	f->row = strdup(row);
	f->file = file;
	fact_count++;
}

static void invent_enterprise(const struct options *o, uint64_t number)
{
	struct enterprise e = {.region = PICK(regions),
	                       .industry = PICK(industries),
	                       .size = PICK(sizes),
	                       .rung = PICK(rungs)};
	size_t first = happens(30) ? random_below(COUNT(times)) : 0;
	size_t last = happens(30) ? random_below(COUNT(times)) : COUNT(times) - 1;
	static const char *const around[][2] = {
	        {"", ""}, {"\"", ", Ltd\""}, {"\"", " \"\"A\"\"\""}, {"\"", "\nLtd\""}};
	const char *const *name = around[o->quotes ? number % COUNT(around) : 0];

	snprintf(e.id, sizeof(e.id), "E%06" PRIu64, number);
	snprintf(e.name, sizeof(e.name), "%s%s%s", name[0], e.id, name[1]);
	for (size_t i = first; i <= last; i++) {
		if (happens(8))
			e.region = PICK(regions);
		if (happens(8))
			e.industry = PICK(industries);
		if (happens(8))
			e.rung = PICK(rungs);
		if (happens(10))
			continue;
		add_fact(o, &e, i, (unsigned)random_below(o->files));
		while (!o->unique && happens(15))
			add_fact(o, &e, i, (unsigned)random_below(o->files));
	}
}

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct fact *)a)->key, ((const struct fact *)b)->key);
}

static void write_file(const struct options *o, unsigned file)
{
	char path[4096];
	FILE *out;

	snprintf(path, sizeof(path), "%s/facts-%u.csv", o->directory, file + 1);
	out = fopen(path, "w");
	if (!out) {
		perror(path);
		exit(1);
	}
	fputs("enterprise,period,basis,region,industry,size,ladder,name,revenue,revenue_ly,"
	      "rd_expense,rd_expense_ly,patents,origin,line\n",
	      out);
	for (size_t i = 0; i < fact_count; i++)
		if (facts[i].file == file)
			fputs(facts[i].row, out);
	if (fclose(out) != 0) {
		perror(path);
		exit(1);
	}
}

static bool parse_options(struct options *o, int argc, char **argv)
{
	int option;

	*o = (struct options){.enterprises = 40, .files = 3, .largest = 10000, .factor = 1};
	while ((option = getopt(argc, argv, "uqe:f:m:x:")) != -1) {
		uint64_t number = optarg ? strtoull(optarg, NULL, 10) : 0;
		switch (option) {
		case 'u':
			o->unique = true;
			break;
		case 'q':
			o->quotes = true;
			break;
		case 'e':
			o->enterprises = number;
			break;
		case 'f':
			o->files = number;
			break;
		case 'm':
			o->largest = number;
			break;
		case 'x':
			o->factor = number;
			break;
		default:
			return false;
		}
	}
	if (argc - optind != 2 || o->files < 1 || o->files > MOST_FILES)
		return false;
	o->seed = strtoull(argv[optind], NULL, 10);
	o->directory = argv[optind + 1];
	return true;
}

int main(int argc, char **argv)
{
	struct options o;

	if (!parse_options(&o, argc, argv)) {
		fputs("usage: random_facts [-uq] [-e ENTERPRISES] [-f FILES] [-m LARGEST] [-x FACTOR] "
		      "SEED DIRECTORY\n",
		      stderr);
		return 2;
	}
	state = o.seed;
	for (uint64_t i = 1; i <= o.enterprises; i++)
		invent_enterprise(&o, i);
	qsort(facts, fact_count, sizeof(facts[0]), by_key);
	for (unsigned file = 0; file < o.files; file++)
		write_file(&o, file);
	for (size_t i = 0; i < fact_count; i++)
		free(facts[i].row);
	return 0;
}
