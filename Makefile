# Every target works on a fresh clone: Node (20 or newer) with npm is all that must be there; `setup` brings the rest, Node 24 included.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:

# npm runs with the machine's own Node: it replaces the one in node_modules. What is installed is told on stderr: stdout may be for a shell.
HOST_PATH := $(subst $(CURDIR)/node_modules/.bin:,,$(PATH))
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

INSTALLED := node_modules/.installed
TSC := node node_modules/typescript-native/bin/tsc

.PHONY: help
help: ## Show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: $(INSTALLED) ## Install what package-lock.json names, Node 24 included (all targets do this first)

$(INSTALLED): package-lock.json
	@PATH="$(HOST_PATH)" command -v npm >/dev/null || { echo "npm was not found: install Node.js 20 or newer with npm" >&2; exit 1; }
	@echo "Installing packages and Node 24 (about half a minute, once per package-lock.json)" >&2
	@PATH="$(HOST_PATH)" npm ci --no-audit --no-fund --loglevel=error >&2
	@node --version | grep -q '^v24\.' || { echo "node_modules/.bin/node is not Node 24: install scripts must be allowed to run" >&2; exit 1; }
	@touch $@

##
.PHONY: generate drift
generate: setup ## Write generated files: check registry, CRDs, references
	@node tools/generate.ts
drift: setup # Generated files are what the code says
	@echo "== drift"
	@node tools/generate.ts --check

.PHONY: check types lint format-check flow dead
check: drift types lint format-check flow dead unit ## What every change must pass: drift, types, lint, format, flow, dead code, unit tests
	@echo "All checks passed."
types: setup
	@echo "== types"
	@$(TSC) -p .
lint: setup
	@echo "== lint"
	@oxlint
format-check: setup
	@echo "== format"
	@oxfmt --check
flow: setup
	@echo "== flow"
	@depcruise src tools tests bench --config dependency-cruiser.config.ts
dead: setup
	@echo "== dead code"
	@knip
	@knip --production --include files

.PHONY: format
format: setup ## Format all files
	@oxfmt

.PHONY: unit test
unit: setup ## Run the unit tests (seconds)
	@vitest run --project unit
test: setup build ## Run all tests, those against a real API server included
	@vitest run

.PHONY: build
build: setup ## Bundle the operator into dist/operator.js
	@node tools/bundle.ts

.PHONY: run
run: setup build ## Run the operator here, on the cluster of your kubeconfig; ARGS="--help" tells how
	@node dist/operator.js $(ARGS)

.PHONY: run-deployed
run-deployed: setup build ## Run here what the installed Deployment says, where no container runs (PORT=8080)
	@node tools/operator/main.ts

.PHONY: demo cluster cluster-down bench bench-tracing prometheus
demo: setup build ## Watch a declared scope meet a live cluster (DEMO_ONCE=1 ends by itself)
	@node tools/demo/main.ts
cluster: setup ## Start a control plane that stays; eval "$(make -s cluster)" sets KUBECONFIG
	@node tools/control-plane/cluster.ts up
cluster-down: setup ## Stop that control plane
	@node tools/control-plane/cluster.ts down
prometheus: setup ## Watch the operator at TARGET (port 8080 here) with a real Prometheus and Alertmanager; HASTE=0s lets alerts fire at once
	@node tools/prometheus/main.ts
bench: setup build ## Measure 10,000 pods on a real control plane
	@node bench/main.ts
bench-tracing: setup build ## What traces cost, off and on; BEFORE=FILE compares with another bundle
	@node bench/tracing.ts

.PHONY: image kind
image: setup ## Build the image with Docker
	@node tools/image/main.ts
kind: setup build ## Run the suites on kind, with the image installed (MINOR=1.36: on that Kubernetes)
	@node tools/kind/main.ts
