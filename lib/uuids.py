"""UUIDs by the hundred: made without the questions their constructor asks. Pure."""

from uuid import UUID, SafeUUID

_blank, _unknown = object.__new__, SafeUUID.unknown
_set_int, _set_safety = (vars(UUID)[name].__set__ for name in ("int", "is_safe"))  # a UUID lets nobody change it, itself neither


def uuid_of(sixteen: bytes) -> UUID:
    """UUID(bytes=sixteen), for bytes that are surely sixteen."""
    made = _blank(UUID)
    _set_int(made, int.from_bytes(sixteen))
    _set_safety(made, _unknown)
    return made
