"""A nightly run without an MLRun server: a crontab line, or a systemd timer of the user.

The command holds a lock while it runs, so a night that takes too long never meets the next one.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from callsight.errors import ConfigurationError
from callsight.runner.cron import Cron

NAME = "callsight-nightly"
_MARK = f"# {NAME}"


@dataclass(frozen=True)
class SystemSchedule:
    """What would be installed: files by path, or the crontab line where there is no systemd."""

    files: dict[Path, str]
    crontab: str | None

    @property
    def text(self) -> str:
        """For people to look at before it is installed."""
        if self.crontab is not None:
            return f"# crontab\n{self.crontab}\n"
        return "\n".join(f"# {path}\n{text}" for path, text in self.files.items())


def plan(cron: Cron, arguments: Sequence[str], folder: Path) -> SystemSchedule:
    """`callsight run ARGUMENTS` in `folder`, whenever `cron` says.

    Secrets are never written into a unit or a crontab: keep them in `CALLSIGHT_CONFIG` or the
    environment of the service.
    """
    command = [sys.executable, "-m", "callsight", "run", *arguments, "--no-overlap"]
    if shutil.which("systemctl") and _has_user_systemd():
        units = Path.home() / ".config" / "systemd" / "user"
        return SystemSchedule(
            {
                units / f"{NAME}.service": _service(command, folder),
                units / f"{NAME}.timer": _timer(cron),
            },
            None,
        )
    line = f"{cron.line} cd {shlex.quote(str(folder))} && {shlex.join(command)} {_MARK}"
    return SystemSchedule({}, line.replace("%", r"\%"))  # crontab reads % as a line break


def install(schedule: SystemSchedule) -> None:
    """Put it in place, instead of an earlier one. Raises ConfigurationError where it cannot be."""
    if schedule.crontab is not None:
        _write_crontab([*_foreign_lines(), schedule.crontab])
        return
    for path, text in schedule.files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    _systemctl("daemon-reload")
    _systemctl("enable", "--now", f"{NAME}.timer")


def uninstall() -> bool:
    """Take away what `install` left; returns whether there was anything."""
    found = False
    units = Path.home() / ".config" / "systemd" / "user"
    if (units / f"{NAME}.timer").exists():
        _systemctl("disable", "--now", f"{NAME}.timer")
        for suffix in ("timer", "service"):
            (units / f"{NAME}.{suffix}").unlink(missing_ok=True)
        found = True
    if shutil.which("crontab") and len(kept := _foreign_lines()) < len(_crontab_lines()):
        _write_crontab(kept)
        found = True
    return found


def _service(command: Sequence[str], folder: Path) -> str:
    quoted = " ".join(_systemd_quote(word) for word in command)
    return (
        "[Unit]\nDescription=Callsight: transcribe, redact and analyze new calls\n\n"
        f"[Service]\nType=oneshot\nWorkingDirectory={str(folder).replace('%', '%%')}\n"
        f"ExecStart={quoted}\nNice=10\n"
    )


def _timer(cron: Cron) -> str:
    return (
        "[Unit]\nDescription=Callsight, every night\n\n"
        f"[Timer]\nOnCalendar={cron.on_calendar}\nPersistent=true\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )


def _systemd_quote(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


def _has_user_systemd() -> bool:
    done = subprocess.run(
        ["systemctl", "--user", "show-environment"], capture_output=True, timeout=10
    )
    return done.returncode == 0


def _systemctl(*arguments: str) -> None:
    done = subprocess.run(["systemctl", "--user", *arguments], capture_output=True, text=True)
    if done.returncode:
        raise ConfigurationError(f"systemctl said: {done.stderr.strip() or done.returncode}")


def _crontab_lines() -> list[str]:
    done = subprocess.run(["crontab", "-l"], capture_output=True, text=True)
    return done.stdout.splitlines() if done.returncode == 0 else []  # nobody has one at first


def _foreign_lines() -> list[str]:
    if not shutil.which("crontab"):
        raise ConfigurationError(
            "There is neither systemd for users nor crontab here: install one (`apt-get install "
            "cron`), or run the line shown above from your own scheduler."
        )
    return [line for line in _crontab_lines() if _MARK not in line]


def _write_crontab(lines: Sequence[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    done = subprocess.run(["crontab", "-"], input=text, capture_output=True, text=True)
    if done.returncode:
        raise ConfigurationError(f"crontab said: {done.stderr.strip() or done.returncode}")
