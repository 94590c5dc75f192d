# Everything starts here: `make run` and `make test` need Python 3.11 or newer, git and make.
.DEFAULT_GOAL := help
.PHONY: help run dev test test-live screenshots bench faults faults-mutants doctor import reconcile audit clean

export REFLEX_TELEMETRY_ENABLED := false

# npm and Reflex keep caches in HOME. Empty counts as unset (they then ask the system for it), and
# a HOME that cannot be written, as in many containers, is replaced by a folder of ours.
ifeq ($(HOME),)
unexport HOME
else ifneq ($(shell test -w "$$HOME" && echo writable),writable)
export HOME := $(CURDIR)/.venv/home
endif

# Only `make run PORT=...` counts: a PORT that happens to be in the environment is not meant for us.
ifneq ($(origin PORT),command line)
override PORT := 3000
endif

ifneq ($(origin N),command line)
override N := 1000
endif
ifneq ($(origin SEED),command line)
override SEED :=
endif

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' $(MAKEFILE_LIST)

run: ## Set everything up and open the shop on http://localhost:3000 (PORT=3001 for another port)
	@.ci/install requirements.txt
	@exec .venv/bin/python .ci/run_shop.py run $(PORT)

dev: ## The same with hot reload: front end on port 3000, backend on port 8000
	@.ci/install requirements.txt
	@exec .venv/bin/python .ci/run_shop.py dev $(PORT)

test: ## Set everything up and run every check and test, in a real browser too
	@.ci/install requirements.txt tests/requirements.txt
	@exec .venv/bin/python .ci/run_checks.py

test-live: ## Run the purchases against Stripe itself, with your own test keys in .env
	@.ci/install requirements.txt tests/requirements.txt
	@TEST_WITH_STRIPE=yes CHROMIUM=$$(.ci/find-chromium) \
		.venv/bin/python -m pytest tests/browser/test_buying.py

screenshots: ## Take the pictures of the README anew, from a shop built for it (docs/screens)
	@.ci/install requirements.txt tests/requirements.txt
	@CHROMIUM=$$(.ci/find-chromium) exec .venv/bin/python -m tests.screenshots

bench: ## Measure the shop beside Flask and a blank Reflex page (QUICK=yes, PARTS=pages,events)
	@.ci/install requirements.txt tests/requirements.txt
	@CHROMIUM=$$(.ci/find-chromium) .venv/bin/python -m tests.bench \
		$(if $(QUICK),--quick) $(if $(PARTS),--parts $(PARTS)) $(if $(PUBLISH),--publish)

faults: ## Break the shop at random, on all cores (N=10000 schedules, SEED=7 to see them again)
	@.ci/install requirements.txt tests/requirements.txt
	@exec .venv/bin/python -m tests.faults --count $(N) $(if $(SEED),--seed $(SEED))

faults-mutants: ## See that the simulation of faults finds each of its planted bugs
	@.ci/install requirements.txt tests/requirements.txt
	@exec .venv/bin/python -m tests.faults --mutants

doctor: ## Say what is wrong with settings, keys, database, port, mail, and what mends it
	@.ci/install requirements.txt
	@exec .venv/bin/python -m bookstore.doctor --port $(PORT)

import: ## Bring a file of titles in, or its changes (FILE=books.csv; README says what it holds)
	@.ci/install requirements.txt
	@exec .venv/bin/python -m bookstore.imports $(if $(FILE),"$(FILE)",--help) \
		$(if $(EVEN_MOST),--even-most)

reconcile: ## Compare Stripe's payments with our orders: settle, or list (DAYS=90 to look further back)
	@.ci/install requirements.txt
	@exec .venv/bin/python -m bookstore.orders reconcile $(if $(DAYS),--days $(DAYS))

audit: ## Ask the indexes for known holes in what is installed, where they answer
	@.ci/install requirements.txt tests/requirements.txt
	@exec .venv/bin/python .ci/audit.py

clean: ## Remove what was built and installed; orders and other data in .data stay
	rm -rf .venv .web .bench .states .pytest_cache .ruff_cache .import_linter_cache
