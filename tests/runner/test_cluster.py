"""Cron lines, submissions and schedules of this machine: what is sent, and what is refused."""

import http.server
import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsight.config import load_config
from callsight.errors import ConfigurationError
from callsight.runner import cluster, images, server, system
from callsight.runner.cron import parse_cron
from callsight.runner.lock import lock_of
from callsight.runner.notify import notify, parse_notification
from callsight.runner.usage import parse

ROOT = Path(__file__).parents[2]
CLUSTER = {"recordings": "s3://calls/in", "output": "s3://calls/out"}


@pytest.mark.parametrize(
    ("text", "line", "calendar"),
    [
        ("0 2 * * *", "0 2 * * *", "*-*-* 2:0:00"),
        ("*/30 * * * *", "0,30 * * * *", "*-*-* *:0,30:00"),
        ("15 1-3 * * 1-5", "15 1,2,3 * * mon,tue,wed,thu,fri",
         "Mon,Tue,Wed,Thu,Fri *-*-* 1,2,3:15:00"),
        ("0 4 * * 7", "0 4 * * sun", "Sun *-*-* 4:0:00"),
        ("0 4 1 jan,7 *", "0 4 1 1,7 *", "*-1,7-1 4:0:00"),
    ],
)  # fmt: skip
def test_cron_lines(text: str, line: str, calendar: str) -> None:
    cron = parse_cron(text)
    assert (cron.line, cron.on_calendar) == (line, calendar)
    checked = subprocess.run(["systemd-analyze", "calendar", calendar], capture_output=True)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("daily", "1 fields"),
        ("0 2 * *", "4 fields"),
        ("0 25 * * *", "within 0 to 23"),
        ("0 2 * * moonday", "no number"),
        ("0 2 * * mon-", "cannot be read"),
        ("*/0 * * * *", "within"),
        ("0 2 1 * 1", "weekday together"),
        ("*/5 * * * *", "every 5 minutes"),
        ("* * * * *", "every 1 minutes"),
        ("0,55 * * * *", "every 5 minutes"),
        ("59,0 23,0 * * *", "every 1 minutes"),
    ],
)
def test_what_is_no_cron_line_or_too_frequent(text: str, why: str) -> None:
    with pytest.raises(ConfigurationError, match=why):
        parse_cron(text)


@given(st.text(alphabet="0123456789*/-, adfjmnostuw", max_size=20))
def test_any_text_is_a_schedule_or_a_clear_refusal(text: str) -> None:
    try:
        cron = parse_cron(text)
    except ConfigurationError as problem:
        assert "`" in str(problem)
    else:
        assert parse_cron(cron.line) == cron


def test_settings_of_a_cluster_hold_what_differs_and_no_secret() -> None:
    config = load_config(CLUSTER | {"database": "postgresql://u:hunter2@db/calls"})
    settings = cluster.cluster_settings(config)
    assert settings["database"] == "${CALLSIGHT_DATABASE}"
    assert settings["recordings"] == "s3://calls/in"
    assert "hunter2" not in json.dumps(settings) and "redact.policy" not in settings


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("recordings", "/data/calls"),
        ("output", "callsight-data"),
        ("ingest.metadata", "calls.csv"),
        ("scratch", "file:///tmp/x"),
        ("redact.policy", str(ROOT / "project.yaml")),
    ],
)
def test_a_folder_that_a_pod_cannot_see(key: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"`{key}` is .* a pod cannot see"):
        cluster.cluster_settings(load_config(CLUSTER | {key: value}))


def test_a_secret_in_a_parameter_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="holds a secret") as problem:
        cluster.cluster_settings(load_config(CLUSTER | {"recordings": "s3://me:hunter2@calls/in"}))
    assert "hunter2" not in str(problem.value)


