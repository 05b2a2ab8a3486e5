from statusline.history import cycles, summary
from statusline.state.samples import Point

DAY, HOUR = 86_400, 3_600
MONDAY = 1_795_392_000 - 7 * DAY
NOW = MONDAY + 7 * DAY


def window(*points):
    """Return the cycles of points (hours after Monday 00:00, used), each with a reset three hours after its first."""
    rows = [
        Point("a", "five_hour", MONDAY + int(at * HOUR), "s", used, MONDAY + reset * HOUR, "official")
        for at, used, reset in points
    ]
    return cycles.cycles(cycles.believed(rows), 5 * HOUR, NOW)


def test_untouched_limit_says_how_high_it_was():
    found = window((10, 20, 13), (11, 81.6, 13))
    assert summary.sentence(found, MONDAY, NOW) == "The limit was not hit in 7 days; highest 81%."


def test_one_hit_says_when():
    found = window((13, 20, 16), (14, 100, 16))
    assert summary.sentence(found, MONDAY, NOW) == "The limit was hit once in 7 days on Monday afternoon, for 2h00m."


def test_hits_say_when_mostly():
    found = window((14, 100, 16), (62, 100, 64), (65, 100, 67))
    text = "The limit was hit 3 times in 7 days, mostly on Wednesday afternoons, for 6h00m in all."
    assert summary.sentence(found, MONDAY, NOW) == text


def test_rises_stand_in_their_hour():
    found = window((9, 10, 14), (9.5, 20, 14), (10, 22, 14), (10.5, 30, 14), (11, 31, 14), (13.5, 90, 14))
    rises = summary.week(found, MONDAY)
    assert (rises[0][9], rises[0][10], rises[0][11]) == (10, 10, 1)
    assert sum(map(sum, rises)) == 21  # what rose between 11:00 and 13:30 is of no hour
    lines = list(summary.heat_map(rises, plain=True))
    assert lines[1] == "Mon            ##."
    assert lines[-1] == "      use by hour of the week; # 10 points"


def test_few_rises_are_no_map():
    assert summary.week(window((9, 10, 14), (9.5, 20, 14)), MONDAY) is None
