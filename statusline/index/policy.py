"""What the index keeps: calls of so many days, with their folders or with hashes in place of these."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from statusline.config.index import NUMBERS, OFF
from statusline.errors import StatuslineError, sentence
from statusline.frozen import dataclass
from statusline.hot.text import DAY

if TYPE_CHECKING:
    from statusline.config import Config
    from statusline.state.environment import Environment

PROJECT, LOG = "project:", "log:"  # what a hash begins with
_BYTES = 8


@dataclass(frozen=True, slots=True)
class Policy:
    """`oldest`: calls before it are forgotten (epoch seconds). `salt`: of the hashes, None where folders are kept."""

    oldest: int = 0
    salt: bytes | None = None

    def project(self, folder: str) -> str:
        """Return what the index keeps of the folder that a session worked in."""
        return folder if self.salt is None or not folder else PROJECT + _hash(self.salt, folder)

    def log(self, path: str) -> str:
        """Return what the index keeps of the path of a log: that has the folder in it."""
        return path if self.salt is None else LOG + _hash(self.salt, path)


KEEP_ALL = Policy()


def of(environment: Environment, config: Config, now: int) -> Policy:
    oldest = now - config.index.keep_days * DAY
    if config.index.keep != NUMBERS:
        return Policy(oldest)
    from statusline.state import salt  # here and below: most users have folders, and need neither

    return Policy(oldest, salt.of(environment.state))


def is_off(config: Config) -> bool:
    return config.index.keep == OFF


def refusal(environment: Environment) -> StatuslineError:
    """Return the error of a command that would read logs although the index is off."""
    message = sentence('The index is off: keep in [index] of {path} is "off".', path=environment.config)
    return StatuslineError(message, 'Set it to "projects" or "numbers".')


@lru_cache(maxsize=1 << 14)
def _hash(salt_: bytes, text: str) -> str:
    import hashlib

    data = text.encode("utf-8", "surrogateescape")
    return hashlib.blake2b(data, key=salt_, digest_size=_BYTES).hexdigest()
