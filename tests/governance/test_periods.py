"""Whatever has a period is a task we have, and every sweep takes no argument."""

import inspect

from governance.celery import PERIODS, app


def test_everything_with_a_period_is_a_task_we_have() -> None:
    app.loader.import_default_modules()
    assert set(PERIODS) <= set(app.tasks)


def test_a_sweep_finds_in_the_database_what_is_due() -> None:
    app.loader.import_default_modules()
    assert [name for name in PERIODS if inspect.signature(app.tasks[name].run).parameters] == []
