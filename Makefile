# Callsight: `make demo` and `make test` are all that a fresh machine with Python 3.11 needs.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
export MLRUN_IGNORE_ENV_FILE := true

.DEFAULT_GOAL := help
.PHONY: help install demo test lint format bench evaluate readme screenshots notebooks clean

help: ## Show this help
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(INSTALLED) ## Create .venv and install Callsight from pinned constraints

$(INSTALLED): pyproject.toml .ci/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
	  || { echo "Python 3.11 is needed: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 2; }
	@echo "Installing into $(VENV) (a few minutes the first time) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --constraint .ci/constraints.txt --editable '.[dev]'
	@touch $@

demo: $(INSTALLED) ## Run the whole workflow over the bundled sample calls
	@$(BIN)/callsight run samples --profile demo --output callsight-data

test: $(INSTALLED) ## Run all tests (database tests run where a service answers on loopback)
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4

lint: $(INSTALLED) ## Check style, formatting and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(INSTALLED) ## Format the code
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

evaluate: $(INSTALLED) ## Score the demo profile on fresh synthesized calls
	@$(BIN)/python -m callsight.evaluate

bench: $(INSTALLED) ## Run the benchmarks side by side
	@for file in tests/benchmarks/[a-z]*.py; do \
	  $(BIN)/python -m tests.benchmarks.$$(basename $$file .py) || exit 1; done

readme: $(INSTALLED) ## Make the generated parts of the README anew
	@$(BIN)/python -m callsight.cli.readme README.md

screenshots: demo ## Take the README's pictures anew (needs Chromium)
	@$(BIN)/python -m tests.report.readme_pictures callsight-data notebooks/images

notebooks: $(INSTALLED) ## Execute the notebooks in place
	@$(BIN)/python notebooks/execute.py

clean: ## Remove the environment and the demo's data
	@rm -rf $(VENV) callsight-data
