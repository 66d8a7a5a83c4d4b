"""Who may log in, as what, and whose calls they see: a user file, or one token for everybody.

Passwords are kept as scrypt hashes (RFC 7914, with OWASP's parameters) and compared in constant
time; an unknown name takes as long as a wrong password.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from callsight.errors import ConfigurationError
from callsight.report.selection import Selection
from callsight.store import Filters

Role = Literal["agent", "lead", "admin"]
TOKEN_VARIABLE = "CALLSIGHT_SERVE_TOKEN"
SHORTEST_TOKEN = 16
"""Characters: anything shorter can be guessed."""
SHORTEST_PASSWORD = 10
_COST, _BLOCK, _PARALLEL = 2**15, 8, 3
_MEMORY = 128 * _COST * _BLOCK * 2


@dataclass(frozen=True)
class Account:
    """Somebody who looks."""

    name: str
    role: Role
    password: str = field(default="", repr=False)
    """Hash; see `hash_password`."""
    agents: frozenset[str] = frozenset()
    """Agent ids whose calls an agent or lead sees."""
    queues: frozenset[str] = frozenset()
    """Queues whose calls a lead sees."""

    def selection(self, filters: Filters | None = None) -> Selection:
        """The calls with these filters that this account may see."""
        filters = filters or Filters()
        if self.role == "admin":
            return Selection(filters)
        return Selection(filters, agents=self.agents, queues=self.queues)

    @property
    def fingerprint(self) -> str:
        """Changes with password and rights, so that old sessions end."""
        rights = (self.name, self.role, self.password, *sorted(self.agents), *sorted(self.queues))
        return hashlib.sha256("\0".join(rights).encode()).hexdigest()[:16]


class _Entry(BaseModel):
    """One user of the file."""

    model_config = ConfigDict(extra="forbid")

    role: Role
    password: str
    agent_id: str | None = None
    agents: list[str] = []
    queues: list[str] = []

    @model_validator(mode="after")
    def _fits(self) -> _Entry:
        if self.role == "agent" and not self.agent_id:
            raise ValueError("an agent needs `agent_id`")
        if self.role == "lead" and not (self.agents or self.queues):
            raise ValueError("a lead needs `agents` or `queues`")
        if not self.password.startswith("scrypt$"):
            raise ValueError("`password` must be a hash: make it with `callsight user`")
        return self


@dataclass(frozen=True)
class Accounts:
    """Everybody who may log in."""

    by_name: Mapping[str, Account] = field(default_factory=dict)
    token: str = field(default="", repr=False)
    """Opens everything, without a name; empty: there is none."""

    @property
    def secured(self) -> bool:
        """Whether anybody has to log in."""
        return bool(self.by_name or self.token)

    def find(self, name: str, fingerprint: str) -> Account | None:
        """The account of a session; None where it was removed or changed."""
        account = self._token_account() if name == "token" else self.by_name.get(name)
        same = account and hmac.compare_digest(account.fingerprint, fingerprint)
        return account if same else None

    def check(self, name: str, password: str) -> Account | None:
        """The account with this name and password; no name: the password is the token."""
        if not name:
            return self.check_token(password)
        account = self.by_name.get(name)
        right = verify_password(password, account.password if account else _nobody())
        return account if account and right else None

    def check_token(self, token: str) -> Account | None:
        """The account of the token."""
        given, wanted = (hashlib.sha256(text.encode()).digest() for text in (token, self.token))
        return self._token_account() if self.token and hmac.compare_digest(given, wanted) else None

    def _token_account(self) -> Account | None:
        return Account("token", "admin", self.token) if self.token else None


def load_accounts(
    users: Path | None = None,
    token_file: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Accounts:
    """Accounts from a user file (YAML), a token file, or `CALLSIGHT_SERVE_TOKEN`.

    Raises ConfigurationError for a file that cannot be used and for a token that is too short.
    """
    environment = os.environ if environment is None else environment
    token = environment.get(TOKEN_VARIABLE, "")
    if token_file is not None:
        token = _read(token_file).strip()
    if (token or token_file) and len(token) < SHORTEST_TOKEN:
        raise ConfigurationError(
            f"The token for `callsight serve` must have at least {SHORTEST_TOKEN} characters: "
            "make one with `openssl rand -hex 32`."
        )
    return Accounts(_users(users) if users else {}, token)


def hash_password(password: str) -> str:
    """`password` as the user file keeps it."""
    if len(password) < SHORTEST_PASSWORD:
        raise ConfigurationError(f"A password needs at least {SHORTEST_PASSWORD} characters.")
    salt = secrets.token_bytes(16)
    return f"scrypt${_COST}${_BLOCK}${_PARALLEL}${_text(salt)}${_text(_scrypt(password, salt))}"


def verify_password(password: str, hashed: str) -> bool:
    """Whether `hashed` was made from `password`; False for a damaged hash."""
    try:
        _, cost, block, parallel, salt, key = hashed.split("$")
        costs = int(cost), int(block), int(parallel)
        found = _scrypt(password, base64.b64decode(salt), *costs)
        return hmac.compare_digest(found, base64.b64decode(key))
    except ValueError:
        return False


def _scrypt(
    password: str, salt: bytes, cost: int = _COST, block: int = _BLOCK, parallel: int = _PARALLEL
) -> bytes:
    return hashlib.scrypt(
        password.encode(), salt=salt, n=cost, r=block, p=parallel, maxmem=_MEMORY, dklen=32
    )


def _nobody() -> str:
    """A hash that nothing matches, as costly to check as any other."""
    return f"scrypt${_COST}${_BLOCK}${_PARALLEL}${_text(b'nobody' * 3)}${_text(bytes(32))}"


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _users(path: Path) -> dict[str, Account]:
    try:
        data: Any = yaml.safe_load(_read(path))
    except yaml.YAMLError:
        raise ConfigurationError(f"User file `{path}` is no YAML.") from None
    entries = data.get("users") if isinstance(data, dict) else None
    if not isinstance(entries, dict) or not entries or set(data) != {"users"}:
        raise ConfigurationError(
            f"User file `{path}` must hold `users:` with a name and its `role`, `password` and "
            "`agent_id`, `agents` or `queues`: `callsight user NAME` writes it."
        )
    return {str(name): _account(path, str(name), entry) for name, entry in entries.items()}


def _account(path: Path, name: str, values: Any) -> Account:
    try:
        entry = _Entry.model_validate(values)
    except ValidationError as error:
        problem = error.errors()[0]  # its input is never shown: it may be a password
        place = ".".join(map(str, problem["loc"]))
        roles = ", ".join(get_args(Role))
        raise ConfigurationError(
            f"User `{name}` of `{path}` is not right: {place} {problem['msg']} (roles: {roles})."
        ) from None
    if name == "token" or not 0 < len(name) <= 64:
        raise ConfigurationError(f"User name `{name}` of `{path}` cannot be used: choose another.")
    agents = {entry.agent_id} if entry.role == "agent" and entry.agent_id else set(entry.agents)
    queues = entry.queues if entry.role == "lead" else ()
    return Account(name, entry.role, entry.password, frozenset(agents), frozenset(queues))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"Cannot read `{path}` ({type(error).__name__}).") from None
