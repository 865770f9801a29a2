# Every target is a short name for plain lines that work without make, on Windows too (there: .venv\Scripts\python).
# HEADED=1 makes demo show the browser; PYTHON=python3.12 lets setup use another interpreter.

PYTHON ?= python3
RUN := .venv/bin/python -m
WORDS = $(RUN) babel.messages.frontend --quiet
SOURCES = -F pyproject.toml --sort-by-file --add-location=file --omit-header
# What guides say: marked texts, the sentences of steps, the words of the interface that they quote.
TOLD = --no-default-keywords -k N_ -k step:2 -k Label:1
UPDATE = update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -w 120
CATALOGUE = -D portal -d portal/locales
TELLING = -D guides -d reports/guide/locales

# A run starts a hundred processes; without bytecode each would compile what it imports anew, which takes a second.
unexport PYTHONDONTWRITEBYTECODE

# Two targets side by side: each then prints what it has to say in one piece, where make can do that (4.0 and newer).
IN_ONE_PIECE := $(if $(filter output-sync,$(.FEATURES)),--output-sync)

# Whom a load run is about, and what it may do there.
LOAD_WAY = $(if $(WORKERS),--workers $(WORKERS)) $(if $(TARGET_PROFILE),--target-profile $(TARGET_PROFILE)) \
  $(if $(ACCOUNTS),--accounts $(ACCOUNTS)) $(if $(filter 1,$(ALLOWED)),--i-may-load-this-host)
LOAD_TARGET = $(LOAD_WAY) $(if $(TARGET),--target $(TARGET))

