# One environment, made when it is missing or older than what it is made from.
# lab, test, demo, bench and lint can each be the first command on a fresh machine.

PYTHON ?= $(firstword $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p; done) python3)
BIN := .venv/bin
READY := .venv/.ready
STUDENTS ?= 12
SEED ?= 1
ASSIGNMENT ?= sources
# One more than cores: browser tests wait half their time, and have one of these to themselves.
WORKERS ?= 3

.PHONY: help lab test demo bench lint lock clean
.DEFAULT_GOAL := help

help:
	@echo "make lab     set up and open the course in JupyterLab"
	@echo "make test    set up and run every test"
	@echo "make demo    release, hand in, grade and report a simulated class of $(STUDENTS)"
	@echo "make bench   measure speed against a peer in the same run"
	@echo "make lint    check style and formatting"
	@echo "make lock    resolve requirements.lock anew"

lab: $(READY)
	@echo "==> Opening the course in JupyterLab. Control-C stops it."
	$(BIN)/casebook lab

test: $(READY)
	@echo "==> Running the tests, $(WORKERS) at a time. A skipped test says what it is missing."
	$(BIN)/pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder

demo: $(READY)
	@echo "==> Grading a simulated class of $(STUDENTS) students on $(ASSIGNMENT), seed $(SEED)."
	$(BIN)/casebook demo --assignment $(ASSIGNMENT) --students $(STUDENTS) --seed $(SEED)

bench: $(READY)
	$(BIN)/python -m tests.bench

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Casebook needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>/dev/null || echo not there)." >&2; \
		echo "Install a newer Python, or name one:  make $(firstword $(MAKECMDGOALS)) PYTHON=python3.12" >&2; \
		exit 1; }
	@echo "==> Setting up .venv with $$($(PYTHON) -V) from requirements.lock. This takes a minute."
	@$(PYTHON) -m venv --clear .venv || { \
		echo "Python's venv is missing. On Debian: apt install python3-venv" >&2; exit 1; }
	@# uv, at the lock's version, installs in seconds what takes pip minutes; where it cannot, pip does.
	@awk '/^[^ \#]/ {uv = /^uv==/} uv' requirements.lock > .venv/uv.lock
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement .venv/uv.lock || true
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirements requirements.lock || \
		$(BIN)/python -m pip install --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
	@echo "==> .venv is ready."

lock: $(READY)
	$(BIN)/uv pip compile pyproject.toml --extra dev --generate-hashes --universal --python-version 3.11 \
		--no-emit-index-url --custom-compile-command "make lock" --output-file requirements.lock

clean:
	rm -rf .venv screenshots demo .pytest_cache .ruff_cache .hypothesis
