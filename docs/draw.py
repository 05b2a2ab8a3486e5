"""Draw every picture of the documentation, from real programs: bash, zsh, fish, tmux, starship.

STATUSLINE_STARSHIP=$(.ci/get-starship) PYTHONPATH=tests .venv/bin/python docs/draw.py
"""  # noqa: INP001 - a script

import film
import picture
import surfaces

if __name__ == "__main__":
    picture.main()
    film.main()
    surfaces.main()
