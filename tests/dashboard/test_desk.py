"""Answers are made in one thread, whoever asks; what making one raises is raised where it is waited for."""

import threading

import pytest

from statusline.dashboard.desk import Desk


@pytest.fixture
def desk():
    """Return a desk that answers with the name of its thread, and fails where it is asked for 0."""
    desk = Desk(lambda target: (int(target) and threading.current_thread().name) or 1 // int(target))
    thread = threading.Thread(target=desk.serve, name="serving")
    thread.start()
    yield desk
    desk.close()
    thread.join(5)
    assert not thread.is_alive()


def test_answers_are_made_in_one_thread(desk):
    answers = []
    askers = [threading.Thread(target=lambda: answers.append(desk.ask("1"))) for _ in range(3)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(5)
    assert answers == ["serving"] * 3


def test_a_mistake_ends_nothing(desk):
    with pytest.raises(ZeroDivisionError):
        desk.ask("0")
    assert desk.ask("1") == "serving"
