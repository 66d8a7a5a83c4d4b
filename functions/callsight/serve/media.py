"""The redacted recording of a call, in ranges as players ask for them, and its waveform."""

from __future__ import annotations

import mimetypes
import re
import time
from pathlib import Path, PurePosixPath

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from callsight.report.waveform import waveform
from callsight.serve.context import Context, Forbidden, of, reader
from callsight.serve.pages import seen

LISTENED_SECONDS = 600.0
"""A player asks for many ranges: listening to the same call is logged once in this time."""
LARGEST_RANGE = 4 * 2**20
"""Bytes of a remote recording that one answer holds."""
PRIVATE = {"cache-control": "private, max-age=3600"}


def audio(request: Request) -> Response:
    """The recording: 200, or 206 for a range."""
    account, context = reader(request), of(request)
    record = seen(request, account)
    if not record.audio:
        raise Forbidden
    _log(context, account.name, account.role, record.call.id)
    kind = mimetypes.guess_type(record.audio)[0] or "application/octet-stream"
    if context.folder is None:
        return _remote(request, context, record.audio, kind)
    path = inside(context.folder, record.audio)
    return FileResponse(path, media_type=kind, headers=PRIVATE)


def waves(request: Request) -> Response:
    """The waveforms of the channels, as SVG paths."""
    account, context = reader(request), of(request)
    record = seen(request, account)
    if not record.audio or context.folder is None:
        return JSONResponse([])
    path = inside(context.folder, record.audio)
    found = context.keep((record.call.id, "waves"), lambda: waveform(path, record.call.seconds))
    return JSONResponse(found, headers=PRIVATE)


def inside(folder: Path, name: str) -> Path:
    """The file of this name, which must lie in the folder.

    Raises Forbidden, also where there is no such file.
    """
    root = folder.resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        raise Forbidden
    return path


def _log(context: Context, account: str, role: str, call_id: str) -> None:
    now, key = time.monotonic(), (account, call_id)
    if now - context.heard.get(key, -LISTENED_SECONDS) >= LISTENED_SECONDS:
        context.store.log_access(account, role, "listen", call_id)
        if len(context.heard) > 10_000:
            context.heard.clear()
        context.heard[key] = now


def _remote(request: Request, context: Context, name: str, kind: str) -> Response:
    """A part of a recording in an object store; players ask for the next one themselves."""
    import fsspec

    if ".." in PurePosixPath(name).parts or name.startswith("/"):
        raise Forbidden
    filesystem, root = fsspec.core.url_to_fs(context.output.rstrip("/"))
    address = f"{root}/{name}"
    try:
        size = int(filesystem.size(address))
    except (OSError, TypeError):
        raise Forbidden from None
    asked = re.fullmatch(r"bytes=(\d*)-(\d*)", request.headers.get("range", "bytes=0-"))
    first, last = asked.groups() if asked else ("0", "")
    if not first:  # the last bytes
        start, end = max(0, size - int(last or 0)), size - 1
    else:
        start, end = int(first), min(int(last) if last else size - 1, size - 1)
    if start > end:
        return Response(status_code=416, headers={"content-range": f"bytes */{size}"})
    whole = "range" not in request.headers
    if not whole:
        end = min(end, start + LARGEST_RANGE - 1)
    headers = {"accept-ranges": "bytes", **PRIVATE}
    if not whole:
        headers["content-range"] = f"bytes {start}-{end}/{size}"
    body = filesystem.cat_file(address, start=start, end=end + 1)
    return Response(body, 200 if whole else 206, headers, kind)
