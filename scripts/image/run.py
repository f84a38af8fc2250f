#!/usr/bin/env python3
"""Runs a program in an assembled image as Kubernetes' restricted standard would, without a container engine.

    scripts/image/run.py [--bind HOST:PLACE]... [--env NAME=VALUE]... [--image NAME] ROOTFS [PROGRAM [ARGUMENT...]]

User and group 65532, a read-only root, a /tmp of its own in memory, no capabilities, no new privileges, its own mounts,
processes and System V IPC, the host's network. Standard streams and the exit status are the program's. Mounts are made
by root, or by anyone in a user namespace. Where the machine forbids mounting and this runs as root, it falls back to a
copy of the root that belongs to another user and that nobody may write, and says so; `--bind` then copies. Where even
that cannot be had it says why and exits 77.
"""
import argparse
import ctypes
import os
import shutil
import signal
import stat
import sys
import tempfile
from pathlib import Path

from image import LIST, SKIPPED, say

USER = LIST["user"]["id"]
LIBC = ctypes.CDLL(None, use_errno=True)
# <sched.h>, <sys/mount.h>, <sys/prctl.h>, <linux/capability.h>
NEWNS, NEWIPC, NEWUSER, NEWPID = 0x20000, 0x8000000, 0x10000000, 0x20000000
RDONLY, NOSUID, NODEV, NOEXEC, REMOUNT, BIND, REC, PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18
SET_PDEATHSIG, CAPBSET_DROP, SET_NO_NEW_PRIVS, CAP_AMBIENT, CAP_AMBIENT_CLEAR_ALL = 1, 24, 38, 47, 4
CAPABILITY_VERSION_3 = 0x20080522
DEVICES = ("null", "zero", "full", "random", "urandom")


class Forbidden(Exception):
    """The machine does not let us."""


def call(name, *arguments):
    if getattr(LIBC, name)(*arguments) != 0:
        code = ctypes.get_errno()
        raise Forbidden(f"{name}: {os.strerror(code)}")


def mount(source, place, kind, flags, data=""):
    call("mount", str(source).encode(), str(place).encode(), kind.encode(), ctypes.c_ulong(flags), data.encode())


def locked(path):
    """The flags of a mount that a user namespace may not take away."""
    flags = os.statvfs(path).f_flag
    return sum(mine for theirs, mine in ((os.ST_NOSUID, NOSUID), (os.ST_NODEV, NODEV), (os.ST_NOEXEC, NOEXEC)) if flags & theirs)


def bind(source, place, flags):
    mount(source, place, "", BIND | REC)
    mount("", place, "", BIND | REMOUNT | flags | locked(place))


def place_for(root, bound):
    """The mount point inside the root, which the image must have; a file is bound on a file that is made in a bound folder."""
    place = root / bound.lstrip("/")
    if not place.exists():
        raise SystemExit(f"image: {bound} is not in the image: nothing can be mounted there on a read-only root")
    return place


def walls(root, binds):
    """Builds the container's mounts on `root`, in the calling process's own mount namespace."""
    mount("", "/", "", REC | PRIVATE)
    bind(root, root, NOSUID | NODEV | RDONLY)
    mount("tmpfs", root / "dev", "tmpfs", NOSUID | NOEXEC, "mode=0755,size=64k")
    for device in DEVICES:
        (root / "dev" / device).touch()
        mount(f"/dev/{device}", root / "dev" / device, "", BIND)
    mount("", root / "dev", "", REMOUNT | RDONLY | NOSUID | NOEXEC)
    mount("tmpfs", root / "tmp", "tmpfs", NOSUID | NODEV | NOEXEC, "mode=1777,size=256m")
    mount("proc", root / "proc", "proc", NOSUID | NODEV | NOEXEC)
    for source, bound in binds:
        bind(source, place_for(root, bound), NOSUID | NODEV | RDONLY)


def fallback(root, binds):
    """A copy that belongs to root and has no write bit but on /tmp: as near to read-only as a chroot alone comes."""
    copy = Path(tempfile.mkdtemp(prefix="phimesh-image-")) / "rootfs"
    shutil.copytree(root, copy, symlinks=True)
    for source, bound in binds:
        place = copy / bound.lstrip("/")
        shutil.copytree(source, place, dirs_exist_ok=True) if Path(source).is_dir() else shutil.copyfile(source, place)
    for parent, folders, names in os.walk(copy):
        for path in [Path(parent, name) for name in folders + names]:
            os.chown(path, USER if "/var/run/phimesh" in str(path) else 0, 0)
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~0o222)
    (copy / "tmp").chmod(0o1777)
    for device in DEVICES:
        (copy / "dev" / device).write_bytes(b"")
    copy.chmod(0o555)
    return copy


