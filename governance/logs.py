"""Logs: one JSON object a line in var/log, rotated. Never a body, a query string or a value of the database."""

import fcntl
import json
import logging
import logging.handlers
import os
import re
import sys
from pathlib import Path
from typing import Any

LARGEST = 5 * 1024 * 1024  # bytes
KEPT = 5  # files
# What a terminal obeys, or what turns text round; JSON itself spells out the first thirty-two.
HIDES = re.compile("[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
PRIVATE = ("DETAIL:", "CONTEXT:", "LINE ", "QUERY:")  # PostgreSQL's lines that repeat a row's values

ONE_TIME = re.compile(r"/acces/[\w-]{20,}")  # a link that opens something: a refusal would write its path down


class JsonLine(logging.Formatter):
    """When, how grave, who says it, what; for an error its type and where, without the lines that quote data."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "pid": record.process,
            "message": without_values(record.getMessage()),
        }
        status = getattr(record, "status_code", None)
        if status:
            line["status"] = status
        if record.exc_info:
            line["error"] = without_values(self.formatException(record.exc_info))
        return HIDES.sub(lambda found: json.dumps(found[0])[1:-1], json.dumps(line, ensure_ascii=False))


class PrivateFile(logging.handlers.RotatingFileHandler):
    """A rotating file that only its owner reads; written by root, it is given to the owner of the folder.

    Several processes may write it: one turns it over, under a lock, and the others see that theirs is the old one."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            if (stream := self.stream) is not None and self._is_old():
                self.stream = None
                stream.close()
        except OSError:  # a full disk: who writes a line must not fail for it
            self.handleError(record)
        super().emit(record)

    def doRollover(self) -> None:  # noqa: N802
        folder = os.open(Path(self.baseFilename).parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            if not self._is_old():
                super().doRollover()
        finally:
            os.close(folder)

    def _is_old(self) -> bool:
        try:
            return self.stream is not None and not os.path.samestat(os.fstat(self.stream.fileno()), Path(self.baseFilename).stat())
        except FileNotFoundError:
            return True

    def _open(self) -> Any:
        stream = super()._open()
        os.fchmod(stream.fileno(), 0o600)
        if os.geteuid() == 0:
            folder = Path(self.baseFilename).parent.stat()
            os.fchown(stream.fileno(), folder.st_uid, folder.st_gid)
        return stream


def without_values(text: str) -> str:
    """Query strings and one-time links cut, and the lines dropped in which PostgreSQL repeats what was written."""
    kept = [ONE_TIME.sub("/acces/…", line) for line in text.splitlines() if not line.lstrip().startswith(PRIVATE)]
    return "\n".join(line.split("?", 1)[0] if line.startswith("/") else line for line in kept)


def configuration(data: Path) -> dict[str, Any]:
    """Django's LOGGING. The supervisor names the part (web, worker) in GARDEFOU_PART; a command speaks to its terminal."""
    part = os.environ.get("GARDEFOU_PART", "")
    terminal = {"class": "logging.StreamHandler", "level": "WARNING", "formatter": "short", "stream": sys.stderr}
    file = {
        "()": "governance.logs.PrivateFile",
        "filename": str(data / "log" / f"{part}.log"),
        "maxBytes": LARGEST,
        "backupCount": KEPT,
        "delay": True,
        "encoding": "utf-8",
        "formatter": "json",
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "governance.logs.JsonLine"}, "short": {"format": "%(levelname)s %(name)s: %(message)s"}},
        "handlers": {"out": file if part else terminal},
        "root": {"handlers": ["out"], "level": "INFO" if part else "WARNING"},
        "loggers": {
            "django": {"level": "INFO", "handlers": [], "propagate": True},
            "django.server": {"level": "WARNING", "handlers": [], "propagate": True},
            "celery": {"level": "WARNING"},
            "fontTools": {"level": "ERROR"},
            "weasyprint": {"level": "ERROR"},
        },
    }
