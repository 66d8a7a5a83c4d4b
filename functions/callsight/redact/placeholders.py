"""What takes the place of a value: the same for each mention within a call.

`[PERSON_1]` is the same person everywhere, so a summary of a redacted call stays readable.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import Final

from callsight.redact.policy import KEY_VARIABLE, Policy

_LEAST_SHARED: Final = 3
"""Characters that a part of a value needs to count as the same value ("the last four")."""


class Placeholders:
    """The placeholders of one call."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._known: dict[str, list[str]] = {}

    def of(self, entity: str, value: str) -> str:
        """What stands for `value`: by the policy a placeholder, mask, keyed hash, or nothing."""
        action = self._policy.action_for(entity)
        if action == "drop":
            return ""
        number, whole = self._number(entity, _canonical(entity, value))
        if action == "hash":
            key = os.environ[KEY_VARIABLE].encode()
            digest = hmac.new(key, f"{entity}:{whole}".encode(), hashlib.sha256).hexdigest()
            return f"[{entity}_{digest[:10]}]"
        if action == "mask" and len(whole) > 4:
            return f"[{entity}_{number} ****{whole[-4:].upper()}]"
        return f"[{entity}_{number}]"

    def _number(self, entity: str, value: str) -> tuple[int, str]:
        """The number of a value, counted from 1 per entity, and its longest form."""
        known = self._known.setdefault(entity, [])
        for k in range(len(known) - 1, -1, -1):
            if _same(entity, known[k], value):
                known[k] = max(known[k], value, key=len)
                return k + 1, known[k]
        known.append(value)
        return len(known), value


def _canonical(entity: str, value: str) -> str:
    if entity == "PERSON":
        return " ".join(sorted(value.lower().replace(".", " ").split()))
    return "".join(character for character in value.lower() if character.isalnum())


def _same(entity: str, one: str, other: str) -> bool:
    if one == other:
        return True
    if entity == "PERSON":
        a, b = set(one.split()), set(other.split())
        return a <= b or b <= a
    short, long = sorted((one, other), key=len)
    return len(short) >= _LEAST_SHARED and short in long
