# Every target sets the workbook up first, if that has not happened yet; scripts/workbook.py
# knows how. On Windows, which has no make, call that script directly (see README.md).
# Options: PORT=8890 for lab and app, ARGS="..." handed on to the program that is started.

# The first Python on this machine that is new enough, or else the first, which says so.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$name && break; done || echo python3)
WORKBOOK = @"$(PYTHON)" scripts/workbook.py
ARGS =
export PORT

.PHONY: help lab test app notebooks exercises bench pins setup maintain clean
.DEFAULT_GOAL := help

help: ## list what make can do
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

lab: ## open the workbook in JupyterLab, in your browser
	$(WORKBOOK) lab $(ARGS)

test: ## check everything: style, library, notebooks, browser
	$(WORKBOOK) test $(ARGS)

app: ## show the lessons as web pages, no code in sight
	$(WORKBOOK) app $(ARGS)

notebooks: ## run the notebooks and store their pictures and sentences
	$(WORKBOOK) run -m rupture_repair.cli notebooks $(ARGS)

exercises: ## write the exercises from the solutions
	$(WORKBOOK) run -m rupture_repair.cli exercises $(ARGS)

bench: ## measure how fast the explorer answers
	$(WORKBOOK) bench $(ARGS)

pins: ## write the pinned versions anew (ARGS=--upgrade for the newest)
	$(WORKBOOK) pins $(ARGS)

setup: ## set up and start nothing
	$(WORKBOOK) setup

maintain: ## set up, beside it, what only maintainers need (nbgrader, repo2docker, axe)
	$(WORKBOOK) maintain

clean: ## remove what set-up and tests made; what you wrote stays
	$(WORKBOOK) clean
