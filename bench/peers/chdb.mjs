// Runs one SQL statement from stdin through chdb, which is clickhouse-local as a library.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { query } = createRequire(process.env.PEERS + "/")("chdb");

process.stdout.write(query(readFileSync(0, "utf8"), "CSV"));
