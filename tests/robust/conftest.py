"""What the tests of commands have, for those that try the same commands with broken things around them."""

from __future__ import annotations

from tests.commands.conftest import _engine, _remembered, sent, sent_out

__all__ = ["_engine", "_remembered", "sent", "sent_out"]
