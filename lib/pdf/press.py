"""A whole document: what is not in the store is rendered in a few processes, and joined while the last ones still work."""

import gc
import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from lib.pdf import chunk, tags
from lib.pdf.chunk import Renderer
from lib.pdf.faces import Faces
from lib.pdf.merge import Merge, Part
from lib.pdf.store import Store
from lib.pdf.system import die_with_parent

Progress = Callable[[int, int], None]
PACK = "pack"
JOBS_A_WORKER = 6  # a process takes as long to start as two fragments to render


@dataclass(frozen=True)
class Piece:
    """One fragment to be: `words` names its content exactly, `html` makes it when the store does not have it."""

    words: str
    html: Callable[[], str]
    contents: bool = False


@dataclass(frozen=True)
class Press:
    faces: Faces
    css: str
    folder: Path
    workers: int = 2
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        code = "".join(Path(module.__file__ or "").read_text() for module in (chunk, tags))
        base = [self.css, self.faces.digest, version("weasyprint"), version("pydyf"), version("pikepdf"), code]
        object.__setattr__(self, "store", Store(self.folder, base))

    def join(self, pieces: Sequence[Piece], progress: Progress | None = None) -> Merge:
        """The pieces, rendered and joined; `write` it. `progress(done, of)` is called after each.

        Freeing a long document costs as much as copying its tags: a process made for one document had better end with it in its hands.
        """
        tell = progress or _silence
        paths = [self.store.path(piece.words) for piece in pieces]
        pack = self.store.path(PACK)
        todo = {path: piece for path, piece in zip(paths, pieces, strict=True) if not self.store.has(path)}
        with Pool(self, todo, needs_pack=not self.store.has(pack)) as pool:
            pool.wait(pack)
            joined = Merge(pack, self.faces.regular)
            for number, (path, piece) in enumerate(zip(paths, pieces, strict=True), 1):
                pool.wait(path)
                joined.add(Part(path, piece.contents))
                tell(number, len(pieces))
        self.store.trim()
        return joined


def _silence(_done: int, _of: int) -> None:
    """Progress nobody listens to."""


class Pool:
    """Worker processes for the missing fragments; none is started when nothing is missing."""

    def __init__(self, press: Press, todo: dict[Path, Piece], *, needs_pack: bool) -> None:
        self.waiting: dict[Path, Future[None]] = {}
        self.executor: ProcessPoolExecutor | None = None
        jobs = list(todo.items())
        if needs_pack:
            jobs.insert(0, (press.store.path(PACK), Piece(PACK, str)))
        if not jobs:
            return
        size = max(1, min(press.workers, len(jobs) // JOBS_A_WORKER))
        context = multiprocessing.get_context("fork")  # the caller is a small process of its own, without threads
        self.executor = ProcessPoolExecutor(size, context, _start_worker, (press, [piece for _, piece in jobs]))
        self.waiting = {path: self.executor.submit(_render, number, path) for number, (path, _) in enumerate(jobs)}

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *error: object) -> None:
        if self.executor is not None:
            self.executor.shutdown(wait=True, cancel_futures=True)

    def wait(self, path: Path) -> None:
        if path in self.waiting:
            self.waiting.pop(path).result()


class _Worker:
    """What a worker process holds: forked with it, so no HTML travels between processes."""

    renderer: Renderer
    pieces: Sequence[Piece]


def _start_worker(press: Press, pieces: Sequence[Piece]) -> None:
    die_with_parent()
    gc.freeze()
    _Worker.renderer, _Worker.pieces = Renderer(press.faces, press.css), pieces


def _render(number: int, path: Path) -> None:
    piece = _Worker.pieces[number]
    renderer = _Worker.renderer
    Store.save(path, renderer.pack() if piece.words == PACK else renderer.render(piece.html(), contents=piece.contents))
    gc.collect()
