# Two commands: `make run` serves the page, `make test` runs everything. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What llama.cpp is built with besides the user's own flags. GCC 12's AMX code ends the process at the
# first decode (docs/decisions.md, "AMX kernels stay off"), so where -march=native would bring AMX and
# the compiler is GCC, it is built without; repacked weights and AVX-512 stay.
COMPILER = $(if $(filter default,$(origin CXX)),c++,$(CXX))
NO_AMX = $(shell $(COMPILER) -march=native -dM -E -x c++ /dev/null 2>/dev/null \
	| awk '/__AMX_INT8__/ {amx = 1} /__clang__/ {clang = 1} \
		END {if (amx && !clang) print "-mno-amx-tile -mno-amx-int8 -mno-amx-bf16"}')
# Without llamafile's kernels a token's logits are the same to the last bit however it is batched, so
# that an answer does not depend on who else is being answered (docs/decisions.md).
SAME_BITS := -DGGML_LLAMAFILE=OFF
LLAMA_FLAGS = CMAKE_ARGS="$(strip $(CMAKE_ARGS) $(SAME_BITS))" \
	CFLAGS="$(strip $(CFLAGS) $(NO_AMX))" CXXFLAGS="$(strip $(CXXFLAGS) $(NO_AMX))"
IS_OURS := import llama_cpp, sys; sys.exit(b"LLAMAFILE = 1" in llama_cpp.llama_print_system_info())
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
	$(LLAMA_FLAGS) $(BIN)/python -m pip install --disable-pip-version-check --editable .
	@$(BIN)/python -c '$(IS_OURS)' \
		|| { echo "pip had llama.cpp from a build with other flags: it is built again."; \
		$(LLAMA_FLAGS) $(BIN)/python -m pip install --disable-pip-version-check --no-cache-dir \
		--force-reinstall --no-deps "$$($(BIN)/python -m pip freeze | grep -i ^llama.cpp.python=)"; }
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
