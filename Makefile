# The two commands of the README, each enough on a fresh machine:
#   make demo    set up, then reconstruct a small simulated antibody
#   make test    set up with the test tools, then check everything
PYTHON ?= python3
JOBS ?= 2
ARITHMETIC ?= default avx2 native

VENV := .venv
IN := $(VENV)/bin/python -m
INSTALL := $(IN) pip install --disable-pip-version-check --constraint constraints.txt --editable
# One thread a process, or the threads fight for the cores.
PYTEST := OMP_NUM_THREADS=1 $(IN) pytest -n $(JOBS) --dist worksteal
STAMP := $(VENV)/.installed
TEST_STAMP := $(VENV)/.installed-with-test

.DEFAULT_GOAL := help
.PHONY: help install demo test test-long check test-arithmetic site clean

help:
	@echo "make demo     install into .venv, then reconstruct a small simulated antibody (minutes)"
	@echo "make test     install into .venv with the test tools, then check format, lint, types, imports, behaviour"
	@echo "make install  install into .venv only"
	@echo "make check    what make test checks, without installing"
	@echo "make test-long  whole runs: several processes, another device, every command of the README, other programs"
	@echo "make test-arithmetic  the tests of numbers, in the arithmetic of other processors (ARITHMETIC=\"$(ARITHMETIC)\")"
	@echo "make site     the documentation as a site, in site/"
	@echo "make clean    remove .venv, caches and build output; runs stay"

install: $(STAMP)

demo: $(STAMP)
	$(VENV)/bin/cryofire demo

test: $(TEST_STAMP)
	@$(MAKE) --no-print-directory check

check:
	@test -x $(VENV)/bin/ruff || { echo "The test tools are not installed: run 'make test' first." >&2; exit 1; }
	$(IN) ruff format --check .
	$(IN) ruff check .
	$(IN) mypy
	$(VENV)/bin/lint-imports
	$(PYTEST) -m "not long"

# Whole runs of ten seconds and more, which would double the time of make test.
test-long: $(TEST_STAMP)
	$(PYTEST) -m long

# Sums run in another order on another processor: without vectors (in MKL's products too), with those of AVX2, with the machine's own.
test-arithmetic: $(TEST_STAMP)
	@for kind in $(ARITHMETIC); do \
		echo "Tests of numbers in $$kind arithmetic"; \
		case $$kind in \
			native) $(PYTEST) -m numerical ;; \
			default) MKL_CBWR=COMPATIBLE ATEN_CPU_CAPABILITY=default $(PYTEST) -m numerical ;; \
			*) ATEN_CPU_CAPABILITY=$$kind $(PYTEST) -m numerical ;; \
		esac || exit 1; \
	done

# The stamps say what is installed; a second call installs nothing until a requirement changes.
$(STAMP): pyproject.toml constraints.txt | $(VENV)/bin/python
	$(INSTALL) .
	@touch $@

$(TEST_STAMP): pyproject.toml constraints.txt | $(VENV)/bin/python
	$(INSTALL) ".[test]"
	@touch $(STAMP) $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "CryoFIRE needs Python 3.11 or newer, and '$(PYTHON)' is not." >&2; \
		echo "  hint: name another one, as in: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; \
		exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
		rm -rf $(VENV); \
		echo "'$(PYTHON) -m venv' failed." >&2; \
		echo "  hint: on Debian and Ubuntu, install the package python3-venv" >&2; \
		exit 1; }
	@echo "Installing into $(VENV). PyTorch is large: the first time takes a few minutes."

site: $(TEST_STAMP)
	$(IN) mkdocs build --strict

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache src/*.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
