"""A run database for MLRun's client on a machine without an MLRun API server.

MLRun's own stand-in (`NopDB`) forgets everything: the outputs of a step cannot reach the next one,
and a step that fails stays `created`, so the workflow waits forever. This one remembers runs,
artifacts and functions while the process lives, and writes them as JSON for people to read. It
touches private parts of mlrun 1.12.1: hence the exact pin, held by `tests/runner/test_local_db.py`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import mlrun
import mlrun.db.factory
from dependency_injector import providers
from mlrun.db.nopdb import NopDB
from mlrun.lists import ArtifactList, RunList
from mlrun.utils import dict_to_json, update_in


class LocalRunDB(NopDB):
    """Runs, artifacts and functions of this process; everything else does nothing, as in NopDB."""

    def __init__(self, url: str | None = None, folder: Path | None = None) -> None:
        super().__init__(url)
        self._folder = folder
        self._records: dict[str, dict[str, Any]] = {"runs": {}, "artifacts": {}, "functions": {}}

    def __getattribute__(self, name: str) -> Any:
        """NopDB warns at every access that there is no server; here that is on purpose."""
        return object.__getattribute__(self, name)

    # Runs

    def store_run(self, struct: Any, uid: str, project: str = "", iter: int = 0) -> None:
        self._store("runs", f"{uid}-{iter}", _plain(struct))

    def update_run(self, updates: dict, uid: str, project: str = "", iter: int = 0) -> None:
        run = self._records["runs"].get(f"{uid}-{iter}", {})
        for key, value in updates.items():
            update_in(run, key, value)
        self._store("runs", f"{uid}-{iter}", run)

    def read_run(self, uid: str, project: str = "", iter: int = 0, format_: Any = None) -> dict:
        try:
            return self._records["runs"][f"{uid}-{iter}"]
        except KeyError:
            raise mlrun.errors.MLRunNotFoundError(f"Run `{uid}` is not known here.") from None

    def list_runs(self, name: str | None = None, uid: Any = None, **filters: Any) -> RunList:
        uids = [uid] if isinstance(uid, str) else uid
        runs = RunList()
        for run in self._records["runs"].values():
            metadata = run.get("metadata", {})
            if (not name or metadata.get("name") == name) and (
                not uids or metadata.get("uid") in uids
            ):
                runs.append(run)
        return runs

    # Artifacts

    def store_artifact(
        self,
        key: str,
        artifact: Any,
        iter: int | None = None,
        tag: str = "",
        project: str = "",
        tree: str | None = None,
    ) -> dict[str, Any]:
        """`key` is the artifact's key in the database; returns it as stored."""
        plain = _plain(artifact)
        self._store("artifacts", f"{key}@{tree or 'latest'}", plain)
        return plain

    def read_artifact(
        self, key: str, tag: str = "", iter: int | None = None, project: str = "",
        tree: str | None = None, uid: str | None = None, format_: Any = None,
    ) -> dict[str, Any]:  # fmt: skip
        found = self.list_artifacts(key, tree=tree)
        if not found:
            raise mlrun.errors.MLRunNotFoundError(f"Artifact `{key}` is not known here.")
        return found[-1]

    def list_artifacts(
        self, name: str = "", project: str = "", *args: Any, tree: str | None = None, **filters: Any
    ) -> ArtifactList:
        found = ArtifactList()
        for stored, artifact in self._records["artifacts"].items():
            key, _, stored_tree = stored.rpartition("@")
            if name in ("", None, key) and tree in (None, stored_tree):
                found.append(artifact)
        return found

    # Functions

    def store_function(
        self, function: Any, name: str, project: str = "", tag: str = "", versioned: bool = False
    ) -> str:
        self._store("functions", name, _plain(function))
        return ""

    def get_function(
        self, name: str, project: str = "", tag: str = "", hash_key: str = ""
    ) -> dict[str, Any]:
        try:
            return self._records["functions"][name]
        except KeyError:
            raise mlrun.errors.MLRunNotFoundError(f"Function `{name}` is not known here.") from None

    def _store(self, kind: str, key: str, record: dict[str, Any]) -> None:
        self._records[kind][key] = record
        if self._folder:
            path = self._folder / kind / f"{key}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(f".{os.getpid()}.part")
            partial.write_text(dict_to_json(record), encoding="utf-8")
            partial.replace(path)


def install(folder: Path | None = None) -> bool:
    """Make MLRun use a LocalRunDB in this process, unless an API server is configured.

    `folder`: where runs, artifacts and functions are also written as JSON, for people to read.
    Returns whether it is installed: with `MLRUN_DBPATH` (or MLRun's own configuration) naming a
    URL nothing is touched.
    """
    if "://" in (mlrun.mlconf.dbpath or ""):
        return False
    mlrun.mlconf.dbpath = mlrun.mlconf.dbpath or "./"
    factory = mlrun.db.factory.RunDBFactory()
    if isinstance(factory._run_db, LocalRunDB):
        factory._run_db._folder = folder
    else:
        factory._rundb_container.nop.override(providers.Factory(LocalRunDB, folder=folder))
        factory._run_db = LocalRunDB(mlrun.mlconf.dbpath, folder)
        factory._last_db_url = mlrun.mlconf.dbpath
    return True


def _plain(record: Any) -> dict[str, Any]:
    """MLRun objects, dictionaries and JSON text as a dictionary of plain values."""
    if isinstance(record, (str, bytes)):
        return json.loads(record)
    data = record if isinstance(record, dict) else record.to_dict()
    return json.loads(dict_to_json(data))
