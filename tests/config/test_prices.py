from datetime import date

import pytest

from statusline.config import effective_toml, parse
from statusline.errors import ConfigError

CLASSES = "input = 1\ncache_read = 0.1\ncache_write_5m = 1.25\ncache_write_1h = 2\noutput = 5\n"
FAULTS = {
    "a class is missing": (CLASSES.replace("output = 5\n", ""), "1: prices.m lacks output; add it."),
    "text": (CLASSES.replace("= 5", '= "5"'), "6: prices.m.output must be a number of dollars, such as 1.25."),
    "less than nothing": (CLASSES.replace("= 5", "= -5"), "6: prices.m.output must be from 0 to 1000000 dollars."),
    "not a number": (CLASSES.replace("= 5", "= nan"), "6: prices.m.output must be from 0 to 1000000 dollars."),
    "too many digits": (
        CLASSES.replace("= 5", "= 0.0000001"),
        "6: prices.m.output must not have more than 6 digits after the point.",
    ),
    "a date in quotes": (
        CLASSES + 'since = "2026-08-21"\n',
        "7: prices.m.since must be a date without quotes, such as 2026-08-21.",
    ),
    "a typo": (CLASSES + "outputs = 1\n", '7: unknown key "prices.m.outputs"; did you mean "prices.m.output"?'),
}


@pytest.mark.parametrize(("text", "sentence"), FAULTS.values(), ids=FAULTS)
def test_fault_is_one_sentence(text, sentence):
    with pytest.raises(ConfigError) as error:
        parse(f"[prices.m]\n{text}", "c.toml")
    assert str(error.value) == f"c.toml line {sentence}"


def test_prices_read_back_as_written():
    config = parse(f'[prices."gpt-6.2-sol"]\n{CLASSES}since = 2026-08-21\n', "c.toml")
    ((name, price),) = config.prices.named
    assert (name, price.output, price.since) == ("gpt-6.2-sol", 5, date(2026, 8, 21))
    assert parse(effective_toml(config), "c.toml") == config
