"""Where a demand may go from where it stands. The database holds the same table (migration 0007); a test compares the two."""

from approvals.enums import RequestState

# From, to: what makes it so, in the words of the diagram.
TRANSITIONS: dict[tuple[RequestState, RequestState], str] = {
    (RequestState.PENDING, RequestState.APPROVED): "Une personne accepte",
    (RequestState.PENDING, RequestState.DENIED): "Une personne refuse",
    (RequestState.PENDING, RequestState.EXPIRED): "Personne ne répond",
    (RequestState.PENDING, RequestState.CANCELLED): "L’agent la retire",
    (RequestState.APPROVED, RequestState.CONSUMED): "L’agent agit",
    (RequestState.APPROVED, RequestState.EXPIRED): "L’agent n’agit pas à temps",
}
