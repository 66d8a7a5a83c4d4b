"""Is there an MLRun API server, does it answer, and does it fit?

MLRun's own client tries for half a minute and raises what it likes; here one question is asked
before anything else.
"""

from __future__ import annotations

import json
import os
import re
import urllib.error
import urllib.request

from callsight.config import hide_secrets
from callsight.errors import ConfigurationError

OLDEST = (1, 7)
"""Older servers do not store what this client logs as artifacts."""
SECONDS = 4.0
"""For this long a server may think about it."""


def server_url() -> str | None:
    """The API server that the environment or MLRun's configuration names."""
    url = os.environ.get("MLRUN_DBPATH", "")
    return url.rstrip("/") if "://" in url else None


def check_server(url: str, oldest: tuple[int, int] | None = None) -> str:
    """The version of the server.

    Raises ConfigurationError within `SECONDS` where it does not answer or does not fit.
    """
    shown = hide_secrets(url)
    try:
        with urllib.request.urlopen(f"{url}/api/v1/client-spec", timeout=SECONDS) as answer:
            version = str(json.load(answer).get("version") or "unknown")
    except urllib.error.HTTPError as problem:
        todo = f"it answers with HTTP {problem.code}: check the address, and its user and token"
        raise _unfit(shown, todo) from None
    except OSError as problem:
        reason = getattr(problem, "reason", None) or problem
        what = "did not answer in time" if isinstance(reason, TimeoutError) else "does not answer"
        todo = f"it {what}: start it, forward its port, or unset MLRUN_DBPATH to run without one"
        raise _unfit(shown, todo) from None
    except ValueError:
        raise _unfit(shown, "something else answers there: check the address") from None
    numbers = re.match(r"(\d+)\.(\d+)", version)
    oldest = oldest or OLDEST
    if numbers and (int(numbers[1]), int(numbers[2])) < oldest:
        raise _unfit(
            shown,
            f"it runs MLRun {version}, and Callsight needs {oldest[0]}.{oldest[1]} or newer: "
            "upgrade it",
        )
    return version


def required_server(oldest: tuple[int, int] | None = None) -> str:
    """URL of a server that answers and fits.

    Raises ConfigurationError where none is named, or it is not usable.
    """
    if not (url := server_url()):
        raise ConfigurationError(
            "There is no MLRun server to submit to: set `MLRUN_DBPATH` to its URL, for example "
            "`http://localhost:30070`. Without a server: `callsight run`, and "
            "`callsight schedule --system`."
        )
    check_server(url, oldest)
    return url


def _unfit(shown: str, why: str) -> ConfigurationError:
    return ConfigurationError(f"The MLRun server `{shown}` cannot be used: {why}.")
