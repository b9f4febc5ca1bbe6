# Everything here works on a fresh clone with Python 3.11+ and make.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo test test-pythons lint format bench bench-platform torture bundle wheel docs clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 26

.venv/base: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --requirement requirements/base.txt
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

.venv/dev: .venv/base requirements/dev.txt
	$(BIN)/python -m pip install --quiet --requirement requirements/dev.txt
	@touch $@

demo: .venv/base ## Create, list, check and revoke enrollment tokens on the embedded platform
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh demo.sh

test: lint ## Run lint, types, all tests and the conformance kit
	$(BIN)/python -m pytest --numprocesses=$(WORKERS) --cov --cov-report=

test-pythons: .venv/dev ## Run the tests on the other Python versions of this machine
	$(BIN)/python tools/test_pythons.py

lint: .venv/dev ## Check style, types and generated files
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	PYTHONPATH=tools $(BIN)/python -m apigen --check

format: .venv/dev ## Put the code into its form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: .venv/dev ## Measure start-up and lists beside a bare interpreter
	$(BIN)/python tools/clean_venv.py build/bench
	$(BIN)/python benchmarks/start_up.py build/bench/bin
	$(BIN)/python benchmarks/listing.py build/bench/bin

bench-platform: .venv/dev ## Measure the platform beside a server that does nothing
	$(BIN)/python benchmarks/served_platform.py

torture: .venv/dev ## Run what takes long: kills, fuzzing, generated templates
	$(BIN)/python -m pytest -m torture --numprocesses=$(WORKERS)

wheel: .venv/dev ## Build the wheel and the source distribution
	$(BIN)/python -m build --outdir dist

bundle: .venv/dev ## Build dist/ecctl.pyz, one file that needs only a Python
	$(BIN)/python tools/bundle.py dist/ecctl.pyz

docs: .venv/dev ## Write the reference pages of all commands
	$(BIN)/ecctl generate docs --location docs/commands

clean: ## Remove what was built
	rm -rf .venv build dist .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis
