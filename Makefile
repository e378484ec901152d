# make report and make test are all a user needs; the others are for those who change the code.
.PHONY: help report test check pages office bench fuzz format lock
.DEFAULT_GOAL := help

# Without compiled modules every start would take longer; some machines forbid writing them.
export PYTHONDONTWRITEBYTECODE :=

help:
	@echo 'make report   bygger alla rapporter i content/ till output/'
	@echo 'make test     kör alla tester'
	@echo 'make check    kör bara granskningen av koden (ruff, mypy)'
	@echo 'make pages    ritar av alla sidor i output/ på kartblad i output/sidor/'
	@echo 'make office   öppnar arbetsböcker och Word-filer i LibreOffice'
	@echo 'make bench    mäter byggtiden mot WeasyPrint ensamt'
	@echo 'make fuzz     prövar 10 000 trasiga projekt (FUZZ="--seed 7 --count 100")'
	@echo 'make format   ordnar koden'
	@echo 'make lock     låser om versionerna efter pyproject.toml, och skriver sbom.cdx.json'

report:
	@.ci/setup report
# For editors only: what is wrong with a profile is told by the build.
	@.venv/bin/tertial schema >/dev/null 2>&1 || true
	.venv/bin/tertial build

test: check
	.venv/bin/pytest --numprocesses auto

check:
	@.ci/setup test
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy

pages:
	@.ci/setup test
	.venv/bin/python -m tests.pages

office:
	@.ci/setup test
	@command -v soffice >/dev/null || { echo 'Installera först: apt-get install libreoffice-calc-nogui libreoffice-writer-nogui poppler-utils'; exit 1; }
	.venv/bin/python -m tests.office

bench:
	@.ci/setup test
	.venv/bin/python -m tests.bench

fuzz:
	@.ci/setup test
	.venv/bin/python -m tests.robust $(FUZZ)

format:
	@.ci/setup test
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

# The addresses of this machine's package sources stay out of what is committed.
COMPILE = CUSTOM_COMPILE_COMMAND='make lock' .venv/bin/pip-compile --quiet --generate-hashes --allow-unsafe \
	--strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options --extra build
lock:
	@.ci/setup test
	$(COMPILE) --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra test --constraint requirements.lock --output-file requirements-test.lock pyproject.toml
	@.ci/setup test
	.venv/bin/python -m tests.sbom
