# Completes a man page. A line `.\" @NAME@` stands for what all pages share:
#	@COMMON_OPTIONS@	cmd/common-options.mdoc
#	@ENVIRONMENT@		cmd/environment.mdoc
#	@EXIT_STATUS@		the list in pipeline/base/exit_code.h
#
# usage: awk -f cmd/man.awk cmd/rd-NAME.1, in the project's top directory

function fail(why) {
	print FILENAME ": " why | "cat >&2"
	failed = 1
	exit 1
}

function include(name,    path, line) {
	path = "cmd/" tolower(name) ".mdoc"
	gsub(/_/, "-", path)
	if ((getline line < path) <= 0)
		fail("no file '" path "' for @" name "@")
	do {
		print line
	} while ((getline line < path) > 0)
	close(path)
}

# Reads the table as one text, since a row may be laid out over several lines.
function exit_status(    path, line, table, row, rows, part, i) {
	path = "pipeline/base/exit_code.h"
	while ((getline line < path) > 0)
		table = table " " line
	close(path)
	sub(/.*#define EXIT_CODES\(X\)/, "", table)
	sub(/enum exit_code.*/, "", table)
	rows = split(table, row, /[ \t]X\(/)
	if (rows < 2)
		fail("no exit codes in '" path "'")
	print ".Sh EXIT STATUS"
	print ".Bl -tag -width 1n -compact"
	for (i = 2; i <= rows; i++) {
		split(row[i], part, /[,"]/)
		gsub(/[ \t]/, "", part[2])
		print ".It " part[2]
		print part[4]
	}
	print ".El"
}

/^\.\\" @[A-Z_]+@$/ {
	name = $2
	gsub(/@/, "", name)
	if (name == "EXIT_STATUS")
		exit_status()
	else
		include(name)
	next
}
{ print }
END { exit failed }
