"""Which system account runs the database, the web and the worker. As root: `gardefou`, made when missing, never `nobody`.

With peer authentication whoever is that account may be any role of the database: it must belong to nobody else.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from governance.refusal import Refused

SERVICE = "gardefou"


class Demotion(TypedDict, total=False):
    """Arguments of subprocess.Popen that give up root."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """A system account, by name and numbers."""

    name: str
    uid: int
    gid: int

    def demotion(self) -> Demotion:
        """Empty when we are that account already."""
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path, mode: int) -> None:
        """Make the path ours with exactly this mode; refuse one that belongs to somebody else."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)
        found = path.lstat()
        if found.st_uid != self.uid:
            raise Refused(f"Le dossier {path} appartient à un autre compte. Lancez la même commande depuis ce compte, ou avec sudo.")
        if found.st_mode & 0o777 != mode:
            path.chmod(mode)


def myself() -> Account:
    """The account that runs this process."""
    with contextlib.suppress(KeyError):
        found = pwd.getpwuid(os.geteuid())
        return Account(found.pw_name, found.pw_uid, found.pw_gid)
    raise Refused(f"Le compte numéro {os.geteuid()} n’existe pas sur cette machine. Lancez la commande depuis un compte ordinaire.")


def service_account() -> Account:
    """Whom the servers run as: ourselves, or as root the account `gardefou`."""
    if os.geteuid():
        return myself()
    return _named(SERVICE) or _create(SERVICE)


def reachable(path: Path, account: Account) -> bool:
    """May the account walk down to this path? Its parents are looked at, not the path: that one we can make ours."""
    return all(_enters(parent, account) for parent in path.absolute().parents if parent.exists())


def can_run(argv: list[str], account: Account, folder: Path) -> bool:
    """Does this command work as the account? Costs one process."""
    try:
        found = subprocess.run(argv, cwd=folder, capture_output=True, check=False, **account.demotion())
    except OSError:
        return False
    return found.returncode == 0


def _enters(folder: Path, account: Account) -> bool:
    found = folder.stat()
    if found.st_uid == account.uid:
        return bool(found.st_mode & 0o100)
    if found.st_gid == account.gid:
        return bool(found.st_mode & 0o010)
    return bool(found.st_mode & 0o001) or account.uid == 0


def _named(name: str) -> Account | None:
    with contextlib.suppress(KeyError):
        found = pwd.getpwnam(name)
        return Account(name, found.pw_uid, found.pw_gid)
    return None


def _create(name: str) -> Account:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd:
        options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
        subprocess.run([useradd, *options, name], capture_output=True, check=False)
    account = _named(name)
    if account is None:
        raise Refused(f"Le compte système « {name} » n’a pas pu être créé. Créez-le avec : useradd --system --user-group {name}")
    return account
