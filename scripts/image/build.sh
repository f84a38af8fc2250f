#!/bin/sh
# Builds the binaries that go into the images: `build.sh` as the tests build them, `build.sh --release` for shipping.
# Paths of the building machine are taken out of the release binaries, so that two machines with one toolchain make the same.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
cd "$root"
[ "${1:-}" = --release ] || exec cargo build --workspace --bins --locked
packages=$(for manifest in services/*/Cargo.toml; do printf -- '-p %s ' "$(basename "$(dirname "$manifest")")"; done)
home=${CARGO_HOME:-$HOME/.cargo}
# a list given so is joined with the one in .cargo/config.toml; RUSTFLAGS would replace it
remap="build.rustflags=[\"--remap-path-prefix=$root=/src\", \"--remap-path-prefix=$home=/cargo\"]"
# shellcheck disable=SC2086 # one word a package
exec cargo build --release --locked --bins --config "$remap" $packages
