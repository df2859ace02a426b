# Every target sets up what it needs: a virtual environment in .venv with the packages of requirements/, whose hashes are checked.
PYTHON ?= python3.11
BIN := .venv/bin
PIP_INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check
# this checkout, after the packages of requirements/: it has no hash
INSTALL_OURS := $(PIP_INSTALL) --no-deps --no-build-isolation --editable .

LOCK := .venv/of_tools/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-annotate \
	--custom-compile-command 'make lock'

.PHONY: audit demo docs pictures test fuzz thorough conform bench bench-quick bench-store bench-pages bench-saving bench-scale chromium clean java lock mutants sbom soak

demo: .venv/runtime
	@$(BIN)/attio-harness check fixtures/events -m fixtures/mappings/demo.json -w fixtures/workspaces/demo.yaml; \
	status=$$?; test $$status -le 1

# Each of the three workers starts with a third of the tests, so what a folder shares (a browser, an installation) is mostly made once;
# at the end, a worker takes tests from the others. One worker more than processors, as a fourth of the work is waiting for other programs:
# 325 s instead of 358. The empty variables keep the compiled tests: in a fresh clone they are compiled once, while mypy leaves a
# processor free, and not by each worker (9 of the 17 s that it takes to find them).
test: .venv/dev .venv/oracle .venv/clients .venv/sdks .venv/browser .venv/editor .venv/spark chromium java
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@test -d tests/__pycache__ || PYTHONDONTWRITEBYTECODE= $(BIN)/pytest --collect-only --quiet >/dev/null & $(BIN)/mypy; status=$$?; wait; exit $$status
	$(BIN)/lint-imports
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n 3 --dist worksteal

# The documentation site, in site/; site/index.html opens without a server. `make test` builds it too.
docs: .venv/dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet
	@echo "site/index.html is the first page"

# The pictures on its pages, taken of the running programs; needs Chromium. Look at them afterwards.
pictures: .venv/dev .venv/browser chromium
	PYTHONPATH=. $(BIN)/python docs/_hooks/pictures.py

# The tests with random cases, with about forty times as many as in `make test`, and other ones in every run; the emulator gets
# 1,000 requests per operation and 1,000 sequences. Takes more than an hour.
thorough: .venv/dev
	@test -n "$$ATTIO_OPENAPI" || { echo "ATTIO_OPENAPI must name Attio's OpenAPI document" >&2; exit 2; }
	THOROUGH=1 $(BIN)/pytest -n 2 $$(grep -rl --include='test_*.py' 'from tests.examples' tests)

# Coverage-guided fuzzing of everything that reads foreign input, SECONDS_OF_FUZZING in total. Findings and new inputs are in .fuzz.
SECONDS_OF_FUZZING ?= 600
fuzz: .venv/fuzz
	$(BIN)/python -m fuzz.campaign $(SECONDS_OF_FUZZING)

.venv/fuzz: .venv/dev requirements/fuzz.txt
	$(PIP_INSTALL) --require-hashes --requirement requirements/fuzz.txt
	@touch $@

# Ten minutes of load on a local Segment with faults, kills and full disks; twenty with the restarts. `make test` runs a short form.
soak: .venv/dev
	@$(BIN)/python -m tests.soak.soak --seconds 600 --rounds 5 --kills 100 --full 10

# Mutation testing of value types, filters and matching; takes more than an hour. Prints the survivors.
mutants: .venv/dev requirements/mutants.txt
	$(PIP_INSTALL) --require-hashes --requirement requirements/mutants.txt
	@$(BIN)/python tools/mutants.py

# Compares Segment's packages with this engine on 100,000 generated cases; takes some minutes.
conform: .venv/runtime .venv/oracle
	$(BIN)/attio-harness conform --live --cases 100000 --seed 1

# Benchmarks against Segment's engine, moto and Prism: writes benchmarks/report.md and the ratios that bench-quick compares with. Takes
# a quarter of an hour on an idle machine. `ROWS=engine` runs one group and prints it. The load generator is Debian's wrk.
# The empty variable keeps our compiled modules, as pip compiled those of the peers.
bench: .venv/runtime .venv/oracle .venv/peers .venv/prism
	@command -v wrk >/dev/null || echo "wrk is not installed (apt-get install wrk): rows over HTTP will not be measured"
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python benchmarks/bench.py $(ROWS)

# Compares speed with the ratios committed for this processor; takes two minutes. Fails if a ratio lost more than a fifth.
bench-quick: .venv/runtime .venv/oracle
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python benchmarks/quick.py

# The peers of `make bench`: moto in its own environment, Prism beside its OpenAPI document.
.venv/peers: .venv/python requirements/peers.txt
	$(PYTHON) -m venv .venv/of_peers
	.venv/of_peers/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/peers.txt
	@touch $@

.venv/prism: benchmarks/peers/prism/package.json
	@if command -v npm >/dev/null; then (cd benchmarks/peers/prism && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error); \
	else echo "node is not installed: rows beside Prism will not be measured"; fi
	@touch $@

# The cost of emulator calls with 1,000 and with 20,000 records; OTHER=path compares with another checkout.
bench-store: .venv/runtime
	@$(BIN)/python benchmarks/store.py $(OTHER)

# The pages in a browser: first paint with 100,000 records, pauses under 1,000 requests a second, time from a key to a result.
bench-pages: .venv/dev .venv/browser chromium
	@PYTHONPATH=. $(BIN)/python benchmarks/pages.py