def drop():
    """No capability, in no set, and no way to get one."""
    LIBC.prctl(CAP_AMBIENT, CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    for capability in range(64):
        LIBC.prctl(CAPBSET_DROP, capability, 0, 0, 0)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(USER, USER, USER)
        os.setresuid(USER, USER, USER)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    call("capset", header, (ctypes.c_uint32 * 6)())
    call("prctl", SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def inside(root, command, environment, seen):
    """In the container's first process: the last steps, then the program. Never returns."""
    try:
        LIBC.prctl(SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        os.chroot(root)
        os.chdir("/")
        drop()
        os.umask(0o077)
        os.close(seen)
        os.execve(command[0], command, environment)
    except (OSError, Forbidden) as error:
        print(f"image: {command[0]}: {error}", file=sys.stderr, flush=True)
        os._exit(126)


def container(root, binds, command, environment, report):
    """In a child: namespaces, mounts, the program; ends with its exit status. Says "up" on `report` once the walls stand."""
    try:
        outer, group = os.getuid(), os.getgid()
        if outer != 0:
            call("unshare", NEWUSER)
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{USER} {outer} 1")
            Path("/proc/self/gid_map").write_text(f"{USER} {group} 1")
        call("unshare", NEWNS | NEWIPC | NEWPID)
        first = os.fork()
        if first == 0:
            walls(root, binds)
            os.write(report, b"up")
            inside(root, command, environment, report)
        os.close(report)
        pass_on(first)
    except (OSError, Forbidden) as error:
        os.write(report, f"no: {error}".encode())
        os._exit(125)


def bare(root, command, environment, report):
    """In a child: the fallback, a chroot alone."""
    first = os.fork()
    if first == 0:
        inside(root, command, environment, report)
    os.close(report)
    pass_on(first)


def pass_on(child):
    """Waits for a child while passing signals on, then ends as it did."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda got, _: os.kill(child, got))
    LIBC.prctl(SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    _, status = os.waitpid(child, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF if not os.WIFSIGNALED(status) else 128 + os.WTERMSIG(status))


def attempt(work, *arguments):
    """Runs `work` in a child; returns the child and what it reported first."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        work(*arguments, theirs)
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        return child, pipe.read().decode()


def run(root, binds, command, environment):
    child, said = attempt(container, root, binds, command, environment)
    if not said.startswith("up"):
        os.waitpid(child, 0)
        if os.getuid() != 0:
            say(f"SKIPPED: this machine gives an ordinary user neither namespaces nor mounts ({said}); run it as root")
            return SKIPPED
        say(f"this machine forbids mounting ({said}): a chroot on a copy without write bits stands in for the read-only root")
        copy = fallback(root, binds)
        try:
            child, _ = attempt(bare, copy, command, environment)
            return wait(child)
        finally:
            shutil.rmtree(copy.parent, ignore_errors=True)
    return wait(child)


def wait(child):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda got, _: os.kill(child, got))
    _, status = os.waitpid(child, 0)
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)


def pair(text):
    source, _, place = text.rpartition(":")
    if not source or not place.startswith("/"):
        raise argparse.ArgumentTypeError("write HOST:PLACE, PLACE beginning with /")
    return str(Path(source).resolve()), place


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bind", action="append", default=[], type=pair, metavar="HOST:PLACE", help="mounted read-only")
    parser.add_argument("--env", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--image", choices=LIST["images"], help="whose entry point and environment; default: the folder's name")
    parser.add_argument("root", type=Path)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    root = given.root.resolve()
    image = LIST["images"][given.image or root.parent.name]
    environment = {**image["env"], "HOME": LIST["user"]["home"], **dict(one.split("=", 1) for one in given.env)}
    if not sys.platform.startswith("linux"):
        say("SKIPPED: the images hold Linux programs")
        return SKIPPED
    command = given.command or [*image["entrypoint"], "--help"]
    return run(root, given.bind, command, environment)


if __name__ == "__main__":
    sys.exit(main())