class SecretKeys(http.server.BaseHTTPRequestHandler):
    """Answers MLRun's client as a server does whose project has one secret, `SLACK`."""

    def do_GET(self) -> None:
        keys = {"provider": "kubernetes", "secret_keys": ["SLACK"]}
        body = json.dumps(keys if "secret-keys" in self.path else {"version": "1.10.0"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """No lines on stderr."""


def test_a_missing_secret_of_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    import mlrun
    from mlrun.db.httpdb import HTTPRunDB

    answering = http.server.ThreadingHTTPServer(("127.0.0.1", 0), SecretKeys)
    threading.Thread(target=answering.serve_forever, daemon=True).start()
    database = HTTPRunDB(f"http://127.0.0.1:{answering.server_port}")
    monkeypatch.setattr(mlrun, "get_run_db", lambda: database)
    project = mlrun.projects.MlrunProject.from_dict({"metadata": {"name": "callsight"}})
    try:
        project.spec.params = {"secrets": ["SLACK"]}
        cluster.check_secrets(project)
        project.spec.params = {"secrets": ["SLACK", "CALLSIGHT_DATABASE"]}
        with pytest.raises(ConfigurationError, match="callsight mlrun secret CALLSIGHT_DATABASE"):
            cluster.check_secrets(project)
    finally:
        answering.shutdown()
        answering.server_close()


@pytest.mark.parametrize("source", [None, "", ".", "/work/callsight", "file:///x", "./x.zip"])
def test_a_source_that_is_not_remote(source: str | None) -> None:
    with pytest.raises(ConfigurationError, match="not remote" if source else "No source"):
        cluster.check_source(source)


class _Answer(http.server.BaseHTTPRequestHandler):
    """Records what is posted; answers every GET with the server's `text`."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.server.text)  # type: ignore[attr-defined]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append(json.loads(body))  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments: Any) -> None:
        """Quiet."""


@pytest.fixture
def web() -> Iterator[Any]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answer) as found:
        found.text, found.posted = b'{"version": "1.12.1"}', []  # type: ignore[attr-defined]
        threading.Thread(target=found.serve_forever, daemon=True).start()
        yield found
        found.shutdown()


def test_the_version_of_the_server(web: Any) -> None:
    url = f"http://127.0.0.1:{web.server_port}"
    assert server.check_server(url) == "1.12.1"
    web.text = b'{"version": "1.5.2"}'
    with pytest.raises(ConfigurationError, match=r"1\.5\.2.*1\.7 or newer"):
        server.check_server(url)
    web.text = b"<html>"
    with pytest.raises(ConfigurationError, match="something else answers"):
        server.check_server(url)


def test_a_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="MLRUN_DBPATH"):
        server.required_server()
    monkeypatch.setenv("MLRUN_DBPATH", "http://user:hunter2@127.0.0.1:9")
    with pytest.raises(ConfigurationError, match="does not answer") as problem:
        server.required_server()
    assert "hunter2" not in str(problem.value)


def test_a_dead_server_stops_a_run_at_once(
    call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MLRUN_DBPATH", "http://127.0.0.1:9")
    done = call("run", "samples", "--output", tmp_path)
    assert done.exit_code == 2 and "does not answer" in done.stderr


def test_the_webhook_hears_the_counts(web: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK", f"http://127.0.0.1:{web.server_port}/hook")
    told = [parse_notification("webhook=${HOOK}"), parse_notification("slack=${HOOK}")]
    assert notify(told, "8 calls processed", good=True, results={"calls": 8}) == 2
    assert web.posted[0]["message"] == "8 calls processed"
    assert web.posted[0]["runs"][0]["status"]["results"] == {"calls": 8}
    assert "8 calls processed" in json.dumps(web.posted[1])


def test_a_notification_that_fails_costs_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    told = [parse_notification("webhook=http://127.0.0.1:9/secret"), {"kind": "pigeon"}]
    told.append(parse_notification("mail=${NOT_SET_HERE}"))
    assert notify(told, "news", good=False, results={}) == 0
    assert len(caplog.records) == 3 and "9/secret" not in caplog.text
    with pytest.raises(ConfigurationError, match="slack=URL"):
        parse_notification("pigeon=coop")


def test_a_crontab_line_runs_what_it_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A crontab of our own, because a test must not touch the developer's."""
    table = tmp_path / "table"
    table.write_text("0 5 * * * backup\n")
    fake = tmp_path / "crontab"
    fake.write_text(f'#!/bin/sh\n[ "$1" = -l ] && exec cat {table}\ncat > {table}\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(system, "_has_user_systemd", lambda: False)
    plan = system.plan(parse_cron("0 2 * * 1"), ["in 100%", "--profile", "cpu"], tmp_path)
    for _ in range(2):  # the second one replaces the first
        system.install(plan)
    lines = table.read_text().splitlines()
    assert lines[0] == "0 5 * * * backup" and len(lines) == 2
    assert lines[1].startswith(f"0 2 * * mon cd {tmp_path} && ")
    assert r"run 'in 100\%' --profile cpu --no-overlap" in lines[1]
    assert system.uninstall() and not system.uninstall()
    assert table.read_text() == "0 5 * * * backup\n"


def test_systemd_units_are_valid(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(system, "_has_user_systemd", lambda: True)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    plan = system.plan(parse_cron("0 2 * * *"), ["calls of $today 100%"], tmp_path)
    assert [path.suffix for path in plan.files] == [".service", ".timer"]
    for path, text in plan.files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--user", *plan.files], capture_output=True, text=True
    )
    assert "callsight" not in checked.stderr, checked.stderr
    assert "calls of $$today 100%%" in plan.text


def test_runs_over_one_database_do_not_overlap(tmp_path: Path) -> None:
    config = load_config({"output": str(tmp_path)})
    with lock_of(config):
        with pytest.raises(ConfigurationError, match="still going on"), lock_of(config):
            pass
        with lock_of(load_config({"output": str(tmp_path / "other")})):
            pass
    with lock_of(config):
        pass


def test_images_are_built_from_the_pins() -> None:
    for family in images.BASES:
        install = images.commands(family, ROOT)
        assert len(install) == 2 and "apt-get install" in install[0]
        assert "--constraint /callsight/functions/images/constraints.txt" in install[1]
        base = (ROOT / f"functions/images/{family}.Dockerfile").read_text()
        assert f"FROM {images.BASES[family]}\n" in base
    pins = (ROOT / "functions/images/constraints.txt").read_text().splitlines()
    assert {"mlrun==1.12.1", "torch==2.13.0", "s3fs==2025.7.0"} <= set(pins)
    ours = (ROOT / ".ci/constraints.txt").read_text().lower().replace("_", "-").splitlines()
    changed = {
        pin.split("==")[0]
        for pin in (line.lower().replace("_", "-") for line in pins if "==" in line)
        if any(line.split("==")[0] == pin.split("==")[0] for line in ours) and pin not in ours
    }
    assert changed == {"kubernetes", "python-dateutil", "wrapt"}


def test_numbers_of_the_gpus() -> None:
    assert parse("1024, 87\n512, [N/A]\nno devices\n") == [(1024.0, 87.0), (512.0, 0.0)]


def test_after_its_deadline_a_run_starts_no_further_call(
    clips: Callable[[int], Path], tmp_path: Path
) -> None:
    from tests.killable import configuration, run_stages

    folder, out = str(clips(2)), str(tmp_path / "out")
    late = run_stages(configuration(folder, out, deadline_minutes=1e-6), "late")
    assert [report.done for report in late.values()] == [0, 0, 0, 0]
    started = time.monotonic()
    good = run_stages(configuration(folder, out, deadline_minutes=60), "good")
    assert good["analyze"].done == 2 and time.monotonic() - started < 3600
