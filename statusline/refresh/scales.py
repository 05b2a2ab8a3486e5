"""The scales of the windows, found anew once an hour behind the network, so that no prompt file waits for them."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING

from statusline.blame import left
from statusline.errors import StatuslineError
from statusline.state import token_index, transaction

if TYPE_CHECKING:
    from statusline.refresh.job import Job


def renew(job: Job, now: int) -> None:
    """Renew those that are old; where there is no index or no history, there is nothing to do. now: epoch seconds."""
    if not os.path.exists(token_index.path(job.environment.state)):
        return
    with contextlib.suppress(StatuslineError, sqlite3.Error):
        record = transaction.read(job.environment, now).record
        old = [account for account in record.accounts if left.due(job.environment.cache, account, now)]
        if old:
            from statusline.blame import reading, scales  # here: mostly nothing is old

            with reading.opened(job.environment, now) as sources:
                for account in old:
                    scales.renew(sources, account)
