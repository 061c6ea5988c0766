# callassist: everything that a person or a machine does here, by name.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
PARTS :=
# Where a machine tells Python to keep no compiled files, each of the hundreds of processes that the tests
# start, and each that `make run` starts, would compile all its libraries anew: seconds every time.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup run test lint bench bench-engine proof fuzz lock clean

help: ## what can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## make .venv with the locked dependencies

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "callassist needs Python 3.11 or newer")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@if command -v uv >/dev/null 2>&1; then \
	  uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock && \
	  uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $(STAMP)

run: setup ## start callassist with made-up families and a rehearsal telephone network
	@$(BIN)/callassist run --demo

test: setup ## all tests, in a real browser and on PostgreSQL too
	@$(PYTHON) tests/machine.py
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(PARTS)

lint: setup ## style, types, imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: setup ## speed, in ratios to a floor taken in the same run
	@$(BIN)/python -m tests.bench

bench-engine: setup ## our engine beside ODK's own on the same scripts and answers (needs Node 20)
	@cd tests/bench/peer && npm ci --silent --no-audit --no-fund
	@$(BIN)/python -m tests.bench.beside

proof: setup ## one line for each promise of the README
	@$(PYTHON) tests/machine.py
	@$(BIN)/python -m tests.proof

fuzz: setup ## feed every reader odd content, a minute each; steered by coverage where atheris can be had
	@uv pip install --quiet --python $(BIN)/python atheris==3.0.0 2>/dev/null || \
	  $(BIN)/python -m pip install --quiet atheris==3.0.0 2>/dev/null || true
	@$(BIN)/python -m tests.fuzz

lock: ## lock the dependencies anew, with hashes and without addresses (needs uv)
	@uv pip compile --quiet --generate-hashes --universal --extra dev --no-header pyproject.toml -o requirements.lock

clean: ## away with what can be made again
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache var
