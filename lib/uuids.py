"""UUIDs by the hundred: made without the questions their constructor asks. Pure."""

from uuid import UUID, SafeUUID

_blank, _set, _unknown = object.__new__, object.__setattr__, SafeUUID.unknown  # a UUID lets nobody change it, itself neither


def uuid_of(sixteen: bytes) -> UUID:
    """UUID(bytes=sixteen), for bytes that are surely sixteen."""
    made = _blank(UUID)
    _set(made, "int", int.from_bytes(sixteen))
    _set(made, "is_safe", _unknown)
    return made
