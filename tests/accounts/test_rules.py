"""What is true of codes, company numbers and sessions: tables."""

import base64
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet

from accounts import factors
from accounts.rules import NotSiren, grouped, has_ended, pause_after, plain_code, siren_of, spaced_siren
from lib.envelope import Unreadable, seal, unseal

RFC = base64.b32encode(b"12345678901234567890").decode()
VECTORS = [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")]
PAUSES = [(0, None), (1, None), (4, None), (5, 15), (6, None), (10, 30), (15, 60), (35, 960), (40, 1440)]
NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(("failures", "minutes"), PAUSES)
def test_pauses(failures: int, minutes: int | None) -> None:
    assert pause_after(failures) == (timedelta(minutes=minutes) if minutes else None)


def test_pauses_stay_a_day_at_most() -> None:
    assert pause_after(5_000_000) == timedelta(days=1)


@pytest.mark.parametrize(("typed", "read"), [("7kq2-9ftz", "7KQ29FTZ"), (" o0iI lL ", "001111"), ("é७\u202e", ""), ("", "")])
def test_codes_are_read_as_people_copy_them(typed: str, read: str) -> None:
    assert plain_code(typed) == read


def test_a_code_is_grouped_by_four() -> None:
    assert grouped("7KQ29FTZXW4M1P2A") == "7KQ2-9FTZ-XW4M-1P2A"


def test_company_numbers() -> None:
    assert siren_of(" 732 829 320 ") == "732829320"
    assert siren_of("  ") == ""
    assert spaced_siren("732829320") == "732\u00a0829\u00a0320"
    for wrong in ("732829321", "7328", "７３２８２９３２０x"):
        with pytest.raises(NotSiren):
            siren_of(wrong)


@pytest.mark.parametrize(
    ("began", "seen", "ended"), [(0, 0, False), (59, 59, False), (60, 60, True), (719, 1, False), (720, 0, True), (720, 60, True)]
)
def test_sessions(began: int, seen: int, ended: bool) -> None:
    moments = NOW - timedelta(minutes=began), NOW - timedelta(minutes=seen)
    assert has_ended(*moments, NOW, timedelta(hours=1)) is ended


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_vectors_of_rfc_6238(seconds: int, code: str) -> None:
    """Appendix B, SHA-1; the last six of its eight digits."""
    assert factors.matching_step(RFC, code, at=datetime.fromtimestamp(seconds, UTC), after=-1) == seconds // 30


@pytest.mark.asvs("V11.3.3")
def test_what_is_sealed_opens_for_its_row_only(settings) -> None:
    row = uuid4()
    sealed = seal("secret", row)
    assert unseal(sealed, row) == "secret"
    for wrong, bound in ((sealed, uuid4()), (sealed[:-4] + "AAAA", row), ("", row), ("é", row)):
        with pytest.raises(Unreadable):
            unseal(wrong, bound)
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(Unreadable):
        unseal(sealed, row)


@pytest.mark.asvs("V11.1.1")
def test_the_first_key_seals_and_the_others_open(settings) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FIELD_KEYS = [old]
    before = seal("x", "row")
    settings.FIELD_KEYS = [new, old]
    assert unseal(before, "row") == "x"
    after = seal("y", "row")
    settings.FIELD_KEYS = [new]
    assert unseal(after, "row") == "y"


def test_printed_codes_outlive_a_change_of_the_secret_key(settings) -> None:
    person = uuid4()
    kept = factors.code_hashes("7KQ2-9FTZ", person)[0]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert kept in factors.code_hashes("7kq29ftz", person)
    assert kept not in factors.code_hashes("7kq29ftz", uuid4())


@pytest.mark.asvs("V6.5.4", "V11.2.3", "V11.5.1")
def test_secrets_have_enough_bits() -> None:
    assert len(factors.ALPHABET) == 32
    assert all(len(plain_code(code)) * 5 == 80 for code in factors.new_sheet())
    assert len(plain_code(factors.new_setup_code())) * 5 == 140
    assert len(base64.b32decode(factors.new_key())) == 20
    assert len(set(factors.new_sheet())) == 10
