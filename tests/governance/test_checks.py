"""What `manage.py check` says of a database or a broker on another machine, and that what protects the way there is kept."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import registry

from governance.checks import in_clear, other_machines

SHOW = "import json; from governance import settings as s; print(json.dumps(s.DATABASES['default']['OPTIONS'].get('sslmode')))"


@pytest.mark.asvs("V12.3.1")
@pytest.mark.parametrize(
    ("host", "options", "broker", "warned"),
    [
        ("/run/garde-fou", {}, "redis+socket:///run/garde-fou/valkey.sock", []),
        ("127.0.0.1", {}, "redis://localhost:6379/0", []),
        ("", {}, "redis+socket:///run/garde-fou/valkey.sock", []),
        ("base.exemple.fr", {}, "rediss://courtier.exemple.fr/0", ["gardefou.W001"]),
        ("base.exemple.fr", {"sslmode": "prefer"}, "redis://courtier.exemple.fr/0", ["gardefou.W001", "gardefou.W002"]),
        ("10.0.0.4", {"sslmode": "verify-full"}, "redis://10.0.0.5/0", ["gardefou.W002"]),
        ("base.exemple.fr", {"sslmode": "verify-full"}, "rediss://courtier.exemple.fr/0", []),
    ],
)
def test_what_goes_to_another_machine_in_clear_is_said(host: str, options: Any, broker: str, warned: list[str]) -> None:
    assert [one.id for one in in_clear({"HOST": host, "OPTIONS": options}, broker)] == warned


def test_django_asks_it() -> None:
    assert other_machines in registry.registry.get_checks()


@pytest.mark.slow
@pytest.mark.asvs("V12.3.1")
@pytest.mark.parametrize("mode", ["verify-full", None])
def test_what_the_address_of_the_database_asks_for_is_kept(tmp_path: Path, mode: str | None) -> None:
    url = "postgres://gf_app:x@base.exemple.fr/gardefou" + (f"?sslmode={mode}" if mode else "")
    env = os.environ | {"DATABASE_URL": url, "GARDEFOU_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", SHOW], env=env, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == mode
