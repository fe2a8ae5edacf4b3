# Everything a person or a build server runs. `make help` lists it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# The order of the checks is part of what they say.
.NOTPARALLEL:

# A toolchain of rustup's goes before Debian's, which is too old; tests/setup.sh does the same.
CARGO_HOME ?= $(HOME)/.cargo
export PATH := $(CURDIR)/target/tools/bin:$(CARGO_HOME)/bin:$(PATH)

# The tests and the tools in target/tools look for binaries below this folder, whatever the caller's default is.
export CARGO_TARGET_DIR := $(CURDIR)/target

# A build server's log takes neither colours nor a progress bar.
ifdef CI
export CARGO_TERM_COLOR := never
export CARGO_TERM_PROGRESS_WHEN := never
endif

# `make demo SCRIPT=tour HEADLESS=1`, or the same from the environment; ARGS are passed on as they are.
export SCRIPT HEADLESS
ARGS ?=

# SETUP=skip leaves installing to you.
SETUP ?= tests/setup.sh
ifeq ($(SETUP),skip)
override SETUP := :
endif

RELEASE_BINS := registry station kiosk-ui demo
TALLY := target/tests.log
FETCH := target/advisories.log

comma := ,
# On stderr, because the demo's verdicts are alone on stdout.
headline = @printf '\n==== %s\n' "$(1)" >&2

# $(call absent,PATTERN,TREE ARGUMENTS): fails, naming them, if crates of that name are in the tree.
absent = tree=$$(cargo tree --locked --prefix none --format '{p}' $(2)); \
	if grep -E '^$(1) ' <<<"$$tree" | sort -u; then echo 'these must not be in: cargo tree $(2)' >&2; exit 1; \
	else echo 'none: $(1) in $(2)'; fi

# One line for all the `test result:` lines of the log; fails where there is none.
define tally
awk '/^test result:/ { for (i = 1; i < NF; i++) { \
	if ($$(i + 1) ~ /^passed/) passed += $$i; if ($$(i + 1) ~ /^failed/) failed += $$i; if ($$(i + 1) ~ /^ignored/) skipped += $$i } } \
	END { if (NR == 0 || passed + failed == 0) { print "no test was run"; exit 1 } \
	line = passed + 0 " passed, " failed + 0 " failed"; if (skipped) line = line ", " skipped " skipped"; print line }' $(TALLY)
endef

.PHONY: help demo test bench fmt lint check setup
.PHONY: check-format check-lint check-licences check-advisories check-tree run-tests

help:
	@echo 'make demo    build and start registry, station and kiosk on this machine (SCRIPT=tour HEADLESS=1)'
	@echo 'make test    install what is missing, then every check and test'
	@echo 'make check   the checks of `make test` without its tests'
	@echo 'make bench   benchmarks, each beside its peer'
	@echo 'make fmt     format the code'
	@echo 'make lint    clippy, warnings are errors'
	@echo 'make setup   install what demo and test need'

setup:
	@$(SETUP) build demo test deny

demo:
	@$(SETUP) build demo
	$(call headline,Build (release; minutes the first time))
	@cargo build --release --locked $(addprefix -p ,registry station kiosk-ui tests) $(addprefix --bin ,$(RELEASE_BINS))
	$(call headline,Demo)
	@exec target/release/demo $(ARGS)

# The checks come first, because they are quicker to fail; the count of tests is the last line.
test:
	@$(MAKE) setup
	@$(MAKE) check-format check-lint run-tests check-licences check-advisories check-tree
	@$(tally)

check:
	@$(SETUP) build deny
	@$(MAKE) check-format check-lint check-licences check-advisories check-tree

bench:
	@$(SETUP) build demo test
	$(call headline,Benchmarks)
	@cargo bench -p tests --bench scan --locked
	$(call headline,Ours beside its peer)
	@cargo run -q --release -p tests --bin ratios --locked

fmt:
	@cargo fmt --all

lint: check-lint

check-format:
	$(call headline,Format)
	@cargo fmt --all --check

check-lint:
	$(call headline,Lint)
	@cargo clippy --workspace --all-targets --locked -- -D warnings

# Binaries first: the end-to-end tests start them. One command for both keeps one set of features, so nothing builds twice.
run-tests:
	$(call headline,Build)
	@cargo build --workspace --bins --tests --locked
	$(call headline,Tests)
	@cargo test --workspace --locked --no-fail-fast 2>&1 | tee $(TALLY) || { $(tally); exit 1; }

check-licences:
	$(call headline,Licences and banned crates)
	@cargo deny --locked check --hide-inclusion-graph licenses bans sources

# A database that cannot be fetched is said aloud and does not fail; a found advisory does.
check-advisories:
	$(call headline,Advisories)
	@cargo deny --version >/dev/null; if cargo deny --locked fetch db >$(FETCH) 2>&1; then cargo deny --locked check advisories; \
	else echo 'ADVISORIES NOT CHECKED: the advisory database could not be fetched:'; tail -n 3 $(FETCH); fi

# What must not be in the tree: a second cryptography library, and input or output under the rules.
check-tree:
	$(call headline,Crates that must not be there)
	@$(call absent,aws-lc-[a-z]+,--workspace --all-features --target all)
	@$(call absent,(tokio|rusqlite|reqwest|slint)(-[a-z-]+)?,-p station-core -e no-dev --all-features --target all)
	$(call headline,Station without cameras$(comma) card readers and pins)
	@cargo check -p station --no-default-features --locked
