"""`python -m statusline`: plain `show` goes to the hot half, detached children to theirs, all else to click."""

import os
import sys

_CHILDREN = {
    "--if-stale": "refresh",
    "--ingest": "ingest",
    "--recompile": "recompile",
    "--tmux": "tmux",
    "--repositories": "",
}


def main() -> None:
    from statusline.hot import show

    request = None if "_STATUSLINE_COMPLETE" in os.environ else show.request(sys.argv[1:])
    if request:
        format_, chain, account, width = request
        show.run(format_, os.environ, chain, account, width)
    try:
        if sys.argv[1:2] == ["init"]:
            from statusline import shell_init

            if shell_init.wanted(sys.argv[1:]):
                text = shell_init.snippet(sys.argv[2])
                show.write(text if sys.stdout else "")  # None: it was closed at the start
                return
        if sys.argv[1:2] == ["mcp"] and _served(sys.argv[2:]):
            return
        if sys.argv[1:2] == ["refresh"] and len(sys.argv) == 3 and sys.argv[2] in _CHILDREN:  # noqa: PLR2004 - one option
            if sys.argv[2] == "--repositories":
                from statusline.repository import worker

                sys.exit(worker.main())
            import gc

            gc.disable()  # while it loads: nothing of that is garbage
            from statusline.refresh import detached

            os._exit(detached.main(_CHILDREN[sys.argv[2]]))  # a normal end would take every module apart
        from statusline.cli import run

        run()
    except (MemoryError, OSError, ImportError, RuntimeError) as error:
        reason = _shortage(error)
        if not reason:
            raise
        os.write(2, f"statusline: {reason}\n".encode())
        os._exit(1)  # what is left to do at a normal end would fail in the same way


def _served(arguments: list[str]) -> bool:
    """Be the server for agents, or the child that answers one of its calls; return False for arguments of click's."""
    if arguments[:1] == ["--answer"] and arguments[2:] in ([], ["--names"]):
        from statusline.mcp import answer

        answer.main(arguments[1], names=bool(arguments[2:]))
        return True
    from statusline.mcp import server

    if server.wanted(arguments):
        server.run(os.environ, arguments)
    return False


def _shortage(error: BaseException) -> str:
    """Return a sentence and its remedy for what this process may not have more of; empty for any other error.

    A library that cannot be loaded for it is an ImportError, a thread that cannot be started a RuntimeError.
    """
    text = str(error)
    if getattr(error, "errno", None) == 24 or "Too many open files" in text:  # noqa: PLR2004 - errno is a library to load
        return "This process may open too few files. Raise the limit (`ulimit -n`)."
    if getattr(error, "errno", None) == 28 and not getattr(error, "filename", None):  # noqa: PLR2004 - the same
        return "The output cannot be written: No space left on device. Check the disk or program it goes to."
    memory = isinstance(error, MemoryError) or getattr(error, "errno", None) == 12  # noqa: PLR2004 - the same
    if memory or any(sign in text for sign in ("allocate memory", "map segment", "start new thread")):
        return "This process may take too little memory. Raise the limit (`ulimit -v`)."
    return ""


def _be_the_package() -> None:
    """Have `statusline` be the package around this file, and nothing else in its folder come before a library."""
    folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.path.insert(0, folder)
    import statusline  # noqa: F401 - from now on it is the one that is imported

    del sys.path[0]
    if folder not in sys.path:
        sys.path.append(folder)


if __name__ == "__main__":
    if not __package__:  # run by its path
        _be_the_package()
    main()
