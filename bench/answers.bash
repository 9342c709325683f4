# Answers of all tools in one form, to be compared: `answer_of TASK TOOL` prints them in order.

# Other tasks have none: a month added to sixty is not that month alone.
has_answers() { # TASK
	case $1 in
	month | growth | stages | report) return 1 ;;
	esac
}

# Of rdstat's cells those are compared that have no regions below them and some returns.
cells_of() { # FILE
	awk -F, 'NR == FNR { parent[$2]; next }
		FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		!($1 in parent) && $1 !~ /_X$/ && $at["count"] > 0 {
			print $1, $at["period"], $at["count"], $at["count[rd_expense>0]"],
				$at["sum.rd_expense"], $at["sum.rd_expense[revenue]"],
				$at["sum.revenue[rd_expense]"],
				$at["sum.rd_expense[rd_expense_ly_panel]"],
				$at["sum.rd_expense_ly_panel[rd_expense]"] }' OFS=, \
		"$build/config/regions.csv" "$1"
}

places_of() { # FILE
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["indicator"] == "rd_intensity" {
			print $at["parent"], $at["period"], $at["region"], $at["rank"],
				int($at["value"] * 100 + 0.5) }' OFS=, "$1"
}

# Facts row by row; of every reason the rows refused for it; cells, indicators and rankings by
# their figures. Regions that are not valid yet are a warning here, and no row's only flaw.
chain_of_rdstat() { # DIRECTORY
	local run=$1/current
	cut -d, -f 1-2,4-5 "$run"/02-normalize/*/facts.csv | sed 1d | grep '^9' | sed 's/^/fact,/'
	awk -F, 'FNR > 1 && $4 != "region.period" && !seen[$2, $4]++ { n[$4]++; rows[$2] }
		END {
			for (code in n) print "reject", code, n[code]
			for (line in rows) all++
			print "reject", "rows", all
		}' OFS=, "$run"/02-normalize/*/rejects.csv
	cells_of "$run/04-aggregate/cells.csv" | sed 's/^/cell,/'
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$1 !~ /_X$/ && $at["status"] == "A" {
			value = $at["value"]; sub(/\./, "", value); sub(/^0+/, "", value); sub(/^-0+/, "-", value)
			print "indicator", $1, $at["period"], $at["indicator"], value == "" || value == "-" ? 0 : value,
				$at["numerator"] }' OFS=, "$run/05-ratio/indicators.csv"
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ print "place", $at["parent"], $at["level"], $at["period"], $at["indicator"], $at["region"],
			$at["rank"], $at["of"], $at["tied"], $at["rank_last_year"] }' OFS=, \
		"$run/06-rank/rankings.csv"
}

chain_of_duckdb() { # DIRECTORY
	cut -d, -f 1-2,4-5 "$1/facts.csv" | sed 1d | grep '^9' | sed 's/^/fact,/'
	awk -F, 'NR > 1 && !seen[$1, $2]++ { n[$2]++; rows[$1] }
		END {
			for (code in n) print "reject", code, n[code]
			for (line in rows) all++
			print "reject", "rows", all
		}' OFS=, "$1/rejects.csv"
	awk -F, 'NR == FNR { parent[$2]; next } FNR > 1 && !($1 in parent) { print "cell," $0 }' \
		"$build/config/regions.csv" "$1/cells.csv"
	awk -F, 'NR > 1 { print "indicator", $1, $2, $3, $4, $5 }' OFS=, "$1/indicators.csv"
	sed 1d "$1/rankings.csv" | cut -d, -f 1-8,10 | sed 's/^/place,/'
}

answer_of() { # TASK TOOL
	case $1-$2 in
	aggregate-rdstat | gzip-rdstat | gzip-one-rdstat | small-rdstat) cells_of "$answer/cells.csv" ;;
	aggregate-* | gzip-* | small-*) tr -d '"' <"$answer" ;;
	rank-rdstat) places_of "$answer/rankings.csv" ;;
	rank-*) tr -d '"' <"$answer" ;;
	chain-*) "chain_of_$2" "$answer" ;;
	fetch-*) answer_of_fetch "$2" ;;
	threads-*) sha256sum "$answer"/*.csv | cut -c 1-64 ;;
	esac | LC_ALL=C sort -S 1G
}
