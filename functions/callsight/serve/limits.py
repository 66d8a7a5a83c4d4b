"""How often something may fail: login attempts per account and address."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque

WINDOW = 300.0
"""Seconds after which a failure is forgotten."""
MOST_KEYS = 10_000


class Failures:
    """Counts failures per key in a sliding window; lives in this process."""

    def __init__(self, window: float = WINDOW) -> None:
        self._window = window
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, limits: dict[str, int]) -> int:
        """Seconds until another attempt is allowed; `limits`: key to most failures."""
        now = time.monotonic()
        with self._lock:
            waits = [
                self._window - (now - times[-limit])
                for key, limit in limits.items()
                if len(times := self._recent(key, now)) >= limit
            ]
        return max(1, round(max(waits))) if waits else 0

    def add(self, *keys: str) -> None:
        """Count a failure."""
        now = time.monotonic()
        with self._lock:
            for key in keys:
                self._recent(key, now).append(now)
                self._times.move_to_end(key)
            while len(self._times) > MOST_KEYS:
                self._times.popitem(last=False)

    def clear(self, *keys: str) -> None:
        """Forget the failures of these keys."""
        with self._lock:
            for key in keys:
                self._times.pop(key, None)

    def _recent(self, key: str, now: float) -> deque[float]:
        times = self._times.setdefault(key, deque(maxlen=200))
        while times and now - times[0] > self._window:
            times.popleft()
        return times
