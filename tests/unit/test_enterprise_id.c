#include "model/enterprise_id.h"

#include <stdlib.h>

#include "unit.h"

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* Every id that differs from this one in a single character. */
static void no_neighbour_is_valid(const char *id)
{
	char other[USCC_LENGTH + 1];

	for (size_t at = 0; at < USCC_LENGTH; at++) {
		memcpy(other, id, sizeof(other));
		for (const char *c = alphabet; *c; c++) {
			other[at] = *c;
			if (*c != id[at] && uscc_valid(slice_of(other)))
				fail_msg("'%s' is taken for valid", other);
		}
	}
}

static void known_ids_are_valid_and_all_their_neighbours_are_not(void **state)
{
	static const char *const ids[] = {"121200004013590816", "91110000600037341L",
	                                  "911522010783762860"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_true(uscc_valid(slice_of(ids[i])));
		no_neighbour_is_valid(ids[i]);
	}
}

static void so_are_all_of_the_published_list(void **state)
{
	const char *data = getenv("RDSTAT_DATA");
	char path[4096], line[64];
	unsigned count = 0;
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/codes/uscc-valid.txt", data ? data : "");
	f = fopen(path, "r");
	if (!f)
		skip();
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\r\n")] = '\0';
		if (!uscc_valid(slice_of(line)))
			fail_msg("'%s' is refused", line);
		no_neighbour_is_valid(line);
		count++;
	}
	fclose(f);
	assert_int_equal(count, 100);
}

static void length_and_alphabet_are_those_of_the_standard(void **state)
{
	(void)state;
	assert_false(uscc_valid(slice_of("")));
	assert_false(uscc_valid(slice_of("91110000600037341")));
	assert_false(uscc_valid(slice_of("91110000600037341L0")));
	/* Lower case, a full-width digit, and the letters I O S V Z. */
	assert_false(uscc_valid(slice_of("91110000600037341l")));
	assert_false(uscc_valid(slice_of("９1110000600037341")));
	assert_false(uscc_valid(slice_of("9111000O600037341L")));
	assert_int_equal(uscc_check_character("9111000I600037341"), 0);
}

static void the_check_character_belongs_to_the_other_seventeen(void **state)
{
	(void)state;
	assert_int_equal(uscc_check_character("91110000600037341"), 'L');
	/* A remainder of 0 gives '0', not a 31st character. */
	assert_int_equal(uscc_check_character("91152201078376286"), '0');
	assert_int_equal(uscc_check_character("00000000000000000"), '0');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(known_ids_are_valid_and_all_their_neighbours_are_not),
	        TEST(so_are_all_of_the_published_list),
	        TEST(length_and_alphabet_are_those_of_the_standard),
	        TEST(the_check_character_belongs_to_the_other_seventeen),
	};

	return RUN_TESTS(tests);
}
