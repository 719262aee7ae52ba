# The doors from a checkout. Everything is installed into .venv from the lock files; nothing is needed but Python, git and make.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
SERVICE := $(BIN)/events-service

.PHONY: demo serve test moved moved-fast bench lint types locks messages schemas clean

demo: $(VENV)/.installed
	@$(SERVICE) demo --port $(PORT)

serve: $(VENV)/.installed
	@$(SERVICE) serve --port $(PORT)

test: $(VENV)/.installed-dev
	@$(BIN)/python tests/ensure_programs.py openssl pdfsig
	@$(BIN)/python tests/browser/ensure_chromium.py
	@$(BIN)/python -m tests.calendars.ensure_clients
	@$(BIN)/python -m tests.scripts test
	@$(BIN)/python -m pytest -n auto --dist loadgroup

# Lint and tests once more as if it were the evening of a leap day, far from Europe: what stays out is a real browser and
# what asks a package index, which go by the true time; and PostgreSQL, which `make test` has all tests on. CI takes the
# fast part: the rooms where days and hours are reckoned with. The zone stands before faketime there, so that it is half
# past eleven at night in it; after faketime it is as many hours later as the zone is ahead of the machine.
MOVED := faketime '2028-02-29 23:30' env TZ=Pacific/Auckland
MOVED_FAST := env TZ=Pacific/Auckland faketime '2028-02-29 23:30'
FAST := $(addprefix tests/,access api attendance calendars checkin duties polls programme registrations web) \
	$(addprefix --ignore tests/calendars/test_,clients.py group.py served.py)
moved: $(VENV)/.installed-dev
	@$(BIN)/python tests/ensure_programs.py faketime openssl pdfsig
	@$(BIN)/python -m tests.calendars.ensure_clients
	@$(MOVED) $(MAKE) --no-print-directory lint
	@$(MOVED) $(BIN)/python -m pytest -n auto --dist loadgroup --ignore tests/browser -k "not postgresql"

moved-fast: $(VENV)/.installed-dev
	@$(BIN)/python tests/ensure_programs.py faketime openssl pdfsig
	@$(MOVED_FAST) $(BIN)/python -m pytest -n auto --dist loadgroup $(FAST) -k "not postgresql"

bench: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.benchmarks

lint: $(VENV)/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.scripts lint
	@$(SERVICE) schemas --check

types: $(VENV)/.installed-dev
	@$(BIN)/mypy

# The lock files are written anew only on request; installs check every hash in them.
locks: $(VENV)/.installed-dev
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml --extra cjk --group dev -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --group pyproject.toml:clients -o requirements-clients.lock

# Gather the texts of code and templates into the catalogues of the ten languages besides English.
LOCALES := events_service/web/locales
messages: $(VENV)/.installed
	@mkdir -p var
	$(BIN)/pybabel -q extract -w 120 -F pyproject.toml -k N_ -k NC_:1c,2 --no-location --omit-header --sort-output -o var/messages.pot .
	@for language in bg el ro hu es pl pt lv de nl; do \
		catalogue=$(LOCALES)/$$language/LC_MESSAGES/messages.po; \
		test -f $$catalogue && verb="update -w 120 --no-fuzzy-matching --ignore-obsolete --omit-header" || verb="init -w 120"; \
		$(BIN)/pybabel -q $$verb -i var/messages.pot -o $$catalogue -l $$language; \
	done

schemas: $(VENV)/.installed
	@$(SERVICE) schemas

# What can be made again; never var/data, where `make serve` keeps registrations, evidence and the secret key.
clean:
	rm -rf $(VENV) node_modules var/demo var/messages.pot templates/static/vendor

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python requirements.lock pyproject.toml package-lock.json hatch_build.py
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
