"""A request is gone once it was answered, without Python's search for cycles."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from accounts.models import User
from approvals.forms.desk import AnswerForm
from governance.freed import Pages
from tests.cast import Person, sign_in


@pytest.fixture
def no_search() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_search")
def test_a_request_goes_with_its_answer(alice: Person) -> None:
    cookie = sign_in(alice).cookies[settings.SESSION_COOKIE_NAME].value
    request = WSGIRequest(RequestFactory().get("/connexion/", headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"}).environ)
    gone = weakref.ref(request)
    before = people()
    answer = Pages().get_response(request)
    assert answer.status_code == 302  # who is signed in goes home: session, person and company were looked at
    assert people() - before
    del request, answer
    assert gone() is None
    assert people() == before


def people() -> set[int]:
    return {id(one) for one in gc.get_objects() if type(one) is User}


@pytest.mark.usefixtures("no_search")
def test_a_form_that_was_checked_goes_too() -> None:
    sent = {"answer": "no", "digest": "0" * 64, "facts": "é"}
    form = AnswerForm(sent, asks_call_back=False)
    assert form.is_valid()
    assert 'value="é"' in str(form["facts"])
    checked = AnswerForm(sent, asks_call_back=False)
    assert checked.is_valid()
    gone = weakref.ref(checked)
    del checked
    assert gone() is None
