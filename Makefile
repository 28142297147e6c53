PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= demo
MONTH ?= 2023-08
MINUTES ?= 10

.PHONY: run test test-fast lint bench fuzz faults crash plans clean

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

run: $(VENV)/.ready
	test -f $(DEMO)/nongsan.toml || $(BIN)/nongsan demo $(DEMO)
	$(BIN)/nongsan run --config $(DEMO)/nongsan.toml --month $(MONTH)

test: lint
	$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder --durations=15

# the inner loop: what runs no dbt, no Prefect and no server, and nothing that takes many seconds
test-fast: lint
	$(BIN)/python -m pytest tests/unit tests/grids -m "not builds and not slow" -n 2 --dist worksteal

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/.ready
	for one in tests/bench/bench_*.py; do $(BIN)/python -m tests.bench.$$(basename $$one .py) || exit 1; done

# every property test, thirty times as many examples a round, drawn anew, until the time is up: make fuzz MINUTES=60
fuzz: $(VENV)/.ready
	$(BIN)/python -m tests.bench.fuzz --minutes $(MINUTES)

faults: $(VENV)/.ready
	$(BIN)/python -m tests.faults.table > docs/fault_table.md

plans: $(VENV)/.ready
	$(BIN)/python -m tests.bench.linking_year > docs/linking_year.md

crash: $(VENV)/.ready
	$(BIN)/python -m tests.crash.table > docs/crash_table.md

clean:
	rm -rf $(VENV) $(DEMO)
