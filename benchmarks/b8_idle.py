"""B8: memory (PSS) and processor time of the whole stack when nobody uses it. Floor: its bare PostgreSQL and Valkey.

Measured at the second start (the first one fills the database's memory with migrations), after the pools let go.
"""

import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.result import report
from governance import embedded, home, parts
from governance.identity import service_account
from governance.postgres import Postgres
from governance.processes import stat_of
from tests.faults.stack import TRUNK, WEB, WORKER, Stack, command_of, descendants, folder, until

SETTLED, WATCHED = 75.0, 20.0  # seconds
TICKS = os.sysconf("SC_CLK_TCK")


def weight(pids: Iterable[int]) -> float:
    """MiB, each shared page divided among those who share it."""
    found = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        found += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return found / 1024


def spent(pids: Iterable[int]) -> float:
    """Seconds of processor time."""
    return sum(int(fields[11]) + int(fields[12]) for pid in pids if (fields := stat_of(pid))) / TICKS


def bare() -> float:
    """PostgreSQL and Valkey alone, without a connection."""
    with folder() as data:
        account = service_account()
        home.prepare(data, account)
        postgres, broker = Postgres(data).join(), parts.broker(data, account)
        broker.look()
        time.sleep(3)
        found = weight([postgres.pid(), *descendants(postgres.pid()), broker.pid])
        broker.end(0)
        postgres.leave()
    return found


def main() -> None:
    floor = bare()
    with folder() as data:
        Stack(data).start().stop()
        stack = Stack(data).start()
        until(lambda: bool(stack.find(WORKER)))
        time.sleep(SETTLED)
        everyone = [stack.pid, *descendants(stack.pid)]
        before = spent(everyone)
        time.sleep(WATCHED)
        cpu = 100 * (spent(everyone) - before) / WATCHED
        shares = {"supervisor": weight([stack.pid])}
        for name, word in (("postgres", "postgres"), ("valkey", "valkey-server"), ("trunk", TRUNK), ("web", WEB), ("worker", WORKER)):
            shares[name] = weight(pid for pid in everyone[1:] if word in command_of(pid))
        whole = weight(everyone)
        stack.stop()
    more = {name: round(share, 1) for name, share in shares.items()}
    report("B8 idle", floor=floor, figure=whole, unit="MiB PSS", goal="<= 200 MiB, <= 1 % CPU", cpu_percent=round(cpu, 2), **more)


if __name__ == "__main__":
    os.chdir(embedded.ROOT)
    main()
