"""B9: from a fresh clone to the first page served. Floor: the same libraries installed into an empty environment, nothing more."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.result import report
from governance.embedded import ROOT
from tests.faults.stack import free_port, until

PATIENCE = 300.0  # seconds
STOP = 30


def bare_install(place: Path) -> float:
    """Seconds to make an environment with every pinned library."""
    start = time.monotonic()
    subprocess.run([sys.executable, "-m", "venv", place / "bare"], check=True)
    pip = [place / "bare" / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([*pip, "-r", ROOT / "requirements.txt"], check=True, capture_output=True)
    return time.monotonic() - start


def answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=2) as page:  # an address of ours
            return page.status == 200
    except (URLError, OSError):
        return False


def opened(clone: Path, env: dict[str, str], address: str) -> float:
    """Seconds until `make run` answers; stops it again."""
    start = time.monotonic()
    with (clone / "run.log").open("w") as log:
        run = subprocess.Popen(["make", "run"], cwd=clone, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        until(lambda: run.poll() is not None or answers(address), PATIENCE)
        assert run.poll() is None, (clone / "run.log").read_text()
        return time.monotonic() - start
    finally:
        subprocess.run(["pkill", "-INT", "-g", str(run.pid)], check=False)
        run.wait(STOP)


def main() -> None:
    place = Path(tempfile.mkdtemp(prefix="gf-b9-"))
    try:
        place.chmod(0o755)
        floor = bare_install(place)
        clone, port = place / "clone", free_port()
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        env = {**os.environ, "GARDEFOU_PORT": str(port), "GARDEFOU_DATA": str(place / "data")}
        address = f"http://localhost:{port}/demarrer/"
        first = opened(clone, env, address)
        again = opened(clone, env, address)
        report("B9 fresh clone to first page", floor=floor, figure=first, unit="s", goal="<= 60 s", second_time=round(again, 2))
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
