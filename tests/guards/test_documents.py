"""Documents that are drawn from the code say what the code says."""

from governance.management.commands import draw_security
from governance.management.commands.draw_security import proofs, requirements
from governance.management.commands.draw_states import PAGE, drawing


def test_the_state_diagrams_are_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == drawing(), "run: .venv/bin/python manage.py draw_states"


def test_the_table_of_security_requirements_is_fresh() -> None:
    page = draw_security.PAGE.read_text(encoding="utf-8")
    assert page == draw_security.drawing(), "run: .venv/bin/python manage.py draw_security"


def test_every_requirement_has_a_test_or_a_line_and_every_test_a_requirement_that_exists() -> None:
    rows, proven = requirements(), proofs()
    assert len(rows) == 199
    assert sorted(proven.keys() - {row.id for row in rows}) == []
    assert [row.id for row in rows if row.id not in proven and not (row.state in draw_security.STATES and row.why)] == []
    assert [row.id for row in rows if row.id in proven and row.state] == [], "proven: take its state out of asvs.csv"
