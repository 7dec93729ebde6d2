# Short verbs; what they do stands in kernel-setup/ and runs without make as well: python3 kernel-setup VERB
PYTHON ?= python3
ARGS ?=
# called from elsewhere, by make -f, too
CLONE := $(shell dirname '$(subst ^,,$(subst ^ ,,^$(MAKEFILE_LIST)))')
RUN := @"$(PYTHON)" '$(CLONE)/kernel-setup'

.PHONY: help lab unit check keep browse test mutate robust homework release grade doctor bench lint format pins clean
.DEFAULT_GOAL := help

help:       ## this list
	@sed -n 's/^\([a-z]*: *\)## /  make \1/p' '$(CLONE)/Makefile' | sed 's/:/ /'

lab:        ## set up what is missing, then open JupyterLab in work/, your copy of the notebooks
	$(RUN) lab $(ARGS)

unit:       ## the tests of Java and Python; no notebook, no browser; ARGS=DurationsTest runs one
	$(RUN) unit $(ARGS)

check:      ## run the notebooks once in the real kernel (all, or ARGS=01, or a path) and report on each cell
	$(RUN) check $(ARGS)

keep:       ## accept what that run printed, where it is new; runs what was not run or has changed
	$(RUN) keep $(ARGS)

browse:     ## open the notebooks in a real browser, run them there, and see that each picture is drawn
	$(RUN) browse $(ARGS)

test:       ## set up what is missing, then prove everything: unit, check and browse
	$(RUN) test $(ARGS)

mutate:     ## run each check of the notebooks under the mutations that it names: it has to notice each (long)
	$(RUN) mutate $(ARGS)

robust:     ## run the notebooks twice, on one core, in half a gigabyte, under load that begins or ends midway (long)
	$(RUN) robust $(ARGS)

homework:   ## open an assignment (ARGS="NAME login"), or try what you would hand in (ARGS="NAME --dry-run")
	$(RUN) homework $(ARGS)

release:    ## write the students' version of assignments (ARGS="NAME --due TIME"); refuses what would leak
	$(RUN) release $(ARGS)

grade:      ## judge what was handed in (ARGS=NAME) in a sandbox: gradebook, feedback, tables
	$(RUN) grade $(ARGS)

doctor:     ## start the kernel, run a cell, and say in plain words what is wrong if anything is
	$(RUN) doctor

bench:      ## measure: kernel start and stop, recording a span, the event loop beside its peers
	$(RUN) bench $(ARGS)

lint:       ## say which files are not in the one dialect; changes nothing
	$(RUN) lint

format:     ## write all Java and Python in the one dialect
	$(RUN) format

pins:       ## pin the newest Python packages that can be installed on each platform
	$(RUN) pins $(ARGS)

clean:      ## leave a fresh clone: what the set-up made is removed, a fetched JDK too
	$(RUN) clean
