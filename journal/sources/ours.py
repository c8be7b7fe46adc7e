"""What is known of the tools that come with Claude Code, OpenClaw and Codex."""

from journal.enums import Type

# Plans, questions to the person, lists of things to do: nothing leaves the program.
IDLE = frozenset({"TodoWrite", "TodoRead", "ExitPlanMode", "EnterPlanMode", "AskUserQuestion", "update_plan"})
TYPES = {
    **dict.fromkeys(("Bash", "shell", "exec", "bash", "process", "unified_exec"), Type.COMMAND),
    **dict.fromkeys(("Edit", "MultiEdit", "Write", "NotebookEdit", "edit", "write", "apply_patch"), Type.FILE),
    **dict.fromkeys(("Read", "Grep", "Glob", "LS", "WebFetch", "WebSearch", "read", "web_search", "web_fetch"), Type.READ),
    **dict.fromkeys(("message", "sessions_send"), Type.MESSAGE),
}
