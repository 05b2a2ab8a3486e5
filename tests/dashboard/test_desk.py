"""Answers are made in one thread, whoever asks; what making one raises is raised where it is waited for."""

import threading

import pytest

from statusline.dashboard.desk import Desk


def answer(target):
    """Return the name of the thread; make the mistake that is asked for, or be interrupted."""
    if target == "mistake":
        raise ZeroDivisionError
    if target == "ctrl-c":
        raise KeyboardInterrupt
    return threading.current_thread().name


@pytest.fixture
def desk():
    desk = Desk(answer)
    thread = threading.Thread(target=desk.serve, name="serving")
    thread.start()
    yield desk
    desk.close()
    thread.join(5)
    assert not thread.is_alive()


def test_answers_are_made_in_one_thread(desk):
    answers = []
    askers = [threading.Thread(target=lambda: answers.append(desk.ask("name"))) for _ in range(3)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(5)
    assert answers == ["serving"] * 3


def test_a_mistake_ends_nothing(desk):
    with pytest.raises(ZeroDivisionError):
        desk.ask("mistake")
    assert desk.ask("name") == "serving"


def test_what_ctrl_c_interrupts_has_no_answer():
    desk, answers = Desk(answer), []
    asker = threading.Thread(target=lambda: answers.append(desk.ask("ctrl-c")), daemon=True)
    asker.start()
    with pytest.raises(KeyboardInterrupt):
        desk.serve()
    asker.join(0.05)
    assert answers == []
