# rdstat: `make help` lists what can be asked for.
#
# Every pipeline/*/*.c goes into one library, every cmd/rd-*.c is a program on top of it,
# every tests/unit/test_*.c a test program. All of it is built once for each variant:
# `release` into build/bin, `asan` (address and undefined-behaviour sanitizers) into
# build/asan/bin. A changed source, header or flag rebuilds what depends on it. `make V=1`
# shows whole command lines, `make WERROR=` lets warnings pass.

PREFIX = /usr/local
WERROR = -Werror
CFLAGS = -g
CPPFLAGS =
LDFLAGS =

VARIANTS = release asan
CFLAGS_release = -O2
CFLAGS_asan = -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
BIN_release = build/bin
BIN_asan = build/asan/bin

WARNINGS = -Wall -Wextra -Wshadow -Wvla -Wmissing-prototypes -Wstrict-prototypes -Wconversion
LANGUAGE = -std=c11 -D_GNU_SOURCE -Ipipeline -isystem /usr/include/libxml2 $(ISAL:-lisal=-DWITH_ISAL)
COMPILE = $(CC) $(LANGUAGE) $(WARNINGS) $(WERROR) $(CPPFLAGS) $(CFLAGS) -pthread
LIBS = -lcurl -ljansson -lcsv -lzip -lexpat -lxml2 -lfreexl -lxlsxwriter -lz -lssl -lcrypto -lm $(ISAL)
# Inflates faster than zlib; `make ISAL=` does without it.
ISAL = -lisal

