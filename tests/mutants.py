"""Good files made bad, by a seeded chance: bytes, zip entries, XML, CSV, JSON. The same seed makes the same mutants."""

import io
import json
import re
import zipfile
from random import Random

BOMB = b'<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
FORMULAS = ("=1+1", "=cmd|'/c calc'!A1", "+33", "-2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")')
ODD = (*FORMULAS, "", "x" * 40_000, "\u202e", "31/02/2026", "9" * 400, "1e999", "-0", "é" * 300, "\x00", "Non", "'", '"', ";", "<b>", "￾")
ODD_JSON = (None, True, -1, 10**30, 1e308, "", "x" * 5000, [], {}, [[[[[]]]]], {"@value": {"@value": []}}, "\ud800", float("nan"), "=1+1")
TEXTS = re.compile(rb"(?<=>)[^<>]{1,200}(?=<)")


def mutant(good: bytes, chance: Random) -> bytes:
    """One or two things go wrong."""
    data = good
    for _ in range(chance.randint(1, 2)):
        data = chance.choice(_ways(data))(data, chance)
    return data


def _ways(data: bytes):
    if zipfile.is_zipfile(io.BytesIO(data)):
        return [flipped, cut, *[without_entry, entry_twice, huge_entry, bomb, cells_swapped, odd_cell, renamed, xml_cut]]
    if data[:1] in (b"{", b"["):
        return [flipped, cut, *[odd_value] * 4, deep, huge_number, key_gone, other_encoding]
    return [flipped, cut, *[odd_field] * 3, other_encoding, quotes, columns_swapped, long_line, other_delimiter]


def flipped(data, chance):
    piece = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        if piece:
            piece[chance.randrange(len(piece))] ^= 1 << chance.randrange(8)
    return bytes(piece)


def cut(data, chance):
    return data[: chance.randrange(len(data) + 1)]


def _repacked(data, change):
    """The zip again, each entry as `change(name, content)` has it: a list of (name, content)."""
    stream = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
            for entry in {one.filename: one for one in old.infolist()}.values():
                for name, content in change(entry.filename, old.read(entry)):
                    new.writestr(name, content)
    except Exception:  # already damaged by the mutation before
        return data
    return stream.getvalue()


def _one(data, chance, change, ending=(".xml", ".csv")):
    """One entry of the zip changed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name for name in archive.namelist() if name.endswith(ending)] or archive.namelist()
    except Exception:  # already damaged by the mutation before
        return data
    if not names:
        return data
    chosen = chance.choice(names)
    return _repacked(data, lambda name, content: change(name, content) if name == chosen else [(name, content)])


def without_entry(data, chance):
    return _one(data, chance, lambda *_: [])


def entry_twice(data, chance):
    return _one(data, chance, lambda name, content: [(name, content), (f"copie/{name}", content), (f"../{name}", content)])


def huge_entry(data, chance):
    return _one(data, chance, lambda name, content: [(name, content + b" " * 30_000_000)])


def renamed(data, chance):
    return _one(data, chance, lambda name, content: [(name.upper() + "\u202e", content)])


def bomb(data, chance):
    def change(name, content):
        head, mark, rest = content.partition(b"?>")
        return [(name, head + mark + BOMB + rest.replace(b"</", b"&c;</", 1) if mark else BOMB + content)]

    return _one(data, chance, change)


def cells_swapped(data, chance):
    def change(name, content):
        texts = TEXTS.findall(content)
        return [(name, TEXTS.sub(lambda found: chance.choice(texts) if chance.random() < 0.2 else found[0], content))]

    return _one(data, chance, change)


def odd_cell(data, chance):
    def change(name, content):
        word = chance.choice(ODD).encode("utf-8", "surrogatepass").replace(b"<", b"&lt;")
        return [(name, TEXTS.sub(lambda found: word if chance.random() < 0.05 else found[0], content))]

    return _one(data, chance, change)


def xml_cut(data, chance):
    return _one(data, chance, lambda name, content: [(name, content[: chance.randrange(len(content) + 1)])])


def other_encoding(data, chance):
    text = data.decode("utf-8-sig", "replace")
    return text.encode(chance.choice(["utf-16", "utf-32", "cp1252", "latin-1", "utf-7", "cp037"]), "replace")


def _fields(data, change):
    """Rows of a CSV file, changed in place, written again without any care."""
    lines = [line.split(";") for line in data.decode("utf-8-sig", "replace").split("\n")]
    change(lines)
    return "\n".join(";".join(line) for line in lines).encode("utf-8", "surrogatepass")


def odd_field(data, chance):
    def change(lines):
        for _ in range(chance.randint(1, 6)):
            line = chance.choice(lines)
            line[chance.randrange(len(line))] = chance.choice(ODD)

    return _fields(data, change)


def columns_swapped(data, chance):
    return _fields(data, lambda lines: [chance.shuffle(line) for line in lines[chance.randrange(2) :]])


def quotes(data, chance):
    place = chance.randrange(len(data) + 1)
    return data[:place] + b'"' * chance.randint(1, 3) + data[place:]


def long_line(data, chance):
    return data + b";".join([b"x" * 200] * chance.choice([10, 1_000, 40_000])) + b"\n"


def other_delimiter(data, chance):
    return data.replace(b";", chance.choice([b",", b"\t", b"|"]))


def _json(data):
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _places(value, found):
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        found.append((value, key))
        _places(item, found)
    return found


def odd_value(data, chance):
    content = _json(data)
    for _ in range(chance.randint(1, 8)):
        if places := _places(content, []):
            held, key = chance.choice(places)
            held[key] = chance.choice(ODD_JSON)
    return json.dumps(content).encode()


def key_gone(data, chance):
    content = _json(data)
    if places := _places(content, []):
        held, key = chance.choice(places)
        del held[key]
    return json.dumps(content).encode()


def deep(data, chance):
    times = chance.choice([50, 500, 100_000])
    return data.replace(b":", b":" + b"[" * times, 1)


def huge_number(data, chance):
    return re.sub(rb":\s*(\d+|null|true|false)", b": " + b"9" * chance.choice([20, 400, 6_000]), data, count=chance.randint(1, 4))
