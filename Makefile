# The door. `make run` gives a meeting, `make test` proves it; both set up what they need first.
ARGS ?=
ROWS ?=
PYTHON ?= python3

.PHONY: help setup run test check bench bench-office fuzz screenshots clean

help:
	@echo "make run [ARGS=…]   set up, then start the server (rapat serve \$$ARGS)"
	@echo "make test           set up, then every test"
	@echo "make check          format, lint, types, import directions, sizes"
	@echo "make bench          forwarded packets per CPU-second beside the physical limit and other servers (LIVEKIT=… ROWS=…)"
	@echo "make bench-office   how fast the server of ten thousand people answers"
	@echo "make fuzz           a million hostile inputs for each parser"
	@echo "make screenshots    every screen into docs/images"

setup:
	@$(PYTHON) scripts/setup

run: setup
	@exec .venv/bin/rapat serve $(ARGS)

test: setup
	@.venv/bin/python scripts/test

check: setup
	@.venv/bin/python scripts/check

bench: setup
	@scripts/bench $(ARGS) $(ROWS)

bench-office: setup
	@.venv/bin/python scripts/bench-office $(ARGS)

fuzz: setup
	@scripts/fuzz $(ARGS)

screenshots: setup
	@.venv/bin/python scripts/screenshots $(ARGS)

clean:
	rm -rf .venv .setup media/target media/fuzz/target web/node_modules src/rapat/http/assets
