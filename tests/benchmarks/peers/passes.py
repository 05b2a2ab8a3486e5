"""Reading all logs: a pass of ours beside those of others that report on the same logs."""

import shutil
import sys
from pathlib import Path

from benchmarks.index import one_megabyte_more
from benchmarks.peers.measure import Command, paired, span, table

TURNS = 3
OURS = [sys.executable, "-P", "-m", "statusline"]
OTHERS = {
    "ccusage": ["daily", "--json", "--offline"],
    "tokscale": ["--light", "--json", "--no-spinner", "-c", "claude,codex"],
}


class Anew(Command):
    """A command that begins without an index."""

    def run(self):
        shutil.rmtree(self.environ["STATUSLINE_STATE_DIR"], ignore_errors=True)
        return super().run()


def report(programs: Path, home: Path, environ: dict[str, str]) -> str:
    read = Command([*OURS, "index", "read"], environ)
    first = Anew([*OURS, "index", "read"], environ)
    rows = [("", "ours", "it", "ours / it, CPU", "our memory")]
    for name, arguments in OTHERS.items():
        path = programs / "bin" / name
        if not path.exists():
            rows.append((name, "not installed", *[""] * 3))
            continue
        theirs = Command([str(path), *arguments], environ)
        theirs.run()  # fills its cache
        rows += [row(f"first pass, {name}", first, theirs)] if name == "ccusage" else []
        rows.append(row(f"nothing new, {name}", read, theirs))
    rows.append(more(home, read))
    version = Command([*OURS, "--version"], environ)
    for name, arguments in (("a month of cost", []), ("a month of cost by session", ["--by", "session"])):
        cost = Command([*OURS, "cost", "--since", "30d", *arguments], environ)
        rows.append(row(f"{name}, our `--version`", cost, version))
    return table(*rows)


def row(name: str, ours: Command, theirs: Command) -> tuple[str, ...]:
    result = paired(ours, theirs, TURNS)
    memory = f"{result.one.memory:.0f} MiB"
    return (name, f"{result.one.cpu:.2f} s", f"{result.other.cpu:.2f} s", span(result.cpu), memory)


def more(home: Path, read: Command) -> tuple[str, ...]:
    """Return the row of a pass that has a megabyte more to read, beside one that has nothing."""

    class More(Command):
        def run(self):
            with one_megabyte_more(home):
                taken = super().run()
            read.run()  # what was taken away again
            return taken

    return row("one megabyte more, nothing new", More(*read), read)
