"""The table [alerts]."""

from __future__ import annotations

from dataclasses import dataclass

from statusline.config import checks
from statusline.config.declaring import option


@dataclass(frozen=True, slots=True)
class Alerts:
    """The table [alerts]: where messages go and what they are about."""

    enabled: bool = option("Whether there are any.", checks.boolean, default=False)
