# Every target works on a fresh clone with Python 3.11+ and make.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help clean demo demo-cluster
.PHONY: etcd shells browser lintian
.PHONY: test test-pythons lint actionlint format torture
.PHONY: generate docs pages pictures docs-site screenshots bench-console requirements
.PHONY: bench bench-bulk bench-library bench-report bench-etcd bench-platform
.PHONY: bundle wheel release deb try-install

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 26

.venv/base: pyproject.toml requirements/base.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements/base.txt
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

.venv/dev: .venv/base requirements/dev.txt
	$(BIN)/python -m pip install --quiet --requirement requirements/dev.txt
	@touch $@

.venv/recipes: .venv/dev requirements/recipes.txt
	$(BIN)/python -m pip install --quiet --requirement requirements/recipes.txt
	@touch $@

demo: .venv/base ## Create, list, inspect and revoke enrollment tokens on the embedded platform
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh demo.sh

demo-cluster: .venv/dev etcd ## Create tokens on three etcd members and two servers while some are killed
	@PATH="$(CURDIR)/$(BIN):$$PATH" deploy/cluster.sh demo

shells: # Install zsh and fish, if possible; tests of completion in them are skipped without them
	@command -v zsh >/dev/null && command -v fish >/dev/null || \
		{ apt-get update -q && apt-get install -qy zsh fish; } >/dev/null 2>&1 || \
		echo "zsh or fish is not installed: their tests are skipped"

etcd: # Install etcd from Debian's packages, if possible; tests that need it are skipped without it
	@command -v etcd >/dev/null && command -v etcdctl >/dev/null || \
		{ apt-get update -q && apt-get install -qy etcd-server etcd-client; } >/dev/null || \
		echo "etcd is not installed: its tests are skipped"

browser: # Install Chromium from Debian's packages, if possible; tests that need it are skipped without it
	@command -v chromium >/dev/null || { apt-get update -q && apt-get install -qy chromium; } >/dev/null || \
		echo "chromium is not installed: the tests of the console are skipped"

test: lint etcd shells browser .venv/recipes ## Run lint, type checks, all tests and the recorded cases of the original
	$(BIN)/python -m pytest --numprocesses=$(WORKERS) --cov --cov-report=

test-pythons: .venv/dev ## Run the tests on the other Python versions of this machine
	$(BIN)/python tools/test_pythons.py

lint: .venv/dev .venv/recipes actionlint ## Check style, types, prose, spelling, workflows and generated files
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	PYTHONPATH=tools $(BIN)/python -m apigen --check
	$(BIN)/python tools/prose.py
	$(BIN)/codespell
	$(BIN)/zizmor --offline --quiet .github

build/bin/actionlint:
	GOBIN="$(CURDIR)/build/bin" go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.7

actionlint: $(if $(shell command -v go),build/bin/actionlint) # Check the workflows, if Go is installed
	@if [ -x build/bin/actionlint ]; then build/bin/actionlint; else echo "Go is not installed: actionlint is skipped"; fi

format: .venv/dev ## Format the code and fix what ruff can fix
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

generate: .venv/dev ## Regenerate the code in the _generated folders from api/
	PYTHONPATH=tools $(BIN)/python -m apigen

docs: pages docs-site ## Regenerate the reference pages, and build the site

pages: .venv/dev ## Regenerate the reference pages and the tutorial
	$(BIN)/ecctl generate docs --location docs/commands
	$(BIN)/python tools/apidoc.py
	$(BIN)/python tools/settingsdoc.py
	$(BIN)/python tools/tutorial.py

pictures: .venv/dev ## Draw the pictures of the documentation; the terminal session is a real run
	$(BIN)/python tools/pictures.py

build/docs/installed: requirements/docs.txt
	$(PYTHON) -m venv build/docs
	build/docs/bin/python -m pip install --quiet --requirement requirements/docs.txt
	@touch $@

screenshots: .venv/dev browser ## Take the screenshots of the console in docs/images/console
	$(BIN)/python tools/screenshots.py

docs-site: build/docs/installed ## Build the documentation site into build/site, and check its links
	build/docs/bin/python tools/site.py

bench: .venv/dev ## Measure start-up and large lists against a bare interpreter
	$(BIN)/python tools/clean_venv.py build/bench
	$(BIN)/python benchmarks/start_up.py build/bench/bin
	$(BIN)/python benchmarks/listing.py build/bench/bin

bench-report: .venv/dev ## Measure everything, and write docs/performance.md (ECCTL=, BAO= to compare, ONLY= a section)
	$(BIN)/python tools/clean_venv.py build/bench
	$(BIN)/python benchmarks/report.py build/bench/bin $(ECCTL:%=--ecctl %) $(BAO:%=--openbao %) $(ONLY:%=--only %)

bench-platform: .venv/dev ## Measure the platform against a server that does nothing
	$(BIN)/python benchmarks/served_platform.py

bench-bulk: .venv/dev ## Measure create --count against what the library reaches alone
	$(BIN)/python benchmarks/bulk.py

bench-library: .venv/recipes ## Measure the library's calls, and how long editors wait for help
	$(BIN)/python benchmarks/library.py
	$(BIN)/python benchmarks/editors.py

bench-console: .venv/dev browser ## Measure the first view of the console with 10,000 tokens
	$(BIN)/python benchmarks/console.py

bench-etcd: .venv/dev etcd ## Measure the platform on three members of etcd against SQLite
	$(BIN)/python benchmarks/etcd_platform.py

torture: .venv/dev ## Run the long tests: kills, fuzzing, generated templates
	$(BIN)/python -m pytest -m torture --hypothesis-profile=default --numprocesses=$(WORKERS)

wheel: .venv/dev ## Build the wheel and the source distribution
	$(BIN)/python -m build --outdir dist

bundle: .venv/base ## Build dist/ecctl.pyz, a single file that needs only Python
	$(BIN)/python tools/bundle.py dist/ecctl.pyz

release: .venv/dev ## Build the files of a release: make release VERSION=1.15.0
	$(BIN)/python tools/release.py "$(VERSION)" dist/release

deb: .venv/base ## Build dist/ecctl_VERSION_all.deb, and check it with lintian if that is installed
	$(BIN)/python tools/deb.py dist

lintian: # Install lintian, if possible: without it the Debian package is built unchecked
	@command -v lintian >/dev/null || { apt-get update -q && apt-get install -qy lintian; } >/dev/null || \
		echo "lintian is not installed: the Debian package is not checked"

try-install: .venv/base ## Install with pip, pipx, uv, dpkg and as a single file, each into a clean place
	$(BIN)/python tools/try_install.py $(WAYS)

requirements: ## Pin the newest versions of all requirements (needs uv)
	$(PYTHON) tools/requirements.py

clean: ## Remove everything that was built
	rm -rf .venv build dist .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis
