"""Behind https the cookies leave by https only, and belong to this host alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SHOW = """
import json
from governance import settings as s
print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY,
                  s.SESSION_COOKIE_SAMESITE, s.SECURE_HSTS_SECONDS]))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://garde-fou.exemple.fr", ["__Host-gardefou", "__Host-gardefou-csrf", True, True, True, "Lax", 31_536_000]),
        ("http://localhost:8000", ["gardefou", "gardefou-csrf", False, False, True, "Lax", 0]),
    ],
)
@pytest.mark.asvs("V3.3.1")
def test_the_address_decides_of_the_cookies(tmp_path: Path, url: str, expected: list[object]) -> None:
    env = os.environ | {"GARDEFOU_URL": url, "GARDEFOU_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", SHOW], env=env, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == expected
