# How each tool does a task. The first tool of a task is what the others are compared with.

tools_of() { # TASK
	case $1 in
	aggregate | gzip | gzip-one) echo rdstat duckdb chdb polars ;;
	rank) echo rdstat duckdb polars ;;
	chain) echo rdstat duckdb ;;
	month) echo alone added ;;
	growth) echo "$growth" ;;
	threads) echo normalize-2 normalize-1 panel-2 panel-1 aggregate-2 aggregate-1 rank-2 rank-1 ;;
	stages) echo cat memchr memcpy normalize panel aggregate ratio rank ;;
	small) echo rdstat duckdb mawk miller sqlite3 ;;
	fetch) echo "$fetchers" ;;
	report) echo 100 1000 3000 ;;
	*) fail "there is no task '$1'" ;;
	esac
}

# The long tasks get by with fewer.
rounds_of() { # TASK
	case $1 in
	aggregate | gzip | gzip-one | stages | fetch) echo "$rounds" ;;
	*) echo $((rounds > 3 ? 3 : rounds)) ;;
	esac
}

# columns TEXT INTEGER FORMAT: the panel's columns as a schema
columns() {
	head -n 1 "$panel" | tr , '\n' | awk -v text="$1" -v integer="$2" -v form="$3" '
		{ printf (NR > 1 ? ", " : "") form, $0, /^(revenue|rd_expense)/ ? integer : text }'
}

# sql FILE...: a peer's statements with what is particular to this run filled in
sql() {
	(cd "$top/bench/peers" && cat "$@") |
		sed -e "s|@THREADS@|$threads|; s|@CONFIG@|$build/config|; s|@ANSWER@|$answer|" \
			-e "s|@RAW@|${raw-}|; s|@PANEL@|${input-}|" \
			-e "s|@DUCKDB_COLUMNS@|${duckdb_columns-}|; s|@CHDB_COLUMNS@|${chdb_columns-}|"
}

aggregate() { # TOOL INPUT
	local input=$2 duckdb_columns chdb_columns
	duckdb_columns=$(columns VARCHAR BIGINT "%s: '%s'")
	chdb_columns=$(columns String 'Nullable(Int64)' '%s %s')
	case $1 in
	rdstat) measured rd-aggregate -q -c "$build/config" -o "$answer" "$input" ;;
	duckdb) sql duckdb-aggregate.sql | measured "$build/duckdb" ;;
	chdb) sql chdb-aggregate.sql | measured node "$top/bench/peers/chdb.mjs" ;;
	polars) measured node "$top/bench/peers/polars.mjs" aggregate "$input" "$answer" ;;
	mawk) measured mawk -f "$top/bench/peers/aggregate.awk" "$input" >"$answer" ;;
	miller) measured mlr --icsv --ocsv --headerless-csv-output \
		put -q -f "$top/bench/peers/aggregate.mlr" "$input" >"$answer" ;;
	sqlite3) sql sqlite-aggregate.sql | measured sqlite3 >"$answer" ;;
	esac
}

rank() { # TOOL: raw returns to places
	case $1 in
	rdstat)
		measured rd-normalize -q -c "$build/config-rank" -s returns -o -.rows "$raw" \
			'|' rd-panel -q -c "$build/config-rank" -o -.rows - \
			'|' rd-aggregate -q -c "$build/config-rank" -o -.rows - \
			'|' rd-ratio -q -c "$build/config-rank" -o -.rows - \
			'|' rd-rank -q -c "$build/config-rank" -o "$answer" -
		;;
	duckdb) sql duckdb-common.sql duckdb-rank.sql | measured "$build/duckdb" ;;
	polars) measured node "$top/bench/peers/polars.mjs" rank "$raw" "$answer" "$build/config" ;;
	esac
}

chain() { # TOOL: raw returns to files of all that is known
	case $1 in
	rdstat) measured rd-run -q -c "$build/config-chain" -o "$answer" ;;
	duckdb) mkdir "$answer"; sql duckdb-common.sql duckdb-chain.sql | measured "$build/duckdb" ;;
	esac
}

# One stage alone, or what the machine can do with the same bytes.
stage() { # STAGE
	local c=$build/config d=$data/$rows
	case $1 in
	cat) measured cat "$raw" >/dev/null ;;
	memchr | memcpy) measured "$build/walls" "$1" "$raw" ;;
	normalize) measured rd-normalize -q -c "$c" -s returns -o "$answer" "$raw" ;;
	panel) measured rd-panel -q -c "$c" -o "$answer" "$d/facts/facts.csv" ;;
	aggregate) measured rd-aggregate -q -c "$c" -o "$answer" "$panel" ;;
	ratio) measured rd-ratio -q -c "$c" -o "$answer" "$d/cells/cells.csv" ;;
	rank) measured rd-rank -q -c "$c" -o "$answer" "$d/ratio/indicators.csv" ;;
	esac
}

# Last month's state, for this run to add to: linked, but for what is written in place.
before() { # TASK TOOL
	case $1-$2 in
	month-added)
		cp -al "$months/by-period" "$answer"
		find "$answer/store" -type f -size -1024k -exec cp --remove-destination {} {}.copy \; \
			-exec mv {}.copy {} \;
		;;
	chain-rdstat) need_sources "$build/config-chain" "$raw" ;;
	fetch-*) before_fetch "$2" ;;
	esac
}

contend() { # TASK TOOL
	export POLARS_MAX_THREADS=$threads RDSTAT_THREADS=$threads
	case $1 in
	aggregate | small) aggregate "$2" "$panel" ;;
	gzip) aggregate "$2" "$written" ;;
	gzip-one) aggregate "$2" "$panel.gz" ;;
	rank) rank "$2" ;;
	chain) chain "$2" ;;
	month)
		case $2 in
		alone) measured rd-run -q -c "$months/config-alone" -o "$answer" ;;
		added) measured rd-run -q -c "$months/config-all" -o "$answer" --by-period ;;
		esac
		;;
	growth) need_returns "$2"; rank rdstat ;;
	threads) RDSTAT_THREADS=${2#*-}; stage "${2%-*}" ;;
	stages) stage "$2" ;;
	fetch) fetch "$2" ;;
	report) report "$2" ;;
	esac
}
