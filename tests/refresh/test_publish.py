"""What the prompt files show while a server keeps a refresh waiting, and how often they are compiled."""

import shutil

import pytest

from statusline.hot import codex_line, paths, prompt_file, spool
from statusline.refresh import apply, local, network, publish, run
from statusline.refresh.job import prepare
from statusline.render import compiler, settled
from statusline.state import transaction
from statusline.state.environment import find_environment
from support import signed_in
from support.mcp_server import state


@pytest.fixture
def job(environ, standin, clock):
    signed_in.both(environ, standin)
    return prepare(find_environment(environ), clock)


def plain(job):
    login = paths.login(job.environment.environ)
    return prompt_file.fill(prompt_file.read(f"{job.environment.folder}/plain.prompt", login)[1], job.clock())


def test_local_before_the_network(job, monkeypatch):
    spool.observe(job.environment.folder, "s", "", {"five_hour": (77.0, job.clock() + 5_000)}, job.clock())
    shown = []
    monkeypatch.setattr(network, "ask", lambda job: shown.append(plain(job)) or [])
    list(run.refresh(job))
    assert shown == ["C 5h 77% 1h23m → full in 1h04m · X …"]


def test_a_refresh_compiles_twice(job, monkeypatch):
    compiled, compile_ = [], compiler.prompt_files
    monkeypatch.setattr(compiler, "prompt_files", lambda *args: compiled.append(args) or compile_(*args))
    list(run.refresh(job))
    assert len(compiled) == 2


def test_who_was_asked_at_once_is_again(job, monkeypatch):
    monkeypatch.setattr(apply, "_jitter", iter([0.3, 0.7]).__next__)  # 24 seconds apart; by chance it may be a minute
    list(run.refresh(job))
    accounts = transaction.read(job.environment, job.clock()).record.accounts
    times = [account.next_refresh_at for account in accounts.values()]
    header, _ = prompt_file.parts(f"{job.environment.folder}/plain.prompt", None)
    assert int(header[2]) == max(times) <= min(times) + job.config.refresh_every // 10
    assert all(job.clock() + publish.SOONEST <= at for at in times)


def test_record_that_vanishes_signs_nobody_out(job, monkeypatch):
    def vanish(_):
        for folder in (job.environment.cache, job.environment.state):
            shutil.rmtree(folder)
        return ()

    monkeypatch.setattr(local, "read", vanish)
    list(run.publish_before_network(job))
    assert plain(job) == "C … · X …"


def test_what_is_settled_follows_its_prompt_file(job):
    def belong():
        pairs = ((job.environment.folder + f"/{name}.line", f"{name}.prompt") for name in settled.TARGETS)
        return [
            settled.belongs(prompt_file.read_own(line), prompt_file.read_own(f"{job.environment.folder}/{prompt}"))
            for line, prompt in pairs
        ]

    list(run.refresh(job))
    assert all(belong())
    publish.postpone(job.environment, job.clock())
    assert all(belong())
    with open(f"{job.environment.folder}/zsh.line", "w", encoding="utf-8") as line:
        line.write("of another version")
    assert not all(belong())
    list(run.refresh(job))
    assert all(belong())


def test_what_is_settled_follows_within_a_second(job):
    list(run.refresh(job))
    accounts = transaction.read(job.environment, job.clock()).record.accounts.values()
    resets_at = next(account.samples[0].resets_at for account in accounts if account.provider == "claude")
    job.clock.now += 30
    for used in (77, 78):
        spool.observe(job.environment.folder, "s", "", {"five_hour": (used, resets_at)}, job.clock())
        run.publish_sessions(job, in_part=True)
        assert f"{used}%".encode() in prompt_file.read_own(f"{job.environment.folder}/bash.line")


def test_an_ingest_writes_what_shows_the_news(job):
    def elsewhere():
        header, body = prompt_file.parts(f"{job.environment.folder}/claude_elsewhere.prompt", None)
        return int(header[1]), body

    list(run.refresh(job))
    accounts = transaction.read(job.environment, job.clock()).record.accounts.values()
    resets_at = {account.provider: account.samples[0].resets_at for account in accounts}
    job.clock.now += 30
    spool.observe(job.environment.folder, "s", "", {"five_hour": (77.0, resets_at["claude"])}, job.clock())
    run.publish_sessions(job, in_part=True)
    assert "77%" in plain(job)
    assert elsewhere()[0] == job.clock() - 30
    codex_line.heard(
        state(job.clock(), used=88.0, resets_in=resets_at["codex"] - job.clock()), job.environment.folder, job.clock()
    )
    run.publish_sessions(job, in_part=True)
    assert "88%" in elsewhere()[1]
    assert elsewhere()[0] == job.clock()
