from prompt_files import NOW, claude, sample, texts
from statusline import snapshot


def test_colours_are_sgr_and_the_text_is_left_to_starship():
    body = texts(claude(sample(label="$x `y` %n", used=90)))["starship"].partition("\n")[2]
    assert snapshot.fill(body.split(snapshot.UNIT)[:-1], NOW) == (
        "\x1b[2mC \x1b[0m\x1b[2m$x `y` %n \x1b[0m\x1b[1;31m90%\x1b[0m 2h11m"
    )
