"""Who works on what: names of processes, and whether one of them is still alive.

After `kill -9` the rerun must go on at once, so a claim names its process so exactly that another
process of the same machine can tell it is gone: process ids are reused, start times are not.
"""

from __future__ import annotations

import os
import socket
import uuid
from pathlib import Path


def new_owner(work: str = "") -> str:
    """A name for this process as the owner of claims: `host:pid:start:random@work`.

    `work` names what the process does, for example one shard of a run: see `Claims.take_over`.
    """
    pid, work = os.getpid(), f"@{work.replace(':', '_')}" if work else ""
    return f"{_host()}:{pid}:{_started(pid)}:{uuid.uuid4().hex[:8]}{work}"


def is_dead(owner: str) -> bool:
    """Whether `owner` was a process of this machine that no longer runs; on doubt it lives."""
    try:
        host, pid, started, _ = owner.rsplit(":", 3)
    except ValueError:
        return False
    return host == _host() and pid.isdigit() and _started(int(pid)) != started


def name_of_owner(owner: str) -> str:
    """`owner` as part of a file name."""
    return owner.replace("/", "%")


def owner_of_name(name: str, prefix: str) -> str | None:
    """The owner in a file name `PREFIX OWNER-RANDOM`, as `tempfile` makes them; None if none."""
    if not name.startswith(prefix) or "-" not in name:
        return None
    return name.removeprefix(prefix).rpartition("-")[0].replace("%", "/")


def _host() -> str:
    """Host and process-id namespace: containers may share a host name but not process ids."""
    try:
        namespace = Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    except OSError:  # not Linux
        namespace = "0"
    return f"{socket.gethostname().replace(':', '_')}/{namespace}"


def _started(pid: int) -> str:
    """Start of a process in clock ticks since boot; `gone` where there is none, `?` if unknown."""
    if not Path("/proc/self/stat").exists():
        return "?" if _exists(pid) else "gone"
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "gone"
    fields = stat.rpartition(")")[2].split()  # the name before it may hold spaces and brackets
    return "gone" if fields[0] in "ZX" else fields[19]  # a killed child stays a zombie for a while


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
