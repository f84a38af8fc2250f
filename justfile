# What one does in this repository. `./justw` lists it; ./justw also fetches just and nats-server.
# Standard output belongs to the program a recipe runs; progress goes to standard error.
set quiet
set positional-arguments
set shell := ["sh", "-eu", "-c"]

target := env("CARGO_TARGET_DIR", justfile_directory() / "target")
tools := justfile_directory() / ".tools"

# The outside programs, by path: tests and binaries never search for them.
export PHIMESH_NATS_SERVER := env("PHIMESH_NATS_SERVER", tools / "bin/nats-server")
export PHIMESH_PYTHON := env("PHIMESH_PYTHON", tools / "bin/phimesh-python")
export PHIMESH_SPEECH_PYTHONPATH := env("PHIMESH_SPEECH_PYTHONPATH", tools / "speech")

[private]
default:
    just --list --unsorted

# run the main job: eight calls through every service, then prove the claims (--json: one object on standard output)
[no-exit-message]
demo *args: _speech _bins
    exec "{{ target }}/debug/demo" "$@"

# the production shape on this machine: three nats-servers, PostgreSQL, two processes of every service; kills and restarts each while calls flow (--short: one of each kind; --keep: stays up; --json)
[no-exit-message]
cluster *args: _speech _bins
    exec "{{ target }}/debug/cluster" "$@"

# upgrade from the build of the previous landed commit, service by service, while calls flow, with one way back (--json)
[no-exit-message]
upgrade *args: _speech _bins
    scripts/upgrade/run.sh "{{ target }}" "$@"

# start everything in one process on loopback, and stay up
[no-exit-message]
up *args: _speech
    cargo build -p phimesh --bins
    exec "{{ target }}/debug/phimesh" up "$@"

# remove what `up` left (.phimesh/)
[no-exit-message]
reset:
    scripts/reset.sh

# run all the tests; with arguments: `cargo test` with those
[no-exit-message]
test *args: _speech _bins
    [ $# -gt 0 ] || "{{ just_executable() }}" _image
    scripts/test.sh "$@"
    [ $# -gt 0 ] || scripts/chart/test.sh

# run the slow tests: against servers and programs that others wrote, of every process killed and restarted, of the upgrade
test-peers *args: _speech _bins
    scripts/tools/medplum.sh
    PHIMESH_MEDPLUM_DIR="{{ tools }}/medplum" cargo test -p ehr-sync --test medplum "$@"
    cargo test -p phi-onnx --features runtime
    scripts/chart/test.sh --programs
    scripts/watch.sh "{{ target }}"
    "{{ target }}/debug/cluster"
    scripts/upgrade/run.sh "{{ target }}"

# look at the mesh in a real Collector, Jaeger and Prometheus (--pictures DIR: draw the trace and each dashboard)
[no-exit-message]
watch *args:
    scripts/watch.sh "{{ target }}" "$@"

# build everything in release
build:
    cargo build --workspace --release

# assemble the container images' filesystems in target/image, without an engine (`image-rootfs --release` for shipping)
image-rootfs *args: _speech
    scripts/image/build.sh "$@"
    scripts/image/rootfs.py "$@"

# the same, then images in target/image/*.oci.tar with SBOM and provenance beside them; prints their digests
image *args: _speech
    scripts/image/build.sh "$@"
    scripts/image/rootfs.py "$@" >&2
    scripts/image/oci.py "$@"

# fmt, budgets, clippy, dependencies: everything that needs no run
check: _fmt-check _budgets _clippy _deny

# measure against the bare thing, in release; `bench telemetry`: what telemetry costs; `bench redaction [--peers]`: the redactor (--json: one object on standard output)
[no-exit-message]
bench *args:
    scripts/bench.sh "{{ target }}" "$@"

# format
fmt:
    cargo fmt --all

# sizes of files and functions, comments, documentation: medians and 90th percentiles
sizes:
    python3 scripts/budgets.py --report

# generate schemas/ and what else comes from FLOW
schemas:
    cargo run --quiet -p phi-events --example schemas
    cargo run --quiet -p phi-seal --example golden
    cargo run --quiet -p phi-bus --example chart

# write what follows from the chart: its schema, its README's table, the golden renders; look at the difference
chart-golden:
    scripts/chart/test.sh --write

# the chart's test ladder alone; with arguments: those tests
[no-exit-message]
chart *args:
    scripts/chart/test.sh "$@"

# train the redactor's model again and write its weights (shared/phi-redaction/data/model.md)
model:
    cargo run --release -p phi-redaction --example train -- 8000 11 shared/phi-redaction/data/model.bin

# make the demo's recordings again from their dialogues
audio *args:
    scripts/audio/make.sh "$@"

# remove the fetched tools (.tools/)
clean-tools:
    rm -rf "{{ tools }}"

_speech:
    scripts/tools/speech.sh

_bins:
    cargo build --workspace --bins

_image *args:
    echo "test: the container images (scripts/image/check.py)" >&2
    scripts/image/check.py "$@"

_fmt-check:
    echo "check: cargo fmt --check" >&2
    cargo fmt --all --check

_budgets:
    echo "check: budgets, arrows, rooms, words (scripts/budgets.py)" >&2
    python3 scripts/budgets.py --self-test
    python3 scripts/budgets.py

_clippy:
    echo "check: cargo clippy -D warnings" >&2
    cargo clippy --workspace --all-targets --locked -- -D warnings

_deny:
    scripts/deny.sh

# the chart's alerts and dashboards: promtool's tests, runbooks, names of metrics
_alerts:
    scripts/chart/alerts.sh
