# Reads the shim's log of a run and prints every order of calls in which a power cut could
# publish what is not on disk: a file renamed before it was synced after its last write, or a
# link `current` moved before its files, and the names that lead to them, were synced. The raw
# store syncs its objects after naming them, and vouches for them in its journal.
#
# usage: awk -v out=OUTPUT_DIRECTORY -f order.awk LOG

function directory(path) {
	sub(/\/[^\/]*$/, "", path)
	return path
}

function absolute(path) {
	if (path !~ /^\//)
		path = current_run "/" path
	gsub(/\/(\.\/)+/, "/", path)
	while (sub(/\/[^\/]+\/\.\.(\/|$)/, "/", path))
		;
	return path
}

# The lock tells nothing that must last; a partial transfer is fetched again.
function matters(path) {
	return index(path, out "/runs/") == 1 || index(path, out "/store/objects/") == 1 || path == out "/store/journal.jsonl"
}

{ call = $3; path = absolute($4); target = $5 == "" ? "" : absolute($5) }

call == "mkdir" && path ~ out "/runs/[0-9TZ-]+$" { current_run = path }
call == "create" || call == "write" || call == "pwrite" || call == "copy" { unsynced[path] }
call == "unlink" || call == "remove" { delete unsynced[path] }
call == "fsync" { delete unsynced[path]; delete unsynced_names[path] }
call == "syncfs" { delete unsynced; delete unsynced_names }
call == "mkdir" || call == "link" || call == "symlink" || call == "create" {
	unsynced_names[directory(target == "" ? path : target)]
}
call == "rename" {
	if (path in unsynced && index(target, out "/store/objects/") != 1)
		print "line " NR ": '" path "' is renamed before it is synced"
	if (target == out "/current") {
		moved = 1
		for (d in unsynced_names)
			if (matters(d "/"))
				print "line " NR ": current is moved before directory '" d "' is synced"
		for (f in unsynced)
			if (matters(f))
				print "line " NR ": current is moved before '" f "' is synced"
	}
	if (path in unsynced)
		unsynced[target]
	delete unsynced[path]
	unsynced_names[directory(target)]
}
END {
	if (!moved)
		print "current was never moved"
	if (out in unsynced_names)
		print "the move of current was never synced"
}