LIBRARY_SOURCES = $(sort $(wildcard pipeline/*/*.c))
PROGRAM_SOURCES = $(sort $(wildcard cmd/rd-*.c))
TEST_SOURCES = $(sort $(wildcard tests/unit/test_*.c))
TOOL_SOURCES = $(sort $(wildcard tests/tools/*.c))
SOURCES = $(LIBRARY_SOURCES) $(PROGRAM_SOURCES) $(TEST_SOURCES)
HEADERS = $(sort $(wildcard pipeline/*/*.h cmd/*.h tests/unit/*.h))
LAID_OUT = $(sort $(wildcard $(foreach d,pipeline/* cmd tests/* fixtures bench,$(d)/*.[ch])))
TIDIED = $(patsubst %.c,build/lint/%.tidied,$(SOURCES) $(TOOL_SOURCES))
PROGRAMS = $(PROGRAM_SOURCES:cmd/%.c=%)
PAGES = $(patsubst cmd/%,build/man/%,$(sort $(wildcard cmd/rd-*.1)))

MAKEFLAGS += --no-builtin-rules --jobs=$(shell nproc)
SHELL = /bin/bash
V = 0
say = $(if $(filter 0,$(V)),@printf '%-6s%s\n' '$(1)' '$@';)
.SHELLFLAGS = -euc
.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all bench browser-check man packages demo check fault-check report-check schedule-check docker-check slurm-check fetch-check fuzz lint lint-layout lint-shell lint-man format install uninstall clean help FORCE

all: $(PROGRAMS:%=build/bin/%) man build/share/vega.js ## build the programs into build/bin (the default)

# --- One set of rules for each variant -------------------------------------------------

define variant
OBJECTS_$(1) = $$(SOURCES:%.c=build/$(1)/%.o)
TESTS_$(1) = $$(TEST_SOURCES:%.c=build/$(1)/%)

build/$(1)/%.o: %.c build/$(1)/flags
	@mkdir -p $$(@D)
	$$(call say,CC)$$(COMPILE) $$(CFLAGS_$(1)) -MMD -MP -c -o $$@ $$<

build/$(1)/libpipeline.a: $$(LIBRARY_SOURCES:%.c=build/$(1)/%.o) build/$(1)/flags
	@rm -f $$@
	$$(call say,AR)$$(AR) rcs $$@ $$(filter %.o,$$^)

$(BIN_$(1))/rd-%: build/$(1)/cmd/rd-%.o build/$(1)/libpipeline.a
	@mkdir -p $$(@D)
	$$(call say,LD)$$(COMPILE) $$(CFLAGS_$(1)) $$(LDFLAGS) -Wl,--as-needed -o $$@ $$^ $$(LIBS)

build/$(1)/tests/unit/test_%: build/$(1)/tests/unit/test_%.o build/$(1)/libpipeline.a
	$$(call say,LD)$$(COMPILE) $$(CFLAGS_$(1)) $$(LDFLAGS) -Wl,--as-needed -o $$@ $$^ -lcmocka $$(LIBS)

# Holds the flags and the list of sources; rewritten, and so newer, only when they change.
build/$(1)/flags: FORCE
	@mkdir -p $$(@D)
	@echo '$$(COMPILE) $$(CFLAGS_$(1)) $$(LDFLAGS) $$(LIBRARY_SOURCES)' | cmp -s - $$@ || \
	echo '$$(COMPILE) $$(CFLAGS_$(1)) $$(LDFLAGS) $$(LIBRARY_SOURCES)' >$$@

-include $$(OBJECTS_$(1):.o=.d)
endef
$(foreach v,$(VARIANTS),$(eval $(call variant,$(v))))

# What tests run beside the programs: no part of them, and without the library.
TOOLS = $(TOOL_SOURCES:tests/tools/%.c=build/tests/%)

build/tests/%: tests/tools/%.c build/release/flags
	@mkdir -p $(@D)
	$(call say,CC)$(COMPILE) $(CFLAGS_release) -o $@ $< -Wl,--as-needed -lzip

# --- Man pages: what they share stands in cmd/*.mdoc, exit codes in exit_code.h ----------

man: $(PAGES)

build/man/%.1: cmd/%.1 cmd/man.awk pipeline/base/exit_code.h $(wildcard cmd/*.mdoc)
	@mkdir -p $(@D)
	$(call say,MAN)awk -f cmd/man.awk $< >$@

# --- Vega, from Debian's modules: one script for the pages of rd-report ------------------

VEGA = /usr/share/javascript/vega
VEGA_MODULES = util time format statistics canvas loader dataflow scale scenegraph expression \
	event-selector selection projection geo functions runtime transforms view-transforms \
	encode label parser view interpreter

build/share/vega.js: config/page/vega-first.js config/page/vega-last.js
	@mkdir -p $(@D)
	$(call say,JS){ cat config/page/vega-first.js; \
	for m in $(VEGA_MODULES); do \
		echo "define(\"vega-$$m\", function (exports, module, require) {"; \
		grep -v '^//# sourceMappingURL' $(VEGA)/vega-$$m.min.js; echo; echo '});'; \
	done; cat config/page/vega-last.js; } >$@

# --- Using and checking it ---------------------------------------------------------------

# Packages are looked at before anything is built, and only for what was asked.
GROUPS_demo = build
GROUPS_check = build check
GROUPS_lint = build check lint
GROUPS_fault-check = build check
GROUPS_browser-check = build browser $(if $(shell command -v npm),,peers)
GROUPS_report-check = build office check $(if $(shell command -v npm),,peers)
GROUPS_schedule-check = build schedule
GROUPS_fuzz = build fuzz
GROUPS_docker-check = container
GROUPS_bench = build bench
GROUPS_slurm-check = build check slurm
GROUPS_packages = build check lint
GROUPS = $(sort $(foreach goal,$(MAKECMDGOALS),$(GROUPS_$(goal))))

packages: ## install the Debian packages that all of this needs
	@docker/install-packages $(GROUPS)

ifneq (,$(GROUPS))
$(foreach v,$(VARIANTS),$(OBJECTS_$(v))) $(PAGES) $(TOOLS) $(TIDIED) build/share/vega.js lint-layout lint-shell: | packages
endif

demo: all ## build, and run the whole chain over the sample in fixtures/
	@build/bin/rd-run --quiet --config config --output build/demo
	@cat build/demo/current/*report/331024/bulletin.zh.txt
	@echo && echo "All of it: build/demo/current/, to look at: build/demo/current/09-report/index.html"

check: all $(TESTS_release) $(TESTS_asan) $(PROGRAMS:%=build/asan/bin/%) $(TOOLS) ## run every test
	@tests/run

# --- Measuring it ------------------------------------------------------------------------

build/bench/%: bench/%.c build/release/libpipeline.a
	@mkdir -p $(@D)
	$(call say,LD)$(COMPILE) $(CFLAGS_release) $(LDFLAGS) -Wl,--as-needed -o $@ $^ $(LIBS)

bench: all ## measure beside other tools, which npm fetches (bench/README.md)
	@CC='$(CC)' bench/run $(BENCH)

fault-check: all ## kill, fail and starve runs of the chain, and see that nothing is lost (FAULTS)
	@tests/fault/run $(FAULTS)

fetch-check: all $(TOOLS) ## stop rd-fetch at every point of its work, and see that it goes on from there
	@tests/fault/fetch

# --- Fuzzing: the library once more, by clang, for libFuzzer ------------------------------

FUZZ_SECONDS = 60
FUZZED = $(filter pipeline/base/% pipeline/io/% pipeline/model/% pipeline/normalize/%,$(LIBRARY_SOURCES))
FUZZ_TARGETS = csv scan repeat json json-lines html xlsx xls text
FUZZ_FLAGS = -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_LIMITS = -max_total_time=$(FUZZ_SECONDS) -rss_limit_mb=2048 -timeout=20 -max_len=65536

build/fuzz/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CLANG)clang $(LANGUAGE) -Wall -pthread $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

build/fuzz/fuzz: build/fuzz/tests/fuzz/libfuzzer.o $(FUZZED:%.c=build/fuzz/%.o)
	$(call say,LD)clang -pthread $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS)

-include $(FUZZED:%.c=build/fuzz/%.d)

fuzz: packages ## fuzz every reader for a minute each, from tests/fuzz/corpus (FUZZ_SECONDS)
	@$(MAKE) --no-print-directory build/fuzz/fuzz
	@for target in $(FUZZ_TARGETS); do \
		mkdir -p build/fuzz/found/$$target; \
		echo "fuzzing $$target"; \
		FUZZ_TARGET=$$target build/fuzz/fuzz $(FUZZ_LIMITS) -artifact_prefix=build/fuzz/$$target- \
			build/fuzz/found/$$target tests/fuzz/corpus/$$target 2>build/fuzz/$$target.log || \
			{ tail -n 40 build/fuzz/$$target.log; exit 1; }; \
		tail -n 1 build/fuzz/$$target.log; \
	done

browser-check: all ## look at the pages in a real browser, whose driver npm fetches
	@tests/browser/run

report-check: all ## let LibreOffice, Frictionless and the rules of SDMX read the report
	@tests/office/run

schedule-check: all ## let the real cron and systemd run the chain (as root, some minutes)
	@tests/schedule/run

slurm-check: all build/bench/generate ## run the chain on a real Slurm and kill things (as root, some minutes)
	@tests/slurm/run

docker-check: packages ## build the image and run it for real (as root, some minutes)
	@docker/check

lint: lint-layout lint-shell lint-man $(TIDIED) ## check layout, C, shell scripts and man pages

lint-layout:
	@clang-format --dry-run --Werror $(LAID_OUT) || { echo "see .clang-format (make format)"; exit 1; }

lint-shell:
	grep -rlE --exclude=out '^#!/bin/(ba)?sh' .ci docker tests | xargs shellcheck
	shellcheck -x -s bash tests/tools/*.bash tests/cases/*/cmd

lint-man: $(PAGES)
	mandoc -T lint -W warning $(PAGES)

build/lint/%.tidied: %.c $(HEADERS) .clang-tidy
	@mkdir -p $(@D)
	$(call say,TIDY)clang-tidy --quiet $< -- $(LANGUAGE) 2>/dev/null
	@touch $@

schema: build/release/tests/unit/test_schema ## write config/schema/ as the tables are now
	@mkdir -p config/schema
	@TOP=$(CURDIR) RDSTAT_UPDATE_SCHEMA=1 $< >/dev/null

format: ## lay out the C sources as .clang-format says
	clang-format -i $(LAID_OUT)

# --- Installing --------------------------------------------------------------------------

DATA = $(DESTDIR)$(PREFIX)/share

install: all ## install under DESTDIR/PREFIX (default /usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin $(DATA)/man/man1 $(DATA)/rdstat $(DATA)/doc/rdstat
	install $(PROGRAMS:%=build/bin/%) $(DESTDIR)$(PREFIX)/bin
	install -m 644 $(PAGES) $(DATA)/man/man1
	cp -R config fixtures build/share/vega.js $(DATA)/rdstat
	cp -R $(wildcard README.md) docs $(DATA)/doc/rdstat

uninstall: ## remove what install put there
	rm -f $(PROGRAMS:%=$(DESTDIR)$(PREFIX)/bin/%) $(PAGES:build/man/%=$(DATA)/man/man1/%)
	rm -rf $(DATA)/rdstat $(DATA)/doc/rdstat

clean: ## remove everything that was built
	rm -rf build

help: ## show this
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16
