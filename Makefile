# `python3 dev.py` does the work, so that nobody needs make.
PYTHON ?= python3
VENV ?= .venv

.PHONY: check test ci docs lint bench clean

check: ## Check SRC; the example monorepo if it is not given.
	$(PYTHON) dev.py check $(SRC)

test: ## Run the tests.
	$(PYTHON) dev.py test

ci: ## Everything that must pass before a merge.
	.ci/run

docs: ## Write docs/rules anew.
	$(PYTHON) dev.py install dev
	$(VENV)/bin/python -m cloudact_lint.docs_pages

lint: ## Style and types.
	$(PYTHON) dev.py install dev
	$(VENV)/bin/python -m ruff check
	$(VENV)/bin/python -m mypy

bench: ## Compare with other tools on SRC.
	$(PYTHON) dev.py install dev
	$(VENV)/bin/python benchmarks/compare.py $(SRC)

clean:
	rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache
