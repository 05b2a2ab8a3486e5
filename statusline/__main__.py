"""`python -m statusline`: plain `show` arguments go to the hot half, everything else to click."""

import os
import sys

from statusline.hot import show


def main() -> None:
    """Run the command line."""
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


if __name__ == "__main__":
    main()
