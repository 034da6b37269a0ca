# make run   set up and start everything        make test   set up and run every test
# The work is done by the scripts in deploy/; each does nothing when there is nothing to do.
.PHONY: run test check corpus bench setup build format pins clean

run:
	@deploy/run.sh

test:
	@deploy/test.sh $(ARGS)

check:
	@deploy/check.sh

corpus:
	@deploy/corpus.sh $(ARGS)

bench:
	@deploy/bench.sh

setup:
	@deploy/setup.sh

build: setup
	@deploy/build.sh

format:
	@deploy/setup.sh test
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format .

pins:
	@python3.11 deploy/pin.py

# What make made. Your data in .data stays.
clean:
	rm -rf .venv .web .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
