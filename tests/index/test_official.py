"""What Codex's rollouts say of its limits is in the history, as of when it was said."""

import json
import os
from pathlib import Path

from statusline.config import Config
from statusline.hot.text import DAY
from statusline.index import update
from statusline.limits.model import Account, LoginState, Record, SignedIn
from statusline.providers.codex.login import codex_account
from statusline.state import files, record, samples
from statusline.state.environment import find_environment
from support.usage_logs import NOW

ME = codex_account("user", "account")


def line(at: str, kind: str, payload: dict[str, object]) -> str:
    return json.dumps({"timestamp": f"2026-11-20T{at}.000Z", "type": kind, "payload": payload}) + "\n"


def snapshot(at: str, used: float, limit: str = "codex") -> str:
    window = {"used_percent": used, "window_minutes": 300, "resets_at": 1_795_180_000}
    return line(at, "event_msg", {"type": "token_count", "rate_limits": {"limit_id": limit, "primary": window}})


def rollout(environ: dict[str, str], *lines: str, **meta: str) -> None:
    folder = Path(environ["HOME"], ".codex/sessions/2026/11/20")
    folder.mkdir(parents=True, exist_ok=True)
    begin = line("10:00:00", "session_meta", {"id": "a", "cwd": "/p", "model_provider": "openai", **meta})
    (folder / "rollout-a.jsonl").write_text(begin + "".join(lines), encoding="utf-8")


def known(environ: dict[str, str], config: Config) -> list[float]:
    update.a_part(find_environment(environ), config, NOW)
    with samples.reading(find_environment(environ).state) as history:
        return [point.used for point in history.series(ME, "five_hour")] if history else []


IDS = {"creator_user_id": "user", "creator_account_id": "account"}
LINES = (snapshot("10:01:00", 5), snapshot("10:02:00", 5), snapshot("10:03:00", 7.5), snapshot("10:04:00", 60, "other"))


def test_changes_of_the_main_limit_are_kept(environ: dict[str, str]) -> None:
    rollout(environ, *LINES, **IDS)
    assert known(environ, Config()) == [5, 7.5]


def test_what_a_fork_repeats_is_not_its_own(environ: dict[str, str]) -> None:
    rollout(environ, snapshot("10:00:01", 3), *LINES, forked_from_id="b", **IDS)
    assert known(environ, Config()) == [5, 7.5]


def test_a_proxys_numbers_are_left_out(environ: dict[str, str]) -> None:
    rollout(environ, *LINES, **{**IDS, "model_provider": "proxy"})
    assert known(environ, Config()) == []


def test_a_history_of_a_day_or_none_stays_that_short(environ: dict[str, str]) -> None:
    rollout(environ, *LINES, **IDS)
    assert known(environ, Config(history_days=1)) == []
    assert not os.path.exists(find_environment(environ).state + f"/{samples.FILE}")


def test_a_session_without_an_owner_is_the_logins(environ: dict[str, str]) -> None:
    here = find_environment(environ)
    logins = {here.key: LoginState(here.login, {"codex": SignedIn(ME, NOW - 30 * DAY)})}
    files.write_atomic(here.record, record.dump(Record({ME: Account(ME, "codex")}, logins)))
    rollout(environ, *LINES)
    assert known(environ, Config()) == [5, 7.5]
