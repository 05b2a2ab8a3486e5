"""The costs in prompt files, read anew from the index when that, the day or a price has changed.

An ingest compiles every few seconds while a session works; what it would find again is in a file beside the record.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from typing import TYPE_CHECKING, Any

from statusline.config.index import OFF
from statusline.errors import StatuslineError
from statusline.render.costs import NO_COSTS, Costs, ModelUse
from statusline.state import files, token_index

if TYPE_CHECKING:
    from statusline.config import Config
    from statusline.redaction import Redactor
    from statusline.state.environment import Environment

NAME = "costs.json"
_LIMIT = 1 << 20


def read(environment: Environment, config: Config, redactor: Redactor, now: int) -> Costs:
    """Return what calls have cost as of now (epoch seconds); nothing where there is no index, or it is off."""
    index = token_index.path(environment.state)
    if config.index.keep == OFF or not os.path.exists(index):
        return NO_COSTS
    stamp = [_identity(path) for path in (index, f"{index}-wal", f"{environment.state}/prices.json")]
    stamp += [time.strftime("%Y-%m-%d %Z", time.localtime(now)), repr(config.prices), redactor.mode]
    path = f"{environment.cache}/{NAME}"
    with contextlib.suppress(StatuslineError, ValueError, KeyError, TypeError):
        stored = json.loads(files.read_bytes(path, _LIMIT) or b"{}")
        if stored["stamp"] == stamp:
            return _costs(stored)
    from statusline.cost import summary  # here: it takes longer to load than to find that nothing has changed

    costs = summary.read(environment, config, redactor, now)
    with contextlib.suppress(StatuslineError):
        files.write_atomic(path, json.dumps({"stamp": stamp, **_document(costs)}).encode(), durable=False)
    return costs


def _identity(path: str) -> str:
    try:
        status = os.stat(path)
    except OSError:
        return ""
    return f"{status.st_ino} {status.st_size} {status.st_mtime_ns}"


def _document(costs: Costs) -> dict[str, Any]:
    return {"today": costs.today, "week": costs.week, "models": costs.models}


def _costs(document: Any) -> Costs:
    models = tuple(
        ModelUse(str(provider), str(model), dict(tokens), usd) for provider, model, tokens, usd in document["models"]
    )
    return Costs(str(document["today"]), str(document["week"]), models)