# Makes requirements/*.txt from pyproject.toml and requirements/*.in. Pins that still fit stay; `make lock UPGRADE=--upgrade` takes
# the newest releases, `UPGRADE="--upgrade-package httpx"` those of one package.
lock: .venv/tools
	$(LOCK) $(UPGRADE) pyproject.toml requirements/build.in --extra dev --output-file requirements/dev.txt >/dev/null
	$(LOCK) --constraint requirements/dev.txt pyproject.toml requirements/build.in --output-file requirements/runtime.txt >/dev/null
	$(LOCK) --constraint requirements/dev.txt pyproject.toml requirements/build.in --extra generate --extra hcl --extra sql \
	  --output-file requirements/image.txt >/dev/null
	$(LOCK) $(UPGRADE) --constraint requirements/dev.txt requirements/mutants.in --output-file requirements/mutants.txt >/dev/null
	$(LOCK) $(UPGRADE) --constraint requirements/dev.txt pyproject.toml --extra spark --output-file requirements/spark.txt >/dev/null
	$(LOCK) $(UPGRADE) requirements/peers.in --output-file requirements/peers.txt >/dev/null
	$(LOCK) $(UPGRADE) requirements/tools.in --output-file requirements/tools.txt >/dev/null

# Known vulnerabilities of the pinned packages; says so if the advisories cannot be reached.
audit: .venv/tools
	@.venv/of_tools/bin/python tools/audit.py requirements/dev.txt

# The packages of a user's installation, with hashes, as CycloneDX: dist/sbom.json.
sbom: .venv/dev
	@mkdir -p dist
	@$(BIN)/cyclonedx-py requirements requirements/runtime.txt --pyproject pyproject.toml --mc-type library \
	  --output-reproducible --output-file dist/sbom.json

# How much saving a state of 100,000 records slows requests, and how long a start after a kill takes; four minutes.
bench-saving: .venv/runtime
	@$(BIN)/python benchmarks/saving.py

# The tables of docs/scale.md: each half of `check`, then long files with one process and with all. The files have up to a million events;
# EVENTS="20000 200000" sets other numbers.
bench-scale: .venv/runtime
	@$(BIN)/python benchmarks/halves.py
	@$(BIN)/python benchmarks/scale.py $(EVENTS)

.venv/python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is needed; name another interpreter with PYTHON=..." >&2; exit 2; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/runtime: .venv/python pyproject.toml requirements/runtime.txt
	$(PIP_INSTALL) --require-hashes --requirement requirements/runtime.txt
	$(INSTALL_OURS)
	@touch $@

.venv/dev: .venv/python pyproject.toml requirements/dev.txt
	$(PIP_INSTALL) --require-hashes --requirement requirements/dev.txt
	$(INSTALL_OURS)
	@touch $@ .venv/runtime

# Tools that work on requirements/ and that no test uses, in their own environment.
.venv/tools: .venv/python requirements/tools.txt
	$(PYTHON) -m venv .venv/of_tools
	.venv/of_tools/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/tools.txt
	@touch $@

# Segment's published packages, which the tests run beside ours. Without node those tests are skipped.
.venv/oracle: tests/oracle/package.json
	@if command -v npm >/dev/null; then (cd tests/oracle && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error); \
	else echo "node is not installed: the tests against Segment's published packages will be skipped"; fi
	@mkdir -p .venv && touch $@

# A client of Attio's API in TypeScript, which the tests run against the emulator.
.venv/clients: tests/attio_emulator/clients/package.json
	@if command -v npm >/dev/null; then (cd tests/attio_emulator/clients && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error); \
	else echo "node is not installed: the session of attio-ts-sdk will be skipped"; fi
	@mkdir -p .venv && touch $@

# Segment's SDK for Node, which the tests point at a local Segment.
.venv/sdks: tests/attio_harness/local_segment/sdks/package.json
	@if command -v npm >/dev/null; then (cd tests/attio_harness/local_segment/sdks && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error); \
	else echo "node is not installed: the test of Segment's SDK for Node will be skipped"; fi
	@mkdir -p .venv && touch $@

# axe-core and Segment's analytics.js, which the browser tests load into pages.
.venv/browser: tests/browser/package.json
	@if command -v npm >/dev/null; then (cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error); \
	else echo "node is not installed: the browser tests will be skipped"; fi
	@mkdir -p .venv && touch $@

# CodeMirror and esbuild, from which the playground's editor is built.
.venv/editor: tools/editor/package.json
	@if command -v npm >/dev/null; then (cd tools/editor && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error); \
	else echo "node is not installed: the test that the playground's editor is what its script builds will be skipped"; fi
	@mkdir -p .venv && touch $@

# Apache Spark, which the tests of `check --engine spark` run locally; 500 MB.
.venv/spark: .venv/dev requirements/spark.txt
	$(PIP_INSTALL) --require-hashes --requirement requirements/spark.txt
	@touch $@

# Java for Spark, from Debian's packages if apt may install it.
java:
	@command -v java >/dev/null && exit 0; \
	if test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq \
	  && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends openjdk-17-jre-headless >/dev/null; \
	then :; else echo "Java is not installed, and apt-get may not install it: the tests on Spark will be skipped"; fi

# Chromium for the browser tests, from Debian's packages if apt may install it; CHROMIUM names another browser.
chromium:
	@for name in $${CHROMIUM:-chromium-headless-shell chromium chromium-browser google-chrome}; do command -v "$$name" >/dev/null && exit 0; done; \
	if test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq \
	  && for name in chromium-headless-shell chromium; do \
	    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$name fonts-liberation >/dev/null && break; done; \
	then :; else echo "Chromium is not installed, and apt-get may not install it: the browser tests will be skipped"; fi

clean:
	rm -rf .venv benchmarks/peers/prism/node_modules tests/oracle/node_modules tests/attio_emulator/clients/node_modules tests/attio_harness/local_segment/sdks/node_modules tests/browser/node_modules tools/editor/node_modules
