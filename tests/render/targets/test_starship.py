from support.prompt_files import claude, sample, shown, texts


def test_sgr_colours_plain_text():
    text = texts(claude(sample(label="$x `y` %n", used=90)))["starship"]
    assert shown(text) == "\x1b[2mC $x `y` %n\x1b[0m \x1b[1;31m90%\x1b[0m 2h11m"
