"""Several hands at the same instant: one company is opened, one version takes the number, one reading is kept."""

import pytest

from accounts.actions.opening import HasIt, open_another
from accounts.actions.usage import Overtaken, acknowledge, publish
from accounts.boundary import companies_of, scope
from accounts.enums import Role
from accounts.models import UsageReading, UsageRules
from tests.accounts.test_races import HANDS, someone, together  # noqa: F401
from tests.cast import AT, Person, make_person

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path


def test_four_clicks_open_one_company(someone: Person) -> None:  # noqa: F811
    def press(_number: int) -> str:
        try:
            open_another(someone.user, {"name": "Boulangerie Noël"}, at=AT)
        except HasIt:
            return "had"
        return "opened"

    assert sorted(together(press)) == ["had"] * (HANDS - 1) + ["opened"]
    assert [name for _, name in companies_of(someone.user)] == ["Boulangerie Noël", "Course"]


def test_four_texts_make_one_version(someone: Person) -> None:  # noqa: F811
    def press(number: int) -> str:
        with scope(someone.company):
            try:
                publish(someone.company, f"Texte {number}", based_on=0, by=someone.membership, at=AT)
            except Overtaken as told:
                return "told" if told.newest else "untold"
        return "published"

    assert sorted(together(press)) == ["published"] + ["told"] * (HANDS - 1)
    with scope(someone.company):
        assert UsageRules.objects.of(someone.company).count() == 1


def test_four_clicks_are_one_reading(someone: Person) -> None:  # noqa: F811
    with scope(someone.company):
        rules = publish(someone.company, "Texte", based_on=0, by=someone.membership, at=AT)

    reader = make_person(someone.company, "Chloé Blanc", Role.GUEST)

    def press(_number: int) -> bool:
        with scope(someone.company):
            return acknowledge(rules, by=reader.membership, at=AT)

    assert sorted(together(press)) == [False] * (HANDS - 1) + [True]  # type: ignore[type-var]
    with scope(someone.company):
        assert UsageReading.objects.of(someone.company).filter(membership=reader.membership).count() == 1
