"""The launcher of the hot half: `python -IS …/statusline/fast.py --format T`. No site, no shim, no finder walk."""

import os
import sys


def main() -> None:
    """Render; an argument that is not one of `show` gets a sentence and nothing else, still with status 0."""
    package = type(sys)("statusline")
    package.__path__ = [os.path.dirname(os.path.abspath(__file__))]
    sys.modules["statusline"] = package
    from statusline import show

    arguments, account = show.without_account(sys.argv[1:])
    format_ = show.parse(arguments)
    if format_ is None:
        formats = "|".join(show.FORMATS)
        os.write(2, f"fast.py takes --format {formats} only; `statusline --help` knows the rest.\n".encode())
        os._exit(0)
    show.run(format_, os.environ, show.chained(arguments), account)


if __name__ == "__main__":
    main()
