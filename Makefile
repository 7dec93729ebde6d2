# Short verbs; what they do stands in kernel-setup/ and runs without make as well: python3 kernel-setup VERB
PYTHON ?= python3
ARGS ?=

.PHONY: help lab test notebooks doctor bench lint format pins clean
.DEFAULT_GOAL := help

help:       ## this list
	@sed -n 's/^\([a-z]*: *\)## /  make \1/p' Makefile | sed 's/:/ /'

lab:        ## set up what is missing, then open JupyterLab in notebooks/
	@"$(PYTHON)" kernel-setup lab $(ARGS)

test:       ## set up what is missing, then prove everything: unit tests, every notebook in the real kernel, the browser
	@"$(PYTHON)" kernel-setup test $(ARGS)

notebooks:  ## run the notebooks and keep the new outputs in place, where they differ
	@"$(PYTHON)" kernel-setup notebooks $(ARGS)

doctor:     ## start the kernel, run a cell, and say in plain words what is wrong if anything is
	@"$(PYTHON)" kernel-setup doctor

bench:      ## measure: kernel start and stop, recording a span, the event loop beside its peers
	@"$(PYTHON)" kernel-setup bench $(ARGS)

lint:       ## say which files are not in the one dialect; changes nothing
	@"$(PYTHON)" kernel-setup lint

format:     ## write all Java and Python in the one dialect
	@"$(PYTHON)" kernel-setup format

pins:       ## pin the newest Python packages that can be installed on each platform
	@"$(PYTHON)" kernel-setup pins $(ARGS)

clean:      ## leave a fresh clone: what the set-up made is removed, a fetched JDK too
	@"$(PYTHON)" kernel-setup clean
