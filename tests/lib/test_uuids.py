"""A UUID made in haste is like any other."""

from copy import copy
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from lib.uuids import uuid_of


@given(st.binary(min_size=16, max_size=16))
def test_it_is_the_one_its_constructor_makes(sixteen: bytes) -> None:
    made, plain = uuid_of(sixteen), UUID(bytes=sixteen)
    assert (made, hash(made), repr(made), made.bytes, made.is_safe) == (plain, hash(plain), repr(plain), sixteen, plain.is_safe)
    assert copy(made) == plain
