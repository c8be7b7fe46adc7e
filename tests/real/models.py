"""A language model on loopback that says what a test wrote: OpenAI's chat completions and Anthropic's messages, at once or in a stream."""

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

Call = tuple[str, dict[str, Any]]
ENDED = 10**6  # more results than a script has calls: a request without tools only wants words
USED = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}


@dataclass
class Models:
    """`script`: the tools it asks for, one after the other; then it repeats what the last one answered. `told`: those answers."""

    url: str = ""
    script: list[Call] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def says(self, *script: Call) -> None:
        self.script, self.told = list(script), []

    def next(self, results: list[str], *, has_tools: bool) -> Call | str:
        """What it says after these results of tools."""
        self.told += [one for one in results if one not in self.told]
        turn = len(results) if has_tools else ENDED
        return self.script[turn] if turn < len(self.script) else "Fini. " + " ".join(results[-1:])


def words(content: Any) -> str:
    if isinstance(content, str):
        return content
    return " ".join(str(part.get("text") or words(part.get("content", ""))) for part in content or [] if isinstance(part, dict))


def chat(models: Models, asked: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """OpenAI's: the whole answer, and its stream."""
    messages = asked["messages"]
    # OpenClaw adds a message of its user after each result: only one that follows no result begins a turn.
    starts = [at for at, one in enumerate(messages) if one["role"] == "user" and not (at and messages[at - 1]["role"] == "tool")]
    results = [words(one["content"]) for one in messages[max(starts, default=0) :] if one["role"] == "tool"]
    said, number = models.next(results, has_tools=bool(asked.get("tools"))), next(models.numbers)
    base = {"id": f"chat-{number}", "created": 1, "model": asked.get("model", "fake")}
    if isinstance(said, str):
        message, why = {"role": "assistant", "content": said}, "stop"
    else:
        called = {"name": said[0], "arguments": json.dumps(said[1])}
        calls = [{"index": 0, "id": f"call_{number}", "type": "function", "function": called}]
        message, why = {"role": "assistant", "content": None, "tool_calls": calls}, "tool_calls"
    whole = {**base, "object": "chat.completion", "choices": [{"index": 0, "message": message, "finish_reason": why}], "usage": USED}
    piece = {**base, "object": "chat.completion.chunk"}
    parts = [(message, None), ({}, why)]
    stream = [{**piece, "choices": [{"index": 0, "delta": delta, "finish_reason": end}]} for delta, end in parts]
    return whole, [*stream, {**piece, "choices": [], "usage": USED}]


def anthropic(models: Models, asked: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Anthropic's: the whole answer, and its stream."""
    blocks = [block for one in asked["messages"] if isinstance(one["content"], list) for block in one["content"]]
    results = [words(block.get("content", "")) for block in blocks if block.get("type") == "tool_result"]
    said, number = models.next(results, has_tools=bool(asked.get("tools"))), next(models.numbers)
    if isinstance(said, str):
        block: dict[str, Any] = {"type": "text", "text": said}
        empty, delta, why = block | {"text": ""}, {"type": "text_delta", "text": said}, "end_turn"
    else:
        block = {"type": "tool_use", "id": f"toolu_{number}", "name": said[0], "input": said[1]}
        empty, delta, why = block | {"input": {}}, {"type": "input_json_delta", "partial_json": json.dumps(said[1])}, "tool_use"
    usage = {"input_tokens": 100, "output_tokens": 10, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}
    whole = {"id": f"msg_{number}", "type": "message", "role": "assistant", "model": asked.get("model"), "content": [block]}
    whole |= {"stop_reason": why, "stop_sequence": None, "usage": usage}
    stream = [
        {"type": "message_start", "message": whole | {"content": [], "stop_reason": None}},
        {"type": "content_block_start", "index": 0, "content_block": empty},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": why, "stop_sequence": None}, "usage": {"output_tokens": 10}},
        {"type": "message_stop"},
    ]
    return whole, stream


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    models: Models

    def log_message(self, *_: Any) -> None:
        """Silent."""

    def do_HEAD(self) -> None:
        self._answer(b"")

    def do_GET(self) -> None:
        self._answer(json.dumps({"object": "list", "data": [{"id": "fake", "object": "model", "type": "model"}]}).encode())

    def do_POST(self) -> None:
        asked = json.loads(self._body() or b"{}")
        path = self.path.partition("?")[0]
        if path.endswith("/count_tokens"):
            return self._answer(b'{"input_tokens": 100}')
        speaks = chat if path.endswith("/chat/completions") else anthropic if path.endswith("/messages") else None
        if speaks is None:
            return self._answer(b'{"error": {"message": "not found"}}', code=404)
        whole, stream = speaks(self.models, asked)
        if not asked.get("stream"):
            return self._answer(json.dumps(whole).encode())
        named = speaks is anthropic
        lines = [(f"event: {one['type']}\n" if named else "") + f"data: {json.dumps(one)}\n\n" for one in stream]
        return self._answer("".join([*lines, "" if named else "data: [DONE]\n\n"]).encode(), "text/event-stream")

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _answer(self, body: bytes, kind: str = "application/json", code: int = 200) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)


@contextlib.contextmanager
def open_models() -> Iterator[Models]:
    models = Models()
    handler = type("Bound", (Handler,), {"models": models})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        models.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield models
        finally:
            server.shutdown()
            thread.join()
