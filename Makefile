# Two commands: `make run` serves the page, `make test` runs everything. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Where `make run` and `make test` find the weights and the library: see bot/settings.py.

.PHONY: run test check setup models clean

run: $(VENV)/.installed
	$(BIN)/paperbot serve --fetch-models --starter samples/hf-papers-page.txt

test: check models
	$(BIN)/python -m pytest

# The quick half of `make test`: style and types.
check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

setup: $(VENV)/.installed

models: $(VENV)/.installed
	$(BIN)/paperbot models fetch

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' \
		|| { echo "paperbot needs Python 3.10 or newer; set PYTHON=/path/to/python3"; exit 1; }
	@command -v c++ >/dev/null \
		|| { echo "paperbot builds llama.cpp and needs a C++ compiler (Debian: build-essential)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@echo "Installing. The first time, llama.cpp is built from source: about five minutes on two cores."
	$(BIN)/python -m pip install --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
