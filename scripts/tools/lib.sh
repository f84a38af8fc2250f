# Shared by justw and the installers beside it (POSIX sh, sourced). Everything lands in the git-ignored
# .tools/ of this clone, nothing is said on standard output, and no network name is written down here:
# each package manager knows its own registry.

say() { printf '%s: %s\n' "${me:-justw}" "$*" >&2; }
die() { say "$@"; exit 1; }

# at_least HAVE WANT: true when the version HAVE is WANT or newer.
at_least() { [ -n "$1" ] && printf '%s\n%s\n' "$2" "$1" | sort -C -V; }

# version PROGRAM: the number a program prints of itself ("just 1.59.0", "nats-server: v2.15.1", "v20.20.2").
version() { "$1" --version 2>/dev/null | sed -n 's/^[^0-9]*\([0-9][0-9.]*\).*/\1/p;q'; }

# pinned NAME: the version that scripts/tools/pins/NAME.txt names.
pinned() { sed -n 's/^[^#]*==\([^ ]*\).*/\1/p' "$root/scripts/tools/pins/$1.txt"; }

# with_pip ARGS...: runs the pip that find_pip found.
with_pip() {
  PYTHONPATH=${pip_path:-} "$pip_python" -m pip --disable-pip-version-check --no-input "$@" >&2
}

# find_pip: a pip to run; one is made inside .tools/ when this Python came without it (Debian splits it off).
find_pip() {
  command -v python3 >/dev/null 2>&1 || { say "python3 is not on PATH"; return 1; }
  pip_python=python3 pip_path=${PYTHONPATH:-}
  python3 -m pip --version >/dev/null 2>&1 && return 0
  pip_python=$root/.tools/pip/bin/python3
  [ -x "$pip_python" ] && "$pip_python" -m pip --version >/dev/null 2>&1 && return 0
  say "this python3 has no pip: making one in .tools/pip"
  python3 -m venv "$root/.tools/pip" >/dev/null 2>&1 && return 0
  rm -rf "$root/.tools/pip"
  pip_python=python3
  pip_from_debian && return 0
  pip_python=
  say "python3 has neither pip nor venv (Debian and Ubuntu: apt-get install python3-pip)"
  return 1
}

# Debian keeps pip as a wheel in a package of its own: unpacked, not installed, so that the system stays as it is.
pip_from_debian() {
  command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 || return 1
  deb=$root/.tools/pip-debian
  if ! ls "$deb"/usr/share/python-wheels/pip-*.whl >/dev/null 2>&1; then
    say "taking pip from Debian's package python3-pip-whl"
    mkdir -p "$deb"
    (cd "$deb" && apt-get download -qq python3-pip-whl >/dev/null 2>&1) ||
      (cd "$deb" && [ "$(id -u)" = 0 ] && apt-get update -qq >/dev/null 2>&1 &&
        apt-get download -qq python3-pip-whl >/dev/null 2>&1) || return 1
    dpkg-deb -x "$deb"/python3-pip-whl_*.deb "$deb" || return 1
  fi
  pip_path=$(ls "$deb"/usr/share/python-wheels/pip-*.whl | tail -n 1)
  PYTHONPATH=$pip_path python3 -m pip --version >/dev/null 2>&1
}

# wheel NAME DIR [PIP OPTIONS...]: fetches the wheel pinned by hash in pins/NAME.txt and unpacks it into the new folder DIR.
wheel() {
  wheel_pin=$root/scripts/tools/pins/$1.txt wheel_dir=$2
  shift 2
  [ -n "${pip_python:-}" ] || find_pip || return 1
  wheel_tmp=$(mktemp -d "$root/.tools/fetch.XXXXXX") || return 1
  if with_pip download --quiet --no-deps --require-hashes --only-binary=:all: "$@" -r "$wheel_pin" -d "$wheel_tmp/wheel" 2>"$wheel_tmp/log" &&
    python3 -m zipfile -e "$wheel_tmp"/wheel/*.whl "$wheel_tmp/out"; then
    rm -rf "$wheel_dir"
    mv "$wheel_tmp/out" "$wheel_dir"
    rm -rf "$wheel_tmp"
    return 0
  fi
  sed 's/^/  /' "$wheel_tmp/log" | tail -n 5 >&2
  rm -rf "$wheel_tmp"
  return 1
}
