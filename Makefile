# The few things that a developer does often.
.PHONY: check test format

check: ## what the continuous integration runs
	.ci/run

test:
	swift test -c release

format:
	swift format --in-place --recursive Package.swift Sources Tests Examples
