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

# What computes and what shares memory is in these; files and scores take seconds more, under the address sanitizer, where
# they have been tried. Of the rest, the tests of tables pass there, but leave a report of leaks that is not explained;
# those of runs were stopped after four minutes; whole trainings of the built command take hours.
SANITIZED ?= TensorsTests|NetworksTests|AdversarialTests
CLANG ?= clang
KERNELS = -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -ISources/CKernels/include Tests/Kernels/*.c Sources/CKernels/ckernels.c

sanitize: undefined address thread ## every sanitizer, a quarter of an hour

undefined: ## every kernel on random shapes, without undefined behaviour
	mkdir -p .build-check
	$(CLANG) -O1 -g -fsanitize=undefined -fno-sanitize-recover=undefined $(KERNELS) -lm -o .build-check/undefined
	.build-check/undefined 500

thread: FLAGS = -Xswiftc -DTHREAD_SANITIZER
address: SANITIZED := $(SANITIZED)|FilesTests|EvaluationTests
address thread:
	swift test -c release --disable-xctest --sanitize=$@ $(FLAGS) --scratch-path .build-$@ --filter '$(SANITIZED)'

neon: ## the kernels for ARM, under an emulator; of Debian's packages, qemu-user and gcc-aarch64-linux-gnu
	mkdir -p .build-check
	$(CLANG) --target=aarch64-linux-gnu -isystem /usr/aarch64-linux-gnu/include -O2 $(KERNELS) -fuse-ld=lld -static -lm \
	  -o .build-check/neon
	qemu-aarch64 .build-check/neon 200
