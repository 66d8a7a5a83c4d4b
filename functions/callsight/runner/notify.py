"""Telling people how a run ended, through MLRun's own notifications (Slack, webhook, mail, …)."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from callsight.config import resolve_references
from callsight.errors import CallsightError, ConfigurationError

logger = logging.getLogger(__name__)

KINDS = ("slack", "webhook", "mail", "git", "console")


def parse_notification(text: str) -> dict[str, Any]:
    """`slack=${SLACK_WEBHOOK}`, `webhook=URL` or `mail=ADDRESS` as MLRun's parameters.

    Raises ConfigurationError for anything else.
    """
    kind, equals, value = text.partition("=")
    names = {"slack": "webhook", "webhook": "url", "mail": "email_addresses"}
    if not equals or kind not in names or not value:
        raise ConfigurationError(
            f"`--notify {text}` must be `slack=URL`, `webhook=URL` or `mail=ADDRESS`; write "
            "`${NAME}` for a value that is a secret of the project."
        )
    return {"kind": kind, "params": {names[kind]: value}}


def notify(
    notifications: Sequence[Mapping[str, Any]], message: str, *, good: bool, results: Mapping
) -> int:
    """Send `message` by each of `notifications`; returns how many were sent.

    A message that cannot be sent is a warning in the log: the calls are stored all the same.
    """
    from mlrun.utils.notifications.notification import NotificationTypes

    sent = 0
    run = {
        "metadata": {"name": "report", "project": "callsight", "uid": "", "iter": 0, "labels": {}},
        "status": {"state": "completed" if good else "error", "results": dict(results)},
    }
    for item in notifications:
        kind = str(item.get("kind", ""))
        try:
            params = resolve_references(item.get("params") or {})
            notification = NotificationTypes(kind).get_notification()("callsight", params)
            answer = notification.push(message, "info" if good else "error", [run])
            if inspect.isawaitable(answer):
                asyncio.run(_wait(answer))
            sent += 1
        except CallsightError as problem:
            logger.warning("The notification by %s was not sent: %s", kind, problem)
        except Exception as problem:  # its text may hold the address, which is a secret
            logger.warning(
                "The notification by %s was not sent (%s).", kind, type(problem).__name__
            )
    return sent


async def _wait(answer: Any) -> Any:
    return await answer
