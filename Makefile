# On a machine with Python 3.11 or newer, pip and make alone:
#   make run    runs the app            make test   passes every check            make help   lists the rest
# Both make .venv and install the locked dependencies, each file checked against its hash.
PYTHON ?= python3
BIN := .venv/bin
SEEDS ?= 1000
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q

.PHONY: help run test all green lint types verify browser fuzz record format lock messages bench audit clean

help:
	@grep -E '^## ' $(MAKEFILE_LIST) | sed 's/^## /make /'

## run        serve the app (PORT=8080 for another port)
run: .venv/run.stamp
	$(BIN)/python -m app serve $(if $(PORT),--port $(PORT))

## test       every check: lint, types, import contracts, all tests
test: .venv/test.stamp lint types
	$(BIN)/python -m pytest -n auto -q --cov --cov-report=

## all        every check, and every test on all of the bank, of which make test takes a sample
all: .venv/test.stamp lint types
	EDRILL_TRY_ALL=1 $(BIN)/python -m pytest -n auto -q --cov --cov-report=

## green      every check, then remember the commit: what changes after it is proven more thoroughly
green: test
	git diff --quiet HEAD
	git rev-parse HEAD > tests/green

## lint       style, format, import contracts
lint: .venv/test.stamp
	$(BIN)/ruff check -q .
	$(BIN)/ruff format -q --check .
	$(BIN)/lint-imports --no-cache --config pyproject.toml > .venv/imports.txt || { cat .venv/imports.txt; exit 1; }

## types      strict type checks
types: .venv/test.stamp
	$(BIN)/mypy

## verify     prove the bank over SEEDS draws of every family, or of FAMILY, in PROCESSES (SEEDS=1000, a process a core)
verify: .venv/test.stamp
	$(BIN)/python -m tests.verify --seeds $(SEEDS) $(addprefix --family ,$(FAMILY)) $(if $(PROCESSES),--processes $(PROCESSES))
	$(if $(FAMILY),,EDRILL_TRY_ALL=1 $(BIN)/python -m pytest -n auto -q tests/fields)

## browser    look at every question of every family in a browser, of which make test takes a sample
browser: .venv/test.stamp
	EDRILL_TRY_ALL=1 $(BIN)/python -m pytest -n auto -q tests/browser

## fuzz       make up ten thousand requests to forms and as many to the API where make test makes up a few, kill the server 200 times, back up under load
fuzz: .venv/test.stamp
	EDRILL_TRY_ALL=1 $(BIN)/python -m pytest -n auto -q tests/app/test_api_schema.py tests/app/test_fuzz.py tests/app/test_guards.py tests/contracts/test_overtaken.py tests/app/test_totals.py tests/app/test_killed.py tests/app/test_backups.py

## record     write down what a new or changed family draws, and what the bank covers
record: .venv/test.stamp
	$(BIN)/python -m tests.question_bank.record
	$(BIN)/python -m question_bank.proof.coverage > docs/coverage.md

## format     mend style and format
format: .venv/test.stamp
	$(BIN)/ruff check -q --fix .
	$(BIN)/ruff format -q .

# Newest versions within the ranges of pyproject.toml, with hashes and without addresses.
## lock       newest versions of all dependencies
lock: .venv/test.stamp
	$(COMPILE) --upgrade -o requirements.lock pyproject.toml
	$(COMPILE) --upgrade -c requirements.lock --group dev -o requirements-dev.lock pyproject.toml
	$(COMPILE) --upgrade --group audit -o requirements-audit.lock

# Collects the texts of the pages into app/locale/en.po; new ones wait there for their English.
## messages   collect the texts of the pages for translation
messages: .venv/test.stamp
	$(BIN)/pybabel -q extract -F app/locale/babel.cfg --no-location --omit-header --sort-output -o .venv/messages.pot .
	$(BIN)/pybabel -q update -l en -i .venv/messages.pot -o app/locale/en.po --no-fuzzy-matching --omit-header --ignore-obsolete

## bench      what a learner waits for, beside a bare page of the same server; a minute
bench: .venv/test.stamp
	$(BIN)/python -m benchmarks.speed

## audit      known vulnerabilities of what is installed
audit: .venv/audit.stamp
	.venv/audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements.lock -r requirements-dev.lock

## clean      remove what was installed and cached
clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/run.stamp: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "edrill needs Python 3.11 or newer: make PYTHON=python3.12 run")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

.venv/test.stamp: requirements-dev.lock .venv/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

.venv/audit.stamp: requirements-audit.lock .venv/run.stamp
	$(PYTHON) -m venv .venv/audit
	.venv/audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-audit.lock
	touch $@
