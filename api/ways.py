"""The ways to plug an agent: the one of its own tool first."""

from dataclasses import dataclass

from inventory.ways import tool_of


@dataclass(frozen=True)
class Way:
    """One card of « Brancher cet agent »: templates/api/_<code>.html. `words`: what the tool's name may hold."""

    code: str
    label: str
    words: tuple[str, ...] = ()

    @property
    def template(self) -> str:
        return f"api/_{self.code}.html"


WAYS = (
    Way("openclaw", "OpenClaw, Moltbot", ("openclaw", "moltworker")),
    Way("claude_code", "Claude Code", ("claude_code", "claude code")),
    Way("n8n", "n8n", ("n8n",)),
    Way("make", "Make", ("make",)),
    Way("python", "Python\u00a0: OpenAI Agents SDK, LangGraph…", ("langgraph", "openai", "python", "langchain", "crewai")),
    Way("mcp", "MCP\u00a0: Claude Desktop, Cursor…", ("mcp", "claude", "cursor")),
    Way("otel", "OpenTelemetry\u00a0: son journal, sans demande d’accord", ("otel", "opentelemetry", "codex")),
    Way("curl", "Autre\u00a0: par HTTP"),
)
OTHER = WAYS[-1]


def ways_for(tool: str) -> tuple[Way, list[Way]]:
    """(the one that fits the declared tool, the others)."""
    known = tool_of(tool)
    names = f"{known.code if known else ''} {tool.lower()}"
    first = next((way for way in WAYS if any(word in names for word in way.words)), OTHER)
    return first, [way for way in WAYS if way is not first]
