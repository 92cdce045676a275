# Everything on a machine that has only Python 3.11 and make; with uv the same is `uv run …`.
# Windows: `uv run kaohe serve --demo --local` and `uv run pytest` do what `make run` and `make test` do.

PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
RUN := $(UV) run --locked
# Else the first start compiles for seconds.
export UV_COMPILE_BYTECODE := 1

.PHONY: run test test-random check format bench demo fuzz screenshots wheelhouse sbom audit test-duckdb-2 clean

run: $(UV)
	$(RUN) kaohe serve --demo --local

# How many at once is said in tests/conftest.py.
test: $(UV)
	$(RUN) pytest --numprocesses auto --maxprocesses 4 --dist worksteal

# The tests that draw their examples, with many more of them than `make test`; SEED=… repeats a run.
SEED ?= $(shell date +%s)
test-random: export KAOHE_RANDOM := $(SEED)
test-random: $(UV)
	@echo "random run: repeat it with make test-random SEED=$(SEED)"
	$(RUN) pytest --numprocesses auto --maxprocesses 4 --dist worksteal -m "hypothesis or seeded" --hypothesis-seed=$(SEED)

check: $(UV)
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	$(RUN) lint-imports
	$(RUN) python -m deploy.audit

format: $(UV)
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

# Everything for a machine without a network, and what the product is made of.
wheelhouse: $(UV)
	$(RUN) python -m deploy.wheelhouse

sbom: $(UV)
	$(RUN) python -m deploy.bill_of_materials

# Fails on a known vulnerability; says so where no database of them can be reached.
audit: $(UV)
	$(RUN) python -m deploy.audit

bench: $(UV)
	$(RUN) python -m tests.bench

fuzz: $(UV)
	$(RUN) python -m tests.warehouse.reading.fuzz --minutes 30

screenshots: $(UV)
	$(RUN) python -m tests.screenshots

demo: $(UV)
	$(RUN) python -m tests.demo_year

test-duckdb-2: $(UV)
	$(UV) run --locked --isolated --with "duckdb==2.0.0" pytest tests/warehouse tests/scoring

.tools/bin/uv:
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"

clean:
	rm -rf .venv .tools .mypy_cache .ruff_cache .hypothesis
