"""The command line as people call it."""

from tests.cli.conftest import call

__all__ = ["call"]
