"""`python -m statusline`: plain `show` arguments go to the hot half, everything else to click."""

import os
import sys


def main() -> None:
    """Run the command line."""
    from statusline.hot import show

    asked = None if "_STATUSLINE_COMPLETE" in os.environ else show.asked(sys.argv[1:])
    if asked:
        format_, chain, account, width = asked
        show.run(format_, os.environ, chain, account, width)
    if sys.argv[1:2] == ["init"]:
        from statusline import shell_init

        if shell_init.wanted(sys.argv[1:]):
            show.write(shell_init.snippet(sys.argv[2]))
            return
    from statusline.cli import run

    run()


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
