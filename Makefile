# The few things that a developer does often.
.PHONY: check test format bench sanitize address thread undefined neon

check: ## what the continuous integration runs
	.ci/run

test:
	swift test -c release

format:
	swift format --in-place --recursive Package.swift Sources Tests Examples

bench: ## beside the peers, on an idle machine; needs torch and jax in python3 (or $PYTHON)
	Benchmarks/compare

# A release build. The built command is tested under the address sanitizer alone: its whole trainings were not brought to an
# end under that of threads; SANITIZED=Tests begins them.
# Left out are an example, which is built by itself without a sanitizer, and the test of memory, which what the address
# sanitizer keeps of freed memory would fail.
SANITIZED ?= TensorsTests|NetworksTests|AdversarialTests|FilesTests|EvaluationTests|TablesTests|TheoryTests|RunsTests
CLANG ?= clang
KERNELS = -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -ISources/CKernels/include Tests/Kernels/*.c Sources/CKernels/ckernels.c

sanitize: undefined address thread ## every sanitizer, more than an hour

undefined: ## every kernel on random shapes, without undefined behaviour
	mkdir -p .build-check
	$(CLANG) -O1 -g -fsanitize=undefined -fno-sanitize-recover=undefined $(KERNELS) -lm -o .build-check/undefined
	.build-check/undefined 500

SANITIZED_TEST = swift test -c release --disable-xctest --sanitize=$@ -Xswiftc -D$(FLAG) --scratch-path .build-$@
LEFT_OUT = --skip ExampleTests/ring --skip memoryIsConstant

address: export LSAN_OPTIONS = suppressions=$(CURDIR)/Tests/leaks.txt:print_suppressions=0
address: FLAG = ADDRESS_SANITIZER
address: SANITIZED := $(SANITIZED)|CommandTests
address:
	$(SANITIZED_TEST) --filter '$(SANITIZED)' $(LEFT_OUT)

thread: FLAG = THREAD_SANITIZER
thread:
	$(SANITIZED_TEST) --filter '$(SANITIZED)' $(LEFT_OUT)

neon: ## the kernels for ARM, under an emulator; of Debian's packages, qemu-user and gcc-aarch64-linux-gnu
	mkdir -p .build-check
	$(CLANG) --target=aarch64-linux-gnu -isystem /usr/aarch64-linux-gnu/include -O2 $(KERNELS) -fuse-ld=lld -static -lm \
	  -o .build-check/neon
	qemu-aarch64 .build-check/neon 200
