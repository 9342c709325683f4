# For cases: the chain in its form by period beside the whole one.

rows() { tail -q -n +2 "$@" | LC_ALL=C sort; }

# same_results WHOLE APART: two runs
same_results() {
	local table latest
	cmp <(rows "$1/05-ratio/indicators.csv") \
		<(rows "$2"/05-ratio/*/indicators.csv "$2/period-observations/indicators.csv")
	cmp <(rows "$1/06-rank/rankings.csv") <(rows "$2"/06-rank/*/rankings.csv)
	for table in superseded moves differences falls; do
		cmp <(rows "$1/03-panel/$table.csv") <(rows "$2"/03-panel/*/"$table.csv")
	done
	latest=$(find "$2/05-ratio/" -mindepth 1 -maxdepth 1 -name '*-*' -printf '%f\n' | LC_ALL=C sort | tail -n 1)
	cmp "$1/05-ratio/zero.csv" "$2/05-ratio/$latest/zero.csv"
	[ ! -e "$1/07-target" ] || cmp "$1/07-target/attainment.csv" "$2/07-target/attainment.csv"
	[ ! -e "$1/08-revise" ] || cmp <(rows "$1/08-revise/revisions.csv") <(rows "$2/08-revise/revisions.csv")
	echo "$(rows "$1/05-ratio/indicators.csv" | wc -l) figures, $(rows "$1/06-rank/rankings.csv" | wc -l) places, up to $latest"
}

# both CONFIG: in either form, each going on from its last run
both() {
	rd-run -q -c "$1" -o whole
	rd-run -q -c "$1" -o apart --by-period --explain >why
	same_results whole/current apart/current
}

steps() { grep '^ran' why | sed 's/:.*//' | awk '$2 !~ /^0[12]/ { print $2 }' | paste -sd ' '; }
