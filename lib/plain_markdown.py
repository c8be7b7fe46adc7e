"""The pages of docs/fr, and the texts of a company, as HTML: a few marks, everything else escaped. No Django model, no file access.

Known: # to ###, paragraphs, - and 1. lists, > notes, ``` blocks, pipe tables; inside a line **bold**, `code`, [words](address).
An image is left out. An address is https://, an #anchor, or another page of the folder.
"""

import re
from collections.abc import Callable, Iterator

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

PageAddress = Callable[[str], str]
HEADING = re.compile(r"(#{1,3}) (.+)")
BULLET = re.compile(r"[-*] (.+)")
NUMBER = re.compile(r"\d+\. (.+)")
IMAGE = re.compile(r"!\[[^\]]{0,300}\]\([^)]{0,500}\)")  # bounds: an open bracket without end costs no time
INLINE = re.compile(r"`(?P<code>[^`]+)`|\*\*(?P<bold>.+?)\*\*|\[(?P<words>[^\]]{1,300})\]\((?P<address>[^)\s]{1,500})\)")
RULER = re.compile(r"\|?[\s:|-]+\|?")


def to_html(text: str, page_address: PageAddress) -> SafeString:
    """The body of a page, without its first title (see `title`). `page_address` makes the link to « name.md »."""
    lines = text.splitlines()
    if lines and lines[0].startswith("# "):
        lines = lines[1:]
    return SafeString("\n".join(_block(block, page_address) for block in _blocks(lines)))  # each part is escaped below


def title(text: str) -> str:
    """The first title."""
    found = HEADING.match(text)
    return found[2].strip() if found else ""


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """Runs of lines between blank ones; a title is a run of its own, a fenced block is one whatever it holds."""
    run: list[str] = []
    is_fenced = False
    for line in lines:
        if not is_fenced and HEADING.fullmatch(line):
            if run:
                yield run
            yield [line]
            run = []
            continue
        if line.startswith("```"):
            is_fenced = not is_fenced
            run.append(line)
        elif line.strip() or is_fenced:
            run.append(line)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _block(lines: list[str], page_address: PageAddress) -> str:
    first = lines[0]
    if first.startswith("```"):
        return format_html("<pre><code>{}</code></pre>", "\n".join(line for line in lines if not line.startswith("```")))
    if heading := HEADING.fullmatch(first):
        level = max(len(heading[1]), 2)
        return f"<h{level}>{_inline(heading[2], page_address)}</h{level}>"
    if first.startswith("> "):
        return f'<div class="note tone-info"><div><p>{_inline(" ".join(line.lstrip("> ") for line in lines), page_address)}</p></div></div>'
    if first.startswith("|") and not RULER.fullmatch(first.strip()):
        return _table(lines, page_address)
    for tag, css, mark in (("ul", "bullets", BULLET), ("ol", "numbered", NUMBER)):
        if mark.match(first):
            items = "".join(f"<li>{_inline(item, page_address)}</li>" for item in _items(lines, mark))
            return f'<{tag} class="{css}">{items}</{tag}>'
    return f"<p>{_inline(' '.join(line.strip() for line in lines), page_address)}</p>"


def _items(lines: list[str], mark: re.Pattern[str]) -> list[str]:
    """A line that starts no item goes on with the one before."""
    items: list[str] = []
    for line in lines:
        if found := mark.match(line):
            items.append(found[1])
        else:
            items[-1] = f"{items[-1]} {line.strip()}"
    return items


def _table(lines: list[str], page_address: PageAddress) -> str:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines if not RULER.fullmatch(line.strip())]
    head = "".join(f'<th scope="col">{_inline(cell, page_address)}</th>' for cell in rows[0])
    body = "".join(f"<tr>{''.join(f'<td>{_inline(cell, page_address)}</td>' for cell in row)}</tr>" for row in rows[1:])
    return f'<table class="table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _inline(words: str, page_address: PageAddress) -> str:
    words, parts, start = IMAGE.sub("", words), [], 0
    for found in INLINE.finditer(words):
        parts += [escape(words[start : found.start()]), _mark(found, page_address)]
        start = found.end()
    return "".join([*parts, escape(words[start:])])


def _mark(found: re.Match[str], page_address: PageAddress) -> str:
    if found["code"]:
        return format_html("<code>{}</code>", found["code"])
    if found["bold"]:
        return format_html("<strong>{}</strong>", found["bold"])
    address = found["address"]
    if re.fullmatch(r"[\w-]+\.md", address):
        address = page_address(address.removesuffix(".md"))
    elif not address.startswith(("https://", "#")):
        return str(escape(found["words"]))
    return format_html('<a href="{}">{}</a>', address, found["words"])
