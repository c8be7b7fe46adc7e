"""The bytes of a backup: an age file over a compressed tar. Written and read as a stream: constant memory, nothing in clear on disk.

`about.json` comes first, `sums.json` (SHA-256 of every part) last. `age -d -i KEY x.gfs | tar xz` reads one without Garde-fou.
"""

import errno
import io
import json
import os
import tarfile
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Protocol

FORMAT = 1
ABOUT, SUMS = "about.json", "sums.json"
PIECE = 4 * 1024 * 1024  # bytes held at once; a part of unknown length comes as several members
LONGEST_WORDS = 64 * 1024 * 1024  # of about.json and sums.json, which are read whole


class Damaged(Exception):
    """The archive is cut, was altered, or is none."""


class WrongPhrase(Exception):
    """The archive was closed to another phrase."""


@dataclass(frozen=True)
class Part:
    """One member: its name, its bytes. At most PIECE, or a file read as it goes."""

    name: str
    data: bytes = b""
    file: Path | None = None


Receive = Callable[[str, Iterator[bytes]], None]


class Out(Protocol):
    """Where the bytes of an archive go."""

    def write(self, data: bytes, /) -> int: ...

    def flush(self) -> None: ...


def write(out: Out, recipient: str, about: dict[str, Any], parts: Iterable[Part]) -> None:
    """Close everything to this public key. What goes wrong in a part comes through; the archive is then not one."""
    import pyrage

    source, sink = _Source(_compressed(_tarred(about, parts))), _Sink(out)
    try:
        pyrage.encrypt_io(source, sink, [pyrage.x25519.Recipient.from_str(recipient)])
    except pyrage.EncryptError as error:
        raise source.error or sink.error or error from error
    if sink.error:  # of the last bytes, which pyrage writes when it has said that all is well
        raise sink.error


def read(file: Path, key: str, receive: Receive) -> dict[str, Any]:
    """Give every part but the first and the last to `receive`, in order; what `about.json` says. Raises Damaged, WrongPhrase, OSError.

    Parts are given as they come: only after the return is the archive known to be whole. Read it once for nothing first.
    """
    taken, given = os.pipe()
    opening = _Opening(file, key, given)
    opening.start()
    try:
        with os.fdopen(taken, "rb") as stream:
            about = _untar(stream, receive)
            while stream.read(PIECE):  # the end of the tar is not the end of the archive
                pass
    except (tarfile.TarError, zlib.error, EOFError, ValueError, KeyError) as error:
        opening.join()
        raise opening.error or Damaged() from error
    opening.join()
    if opening.error:
        raise opening.error
    return about


def ignore(_name: str, pieces: Iterator[bytes]) -> None:
    """To read an archive for nothing but its soundness."""
    for _ in pieces:
        pass


class _Opening(threading.Thread):
    """Decrypts into a pipe, on the other end of which the tar is read."""

    def __init__(self, file: Path, key: str, pipe: int) -> None:
        super().__init__(daemon=True)
        self.file, self.key, self.pipe = file, key, pipe
        self.error: Exception | None = None

    def run(self) -> None:
        import pyrage

        with os.fdopen(self.pipe, "wb", buffering=0) as clear:
            try:
                with self.file.open("rb") as closed:
                    pyrage.decrypt_io(closed, clear, [pyrage.x25519.Identity.from_str(self.key)])
            except BrokenPipeError:  # whoever read has seen enough
                pass
            except pyrage.DecryptError as error:
                self.error = WrongPhrase() if "matching" in str(error) else Damaged()
            except OSError as error:
                self.error = error if error.errno else Damaged()


class _Sink:
    """What pyrage writes to. Keeps the error (a full disk) that pyrage would turn into text."""

    def __init__(self, out: Out) -> None:
        self.out = out
        self.error: Exception | None = None

    def write(self, data: bytes) -> int:
        try:
            return self.out.write(data)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        self.out.flush()


class _Source:
    """What pyrage reads from: an iterator of bytes. Keeps the error of whoever makes them."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.left = pieces, b""
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            while not self.left:
                self.left = next(self.pieces)
        except StopIteration:
            return b""
        except Exception as error:
            self.error = error
            raise
        given, self.left = (self.left[:size], self.left[size:]) if size >= 0 else (self.left, b"")
        return given


def _compressed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)  # 31: gzip's own head and tail
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


def _tarred(about: dict[str, Any], parts: Iterable[Part]) -> Iterator[bytes]:
    sums: dict[str, str] = {}
    yield from _member(Part(ABOUT, _json(about)), sums)
    for part in parts:
        yield from _member(part, sums)
    yield from _member(Part(SUMS, _json(sums)), {})
    yield bytes(2 * tarfile.BLOCKSIZE)


def _member(part: Part, sums: dict[str, str]) -> Iterator[bytes]:
    """A file that is gone since it was listed is left out; one that changes its length while it is read is an error."""
    try:
        held = part.file.open("rb") if part.file else io.BytesIO(part.data)
    except FileNotFoundError:
        return
    with held:
        head = tarfile.TarInfo(part.name)
        head.size, head.mode = held.seek(0, os.SEEK_END), 0o600
        held.seek(0)
        yield head.tobuf(tarfile.PAX_FORMAT)
        digest = sha256()
        while piece := held.read(PIECE):
            digest.update(piece)
            yield piece
        if held.tell() != head.size:
            raise OSError(errno.EAGAIN, "changed while it was read", part.name)
    sums[part.name] = digest.hexdigest()
    yield bytes(-head.size % tarfile.BLOCKSIZE)


def _untar(stream: IO[bytes], receive: Receive) -> dict[str, Any]:
    about: dict[str, Any] = {}
    sums: dict[str, str] = {}
    with tarfile.open(fileobj=stream, mode="r|gz") as tar:
        for head in tar:
            held = tar.extractfile(head)
            if held is None or (head.name in (ABOUT, SUMS) and head.size > LONGEST_WORDS):
                raise Damaged
            if head.name == ABOUT:
                about = json.loads(held.read())
                sums[ABOUT] = sha256(_json(about)).hexdigest()
            elif head.name == SUMS:
                if json.loads(held.read()) != sums or not about:
                    raise Damaged
                return about
            else:
                receive(head.name, _counted(held, head.name, sums))
    raise Damaged


def _counted(held: IO[bytes], name: str, sums: dict[str, str]) -> Iterator[bytes]:
    digest = sha256()
    while piece := held.read(PIECE):
        digest.update(piece)
        yield piece
    sums[name] = digest.hexdigest()


def _json(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()
