# Two commands do all the set-up: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= auto
UI_TOOLS := frontend/node_modules/.installed
PEER_REQUIREMENTS := benchmarks/django_peer/requirements

.PHONY: run test test-pg15 test-pgbouncer check mutants shots migration format sbom lock bench bench-scale chaos overload postman ui
.DEFAULT_GOAL := run

run: $(VENV)/.run .env
	@exec $(BIN)/sweetshop serve

# Neighbours stay with one process, so that a fixture of theirs is made once.
test: $(VENV)/.dev
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

# The same on Debian's PostgreSQL 15, and behind its PgBouncer in transaction mode. TESTS picks a part of them.
TESTS ?= tests
test-pg15: $(VENV)/.dev
	@test -x /usr/lib/postgresql/15/bin/initdb || \
		{ echo "PostgreSQL 15 is not installed. On Debian 12: apt-get install postgresql-15"; exit 1; }
	TEST_ENGINE=pg15 $(BIN)/pytest -n $(WORKERS) --dist worksteal -rs $(TESTS)

test-pgbouncer: $(VENV)/.dev
	@PATH="$$PATH:/usr/sbin" command -v pgbouncer >/dev/null || \
		{ echo "PgBouncer is not installed. On Debian: apt-get install pgbouncer"; exit 1; }
	TEST_ENGINE=pgbouncer $(BIN)/pytest -n $(WORKERS) --dist worksteal -rs $(TESTS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.database.check_migrations
	@if [ -e $(UI_TOOLS) ]; then cd frontend && ./with-node npm run --silent check && ./with-node npm run --silent test; \
	else echo "The web app is not checked, because its tools are not installed here: make ui installs them."; fi

# What the models say and no migration makes yet: make migration TITLE="shelf labels"
migration: $(VENV)/.dev
	$(BIN)/python -m tests.database.check_migrations "$(TITLE)"
	@$(BIN)/ruff format --quiet alembic

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# PEER=1 measures a Django REST shop as well.
bench: $(VENV)/.dev $(if $(PEER),$(VENV)-peer/.installed)
	$(BIN)/python -m benchmarks $(if $(PEER),--peer $(VENV)-peer/bin/python)

# Two shops are made the first time, one of ten years, and kept in SHOPS for the next time.
SALES ?= 2000000
SHOPS ?= .scaled
bench-scale: $(VENV)/.dev
	$(BIN)/python -m benchmarks.scale --sales $(SALES) --directory $(SHOPS)

# The shop sells while everything around it fails; its books are checked afterwards. docs/reliability.md says how to read it.
CHAOS ?= --seconds 60 --faults 14
chaos: $(VENV)/.dev
	$(BIN)/python -m benchmarks.chaos $(CHAOS)

# A worker asked for four times what it can do; REQUESTS=1000000 compares its memory after so many as well.
REQUESTS ?= 0
overload: $(VENV)/.dev
	$(BIN)/python -m benchmarks.overload --requests $(REQUESTS)

# From the OpenAPI document into docs/.
postman: $(VENV)/.dev
	$(BIN)/python -m postman

# Faults that the tests have to notice: docs/mutants.md. MUTANTS="--only refund" plants those of a word.
mutants: $(VENV)/.dev $(UI_TOOLS)
	$(BIN)/python -m tests.mutants $(MUTANTS)

# Pictures of every screen into shots/: wide and on a phone, light and dark.
shots: $(VENV)/.dev
	mkdir -p shots
	SHOTS=$(CURDIR)/shots $(BIN)/pytest -n 0 tests/browser/test_screens.py

# The web app into app/static/, after the types of its client.
ui: $(VENV)/.dev $(UI_TOOLS)
	$(BIN)/python -m frontend.openapi > $(VENV)/openapi.json
	cd frontend && ./with-node npm run --silent client -- ../$(VENV)/openapi.json
	cd frontend && ./with-node npm run --silent build

$(UI_TOOLS): frontend/package-lock.json | $(VENV)/bin/python
	cd frontend && ./with-node npm ci --ignore-scripts --silent
	@touch $@

# What the shop is made of, and under which licences: of the service in a venv of its own, and of the web app.
sbom: $(VENV)/.dev $(UI_TOOLS)
	$(PYTHON) -m venv --clear $(VENV)-sbom
	$(VENV)-sbom/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible -o sbom.json $(VENV)-sbom/bin/python
	cd frontend && ./with-node npm sbom --omit dev --sbom-format cyclonedx > ../sbom-web.json
	$(BIN)/pip-licenses --python $(VENV)-sbom/bin/python --from=mixed --order=license --output-file licences.txt
	rm -rf $(VENV)-sbom

# Exact versions with hashes for every platform and Python we support.
lock:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/pip install --quiet uv
	$(VENV)-lock/bin/uv pip compile pyproject.toml --group build --universal --generate-hashes \
		--no-header --quiet --upgrade -o requirements.lock
	$(VENV)-lock/bin/uv pip compile pyproject.toml --group build --group dev --universal --generate-hashes \
		--no-header --quiet --upgrade -c requirements.lock -o requirements-dev.lock
	$(VENV)-lock/bin/uv pip compile $(PEER_REQUIREMENTS).in --python-version 3.11 --universal --generate-hashes \
		--no-header --quiet --upgrade -o $(PEER_REQUIREMENTS).txt
	rm -rf $(VENV)-lock

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Sweet Shop needs Python 3.11 or newer: try make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)-peer/.installed: $(PEER_REQUIREMENTS).txt
	$(PYTHON) -m venv $(VENV)-peer
	$(VENV)-peer/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# Secrets are drawn once, on this machine, and never committed.
.env: | $(VENV)/.run
	@umask 077; token() { $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(int("'$$1'")))'; }; \
		sed -e "s|^SECRET_KEY=.*|SECRET_KEY=$$(token 48)|" \
		    -e "s|^ADMIN_PASSWORD=.*|ADMIN_PASSWORD=$$(token 15)|" \
		    -e "s|^DEMO_PASSWORD=.*|DEMO_PASSWORD=$$(token 9)|" .env.example > .env
