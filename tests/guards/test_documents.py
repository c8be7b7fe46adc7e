"""Documents that are drawn from the code say what the code says."""

from governance.management.commands.draw_states import PAGE, drawing


def test_the_state_diagrams_are_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == drawing(), "run: .venv/bin/python manage.py draw_states"
