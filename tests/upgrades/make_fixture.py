"""`python -m tests.upgrades.make_fixture COMMIT [NAME]`: the sample company as that commit makes it, backed up by today's code.

Its own code fills the database and signs the record; ours only reads it. Run it once, on the day of a release, with its tag.
"""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from governance.embedded import ROOT
from tests.upgrades import PHRASE

SIGNED = """
from django.utils import timezone
from accounts.sealing import sign_all
from ledger.enums import Reason
sign_all(Reason.ASKED, now=timezone.now)
"""


def main(commit: str, name: str) -> Path:
    """The new file, beside this one."""
    place = Path(tempfile.mkdtemp(prefix="garde-fou-fixture-"))
    place.chmod(0o755)
    try:
        data, code = place / "var", place / "code"
        tree = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(tree)) as files:
            files.extractall(code, filter="data")
        for argv in (["prepare"], ["load_demo"], ["shell", "-v", "0", "--no-imports", "-c", SIGNED]):
            run(argv, code, data)
        (data / "keys" / "backup.json").write_text(json.dumps({"recipient": recipient(), "made_at": datetime.now(UTC).isoformat()}))
        run(["backup"], ROOT, data)
        made = Path(__file__).with_name(f"{name}.gfs")
        shutil.copyfile(next((data / "backups").glob("*.gfs")), made)
        return made
    finally:
        shutil.rmtree(place)


def recipient() -> str:
    """The public half of the phrase; asked of a process that has Django."""
    said = f"from governance.backups.phrase import recipient; print(recipient({PHRASE!r}))"
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    argv = [sys.executable, "-c", f"import django; django.setup(); {said}"]
    return subprocess.run(argv, cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=True).stdout.strip()


def run(argv: list[str], code: Path, data: Path) -> None:
    """A command of that version, on that folder."""
    subprocess.run([sys.executable, "manage.py", *argv], cwd=code, env=os.environ | {"GARDEFOU_DATA": str(data)}, check=True)


if __name__ == "__main__":
    sys.stdout.write(f"{main(sys.argv[1], sys.argv[-1])}\n")
