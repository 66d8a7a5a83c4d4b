"""Live pages over the database: login, roles, a log of who opened what, recordings and exports.

`create_app` is an ordinary ASGI application (Starlette); `callsight serve` runs it with uvicorn.
Both are in the extra `serve`.
"""

from callsight.serve.accounts import Account, Accounts, hash_password, load_accounts
from callsight.serve.app import create_app
from callsight.serve.server import serve

__all__ = ["Account", "Accounts", "create_app", "hash_password", "load_accounts", "serve"]
