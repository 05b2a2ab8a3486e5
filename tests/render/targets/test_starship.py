from support.prompt_files import claude, sample, shown, texts


def test_colours_are_sgr_and_the_text_is_left_to_starship():
    text = texts(claude(sample(label="$x `y` %n", used=90)))["starship"]
    assert shown(text) == "\x1b[2mC $x `y` %n\x1b[0m \x1b[1;31m90%\x1b[0m 2h11m"
