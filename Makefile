# make run   set up and start everything        make test   set up and run every test
# The work is done by scripts/; each does nothing when there is nothing to do.
.PHONY: run test test-postgres check corpus faults bench soak docs screenshots setup build release format examples pins hashes audit sbom
.PHONY: supply-chain image clean

run:
	@scripts/run.sh

test:
	@scripts/test.sh $(ARGS)

# What the database has a part in, on PostgreSQL: a server for each test process, which ends with it. CI runs those
# that are not slow: slow are media, models and fuzzing, in which the kind of the database makes no difference.
test-postgres:
	@TEST_DATABASE=postgresql scripts/test.sh tests/services tests/api tests/tasks tests/security tests/ui \
		tests/client tests/core/test_db.py -m "not server and not e2e" $(ARGS)

check:
	@scripts/check.sh

corpus:
	@scripts/corpus.sh $(ARGS)

# Kill, freeze and fill what an instance is made of, and keep what became of it in docs/guarantees.md.
faults:
	@FAULTS_TABLE=1 scripts/test.sh tests/faults -m "server or faults" -n 0 $(ARGS)

# Ratios against bare programs in one run each, kept in docs/benchmarks.md. ARGS="captions jobs" for some of them.
bench:
	@scripts/bench.sh $(ARGS)

# Half an hour of mixed work: memory, handles and threads stay flat. ARGS="--seconds 120" for a short one.
soak:
	@scripts/setup.sh test
	@PATH="$$PWD/.venv/bin:$$PATH" PYTHONPATH="$$PWD" .venv/bin/python bench/soak.py $(ARGS)

# The documentation as a site, in .docs/site.
docs:
	@scripts/docs.sh

# A picture of every page and state, at three widths and in both themes, in .docs/screenshots.
screenshots:
	@scripts/setup.sh test
	@scripts/build.sh
	@.venv/bin/python -m tests.support.page.screenshots $(ARGS)

setup:
	@scripts/setup.sh

build: setup
	@scripts/build.sh

# Format the code, and write the documents that are made from it.
format:
	@scripts/setup.sh test
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format .
	@set -e; for page in format_pages settings_page postman docs.job_type_pages release.newest_schema; do \
		.venv/bin/python -m scripts.$$page; done

# Real answers as the examples in /openapi.json; then the documents made from it.
examples:
	@scripts/setup.sh test
	@.venv/bin/python -m scripts.api_examples
	@.venv/bin/python -m scripts.postman

pins:
	@python3.11 scripts/dependencies/pin.py
	@python3.11 scripts/dependencies/lock.py

# Ask the registry for the hashes of what constraints.txt pins.
hashes:
	@python3 scripts/dependencies/lock.py

# What is known to be wrong with the packages that are pinned, as their registries tell.
audit:
	@scripts/dependencies/audit.sh

# The licences of all packages, and a bill of materials (CycloneDX) in .docs/sbom.json.
sbom:
	@scripts/setup.sh test
	@.venv/bin/python -m scripts.dependencies.sbom

# Everything that CI asks of the packages: locks and hashes, licences, bill of materials, audit.
supply-chain:
	@scripts/dependencies/supply_chain.sh

# A wheel with the page and the migrations in it, its source, a bill of materials and checksums, in dist; refused when
# version, changes and tag do not agree.
release:
	@scripts/setup.sh test
	@.venv/bin/python -m scripts.release.version
	@scripts/release/wheel.sh dist
	@.venv/bin/python -m scripts.dependencies.sbom
	@cp .docs/sbom.json dist/ && cd dist && sha256sum -- *.whl *.tar.gz sbom.json >SHA256SUMS && cat SHA256SUMS

# The image of deploy/Containerfile, built and started in roots of Debian below .image: for who has no container engine.
# Needs root and debootstrap. ARGS="--extras ''" for a small one.
image:
	@scripts/setup.sh test
	@.venv/bin/python -m scripts.release.image .image $(ARGS)

# What make made. Your data in .data stays.
clean:
	rm -rf .venv .web .docs .image .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
