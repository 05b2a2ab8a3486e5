"""`python -m statusline`: plain `show` arguments go to the hot half, everything else to click."""

import os
import sys

from statusline import show


def main() -> None:
    """Run the command line."""
    arguments, account = show.without_account(sys.argv[1:])
    format_ = None if "_STATUSLINE_COMPLETE" in os.environ else show.parse(arguments)
    if format_ is not None:
        show.run(format_, os.environ, show.chained(arguments), account)
    if sys.argv[1:2] == ["init"]:
        from statusline import shell_init

        if shell_init.wanted(sys.argv[1:]):
            show.write(shell_init.snippet(sys.argv[2]))
            return
    from statusline.cli import run

    run()


if __name__ == "__main__":
    main()
