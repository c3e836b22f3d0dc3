# Two commands matter: `make run` and `make test`. `make help` lists the rest.

SHELL := /bin/sh
.DEFAULT_GOAL := help

# The first Python of these that is there; `PYTHON=/path/to/python make run` takes another one.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do command -v $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/python -m flask --app app
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# How many tests run at once. Each process begins with tests that lie together, so that what a module
# makes for all of them is made once.
JOBS ?= auto
CODE := app models scrapers
TESTS := tests/unit tests/functional tests/guards

.PHONY: help run demo test lint test-sqlite test-postgresql bench lock translations clean

help: ## Say what there is.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

run: $(VENV)/run.stamp ## Serve the portal on 127.0.0.1:5000. PORT=5001 and ARCHIVE=file.warc.gz are understood.
	@exec $(FLASK) portal run --end-with-parent $(if $(ARCHIVE),--archive "$(ARCHIVE)")

demo: $(VENV)/run.stamp ## The training ground: an invented maslikhat in the middle of a campaign, on port 5050.
	@TRAINING=1 INSTANCE_DIR="$${INSTANCE_DIR:-instance/demo}" PORT="$${PORT:-5050}" $(FLASK) portal run --end-with-parent --no-fetch

test: $(VENV)/dev.stamp ## Check everything. REQUIRE_ALL=1 makes a skipped part a failure.
	@$(MAKE) --no-print-directory lint test-sqlite test-postgresql

lint: $(VENV)/dev.stamp ## Format, rules, types, import contracts, templates, security.
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo > .import-contracts.log || { cat .import-contracts.log; exit 1; }
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive $(CODE)

test-sqlite: $(VENV)/dev.stamp ## All tests, in the browser too, on SQLite.
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -rsf tests

test-postgresql: $(VENV)/dev.stamp ## The tests that ask the database, on PostgreSQL.
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -rsf --db postgresql $(TESTS)

bench: $(VENV)/dev.stamp ## Measure, each against a limit taken in the same run.
	$(BIN)/python -m benchmarks

lock: $(VENV)/dev.stamp ## Pin what requirements*.in ask for, with hashes.
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements-dev.in -o requirements-dev.txt

translations: $(VENV)/dev.stamp ## Carry new strings of the code into the catalogues.
	$(BIN)/pybabel extract --quiet -F babel.cfg -k lazy_gettext -k _l --no-location --sort-output --project "Promises Watch" -o app/translations/messages.pot .
	for lang in kk ru; do $(BIN)/pybabel update --quiet --no-fuzzy-matching --ignore-pot-creation-date -i app/translations/messages.pot -d app/translations -l $$lang || exit 1; done

clean: ## Remove what was built; data under instance/ stays.
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .import-contracts.log test-results
	find $(CODE) tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and no python3 was found: install it (on Debian: apt-get install python3 python3-venv)." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is `$(PYTHON) -V 2>&1`. Say which to take: PYTHON=/path/to/python3.11 make run" >&2; exit 1; }
	@echo "Making $(VENV) …"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python could not make a virtual environment: on Debian, apt-get install python3-venv." >&2; exit 1; }

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	@echo "Installing what the portal runs on (once, about a minute) …"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	@echo "Installing what the tests need …"
	@$(PIP) -r requirements.txt -r requirements-dev.txt
	@touch $@
