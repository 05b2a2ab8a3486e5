"""The months that the index reads from Codex's logs can be forecast, and our projection is nearer there, too."""

import json
import time
from pathlib import Path

from statusline.config import Config
from statusline.index import update
from statusline.limits.forecast import LEADS
from statusline.providers.codex.login import codex_account
from statusline.state import samples
from statusline.state.environment import find_environment
from support import backtest, weeks

NOW = 1_795_824_000  # 2026-11-28
SHIFT = NOW // weeks.WEEK * weeks.WEEK - 20 * weeks.WEEK
ACCOUNTS = [(person, seed) for person in weeks.PEOPLE for seed in range(3)]


def rollout(person, seed):
    """Yield (time, kind, payload) of the lines of a session that went on for 20 weeks."""
    yield 0, "session_meta", {"id": f"{person} {seed}", "creator_user_id": person, "creator_account_id": str(seed)}
    steps = weeks.use(weeks.PEOPLE[person], 20, f"{person} {seed}")
    for cycle in weeks.weekly(steps, 90, 41 + 11 * seed):
        for at, used in cycle.points:
            window = {"used_percent": used, "window_minutes": 7 * 24 * 60, "resets_at": cycle.resets_at + SHIFT}
            yield at, "event_msg", {"type": "token_count", "rate_limits": {"limit_id": "codex", "primary": window}}


def text(at, kind, payload):
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(at + SHIFT))
    return json.dumps({"timestamp": stamp, "type": kind, "payload": payload}) + "\n"


def test_ours_is_nearer_on_the_history_of_codex(environ):
    folder = Path(environ["HOME"], ".codex/sessions/2026/07/11")
    folder.mkdir(parents=True)
    for number, account in enumerate(ACCOUNTS):
        (folder / f"rollout-{number}.jsonl").write_text("".join(text(*line) for line in rollout(*account)))
    here = find_environment(environ)
    update.all_at_once(here, Config(), NOW, lambda *_: None)
    with samples.reading(here.state) as history:
        keys = [codex_account(person, str(seed)) for person, seed in ACCOUNTS]
        cycles = [backtest.of_history(history, key, "seven_day", weeks.WEEK, NOW) for key in keys]
    scores = backtest.scores(cycles, weeks.WEEK)
    assert list(scores) == list(LEADS)
    worse = {lead: score for lead, score in scores.items() if score.forecast.mean >= score.average_rate.mean}
    assert worse == {}