# What the parts of a run have left, each in a folder of its own.
SHARDS = $(wildcard out/shards/*-of-*)

.DEFAULT_GOAL := help
.PHONY: help setup demo guide test nightly detect qa probe load capacity compare soak shard together portal report words \
  bench lint lock story

help:  ## this list
	@echo "Targets (HEADED=1 shows the browser, PYTHON=… picks the interpreter):"
	@sed -n 's/^\([a-z]*\):.*##\(.*\)/  make \1\t\2/p' Makefile | expand -t 18

setup:  ## .venv with the locked packages, and the browsers; done already, it takes a moment
	@$(PYTHON) -m fixtures.install

demo: setup  ## the whole memo in a real browser, step by step (HEADED=1 to watch), then 20 conferences in 30 s
	@$(RUN) fixtures.demo
	@echo
	@$(RUN) load run --profile demo || case $$? in 10|20) ;; *) exit 1;; esac

guide: setup  ## the memo and its tasks as page, document, PDF and film in out/guide (LANGUAGES=ru,be GUIDES=memo FORMATS=html)
	@$(RUN) fixtures.guides $(if $(LANGUAGES),--languages $(LANGUAGES)) $(if $(GUIDES),--guides $(GUIDES)) \
	  $(if $(FORMATS),--formats $(FORMATS)) $(if $(TARGET),--base-url $(TARGET)) $(if $(PROFILE),--profile $(PROFILE)) \
	  $(if $(ACCOUNTS),--accounts $(ACCOUNTS))

test: setup  ## what must hold before a change lands (CI calls it)
	@$(MAKE) --no-print-directory --jobs 2 $(IN_ONE_PIECE) lint story
	$(RUN) pytest tests scenarios -m "not nightly and (not regression or security or resilience)" \
	  --browser chromium --browser firefox --firefox=essential -n 2 --memo-coverage=require

story: setup  ## the whole memo in one go with JavaScript off
	$(RUN) pytest scenarios -m story --browser chromium --without-javascript

nightly: setup lint  ## everything in both browsers, all known defects, and a usual hour of load
	$(RUN) pytest tests scenarios --browser chromium --browser firefox -n 2 --memo-coverage=require
	$(RUN) pytest scenarios -m story --browser chromium --browser firefox --without-javascript
	$(RUN) tests.detect
	$(RUN) load run --profile average

detect: setup  ## does the suite notice every known defect? (ONLY="name 6.3 sessions": only these)
	$(RUN) tests.detect $(if $(ONLY),--only $(ONLY))

qa: setup  ## the regression suite: the reference portal, or TARGET=https://… [PROFILE=FILE] [ACCOUNTS=FILE] [CAPTCHA=person] [SELECT=smoke]
	$(RUN) pytest scenarios -m "$(or $(SELECT),not nightly)" --browser chromium --out-kind qa \
	  $(if $(TARGET),--base-url $(TARGET),-n 2 --reruns 1) $(if $(PROFILE),--profile $(PROFILE)) \
	  $(if $(ACCOUNTS),--accounts $(ACCOUNTS)) $(if $(CAPTCHA),--captcha '$(CAPTCHA)')

probe: setup  ## first contact: TARGET=https://… [PROFILE=FILE] [ACCOUNTS=FILE] [BROWSER=firefox] [CAPTCHA=WHO] [LEGACY_TLS=1]
	@$(RUN) fixtures.probe $(TARGET) $(if $(PROFILE),--profile $(PROFILE)) $(if $(ACCOUNTS),--accounts $(ACCOUNTS)) \
	  $(if $(BROWSER),--browser $(BROWSER)) $(if $(CAPTCHA),--captcha "$(CAPTCHA)") \
	  $(if $(LEGACY_TLS),--legacy-tls) $(if $(HEADED),--headed)

load: setup  ## many conferences: was it good? (PROFILE=smoke BROWSERS=1 WORKERS=1 TARGET=https://… ALLOWED=1: see docs/load.md)
	@$(RUN) load run --profile $(or $(PROFILE),smoke) $(if $(BROWSERS),--browsers $(BROWSERS)) $(LOAD_TARGET)

capacity: setup  ## how many conferences at once does it carry? (FIRST=8: a guess, conferences a second to begin at)
	@$(RUN) load capacity --profile $(or $(PROFILE),capacity) $(if $(FIRST),--first $(FIRST)) $(LOAD_TARGET)

compare: setup  ## is B slower than A? (A= and B=: addresses, git refs of the portal, folders of stored runs)
	@$(RUN) load compare --profile $(or $(PROFILE),compare) $(LOAD_WAY) $(A) $(B)

portal: setup  ## serves the reference portal with demo accounts; prints the address and a log-in
	@$(RUN) portal serve --demo

soak: setup  ## tests many times on an unchanged portal, ranked (TIMES=5 LOAD=0 TESTS="scenarios -m story -n 2")
	@$(RUN) fixtures.soak --times $(or $(TIMES),5) --load $(or $(LOAD),0) -- $(or $(TESTS),scenarios -n 2)

shard: setup  ## one part of the scenarios (SHARD=2/5 BROWSER=firefox), for several machines; then `together`
	$(RUN) pytest scenarios -m "not nightly" --browser $(or $(BROWSER),chromium) -n 2 --reruns 1 --shard $(SHARD) \
	  --out-folder out/shards/$(subst /,-of-,$(SHARD))

together: setup  ## the parts in out/shards/ as one run: summary, JUnit, the coverage table, which must be complete
	@code=0; $(RUN) reports.junit $(SHARDS:=/junit.xml) -o out/together/junit.xml || code=1; \
	$(RUN) reports.memo_coverage --require $(SHARDS:=/coverage.json) || code=1; \
	$(RUN) reports.summary $(SHARDS) -o out/together/summary.html || code=1; exit $$code

report: setup  ## the Allure report of the last run, with history (RUNS="out/test/… …": of these as one); needs Node 20
	@$(RUN) reports.allure $(RUNS)

words: setup  ## brings the catalogues (portal/locales, reports/guide/locales) up to their sources; then translate what is empty
	@mkdir -p out
	$(WORDS) extract $(SOURCES) -o out/words.pot portal
	$(WORDS) $(UPDATE) $(CATALOGUE) -i out/words.pot -l be
	$(WORDS) $(UPDATE) $(CATALOGUE) -i out/words.pot -l en
	$(WORDS) extract $(SOURCES) --no-default-keywords -k ngettext:1,2 -o out/plurals.pot portal
	$(WORDS) $(UPDATE) $(CATALOGUE) -i out/plurals.pot -l ru
	$(WORDS) extract $(SOURCES) $(TOLD) -o out/guides.pot reports/guide pages fixtures
	$(WORDS) $(UPDATE) $(TELLING) -i out/guides.pot -l be
	$(WORDS) $(UPDATE) $(TELLING) -i out/guides.pot -l en

bench: setup  ## what our layers cost, as ratios in one run: scenarios, guides, load generator, portal
	$(RUN) tests.bench

lint: setup  ## ruff, mypy --strict, the floors of the house, how tests are written
	$(RUN) ruff check --quiet .
	$(RUN) ruff format --check --quiet .
	$(RUN) mypy
	.venv/bin/lint-imports --cache-dir .import_linter_cache
	$(RUN) tests.rules

lock: setup  ## new requirements.lock from the groups in pyproject.toml (UPGRADE=1: newest versions)
	$(RUN) uv pip compile --quiet --group portal --group scenarios --group load --group guides --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" \
	  $(if $(UPGRADE),--upgrade) -o requirements.lock
