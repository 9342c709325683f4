/*
 * Runs SQL from stdin through DuckDB's C library, as bench/run fetches it from npm. That
 * package ships no header: the few functions used are declared here, as duckdb.h has them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <stdint.h>

typedef void *duckdb_handle;
typedef struct {
	uint64_t fields[8]; /* six in duckdb.h; only its functions look inside */
} duckdb_result;

int duckdb_open(const char *path, duckdb_handle *database);
int duckdb_connect(duckdb_handle database, duckdb_handle *connection);
int duckdb_query(duckdb_handle connection, const char *sql, duckdb_result *result);
const char *duckdb_result_error(duckdb_result *result);

static char sql[1 << 20];

int main(void)
{
	duckdb_handle database, connection;
	duckdb_result result = {{0}};
	size_t n = fread(sql, 1, sizeof(sql) - 1, stdin);

	sql[n] = '\0';
	if (duckdb_open(NULL, &database) || duckdb_connect(database, &connection)) {
		fputs("duckdb: cannot start\n", stderr);
		return 1;
	}
	if (duckdb_query(connection, sql, &result)) {
		fprintf(stderr, "duckdb: %s\n", duckdb_result_error(&result));
		return 1;
	}
	return 0;
}
