# Each target sets up what it needs; once that is done a further call starts at once and needs no network.
.PHONY: chat test types eval lock clean setup

chat: setup    ## the chat in the browser; ARGS="--port 8000" and so on
	@.venv/bin/dossier chat $(ARGS)

test: setup    ## what has to pass before a change is shared
	@.ci/browser
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	@$(MAKE) --no-print-directory --keep-going --jobs 2 types eval
	.venv/bin/pytest --cov --numprocesses auto --dist worksteal

types: setup
	.venv/bin/mypy

SUITES = seeds tidewater
eval: $(SUITES:%=eval-%)    ## how right it is: the bundled suites without a model, none of their figures below its baseline

eval-%: setup
	@DOSSIER_MODEL=none .venv/bin/dossier eval run eval/suites/$* --gate eval/suites/$*/baseline.json

lock:          ## requirements.lock anew from pyproject.toml; ARGS=--upgrade takes the newest versions
	python3 -m venv .venv/lock
	.venv/lock/bin/pip install --quiet --disable-pip-version-check uv
	.venv/lock/bin/uv pip compile --quiet --group dev --all-extras --output-file requirements.lock $(ARGS) pyproject.toml

clean:         ## everything that the other targets made; libraries are left alone
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.* htmlcov build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@.ci/setup
