"""What the product is made of: each library of requirements.txt, its fingerprints, its licence, who asks for it; as CycloneDX."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

PINS = Path(__file__).resolve().parent.parent / "requirements.txt"
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s\\]+)(?P<rest>(?:[^\n]*\n(?:[ \t]+[^\n]*\n?)*))", re.MULTILINE)
ASKED = re.compile(r"^ +# +(?:via )?(?!via$)([\w.-]+|-r requirements\.in)$", re.MULTILINE)
# What a package's own metadata do not say in the words of SPDX, read in its LICENSE file.
SAID = {
    **dict.fromkeys(("async-timeout", "pyopenssl"), "Apache-2.0"),
    **dict.fromkeys(("amqp", "billiard", "click-plugins", "cssselect2", "django-csp", "prompt-toolkit"), "BSD-3-Clause"),
    **dict.fromkeys(("protobuf", "pydyf", "segno", "sqlparse", "tinycss2", "vine", "weasyprint", "webencodings"), "BSD-3-Clause"),
    "defusedxml": "PSF-2.0",
    "lucide": "ISC",
    "pyasn1-modules": "BSD-2-Clause",
    "pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "python-stdnum": "LGPL-2.1-or-later",
    **dict.fromkeys(("django-ninja", "pyrage", "tinyhtml5", "valkey", "wcwidth"), "MIT"),
}
# May be joined to a work under AGPL-3.0-or-later (gnu.org/licenses/license-list, read on 21 November 2026).
COMPATIBLE = frozenset(
    "0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause CC-BY-4.0 CC0-1.0 GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later ISC LGPL-2.1-or-later "
    "LGPL-3.0-only LGPL-3.0-or-later MIT MIT-0 MIT-CMU MPL-2.0 OFL-1.1 PostgreSQL PSF-2.0 Unlicense Zlib".split()
)


@dataclass(frozen=True)
class Part:
    """`asked_by`: names of other parts; empty when we ask for it ourselves. `is_here`: installed on this machine."""

    name: str
    version: str
    licence: str
    hashes: tuple[str, ...]
    asked_by: tuple[str, ...]
    is_ours: bool
    is_here: bool

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name.lower().replace('_', '-')}@{self.version}"


@lru_cache
def parts() -> tuple[Part, ...]:
    """In the order of requirements.txt."""
    return tuple(_part(found["name"], found["version"], found["rest"]) for found in PIN.finditer(PINS.read_text("ascii")))


def is_compatible(licence: str) -> bool:
    """`A AND B`: both must be; `A OR B`: one is enough."""
    return any(all(one.strip("() ") in COMPATIBLE for one in either.split(" AND ")) for either in licence.split(" OR "))


def cyclonedx(version: str, found: Sequence[Part]) -> dict[str, Any]:
    """CycloneDX 1.6. The same parts give the same bytes: no date, and a number made of what it lists."""
    own = f"pkg:generic/garde-fou@{version}"
    number = uuid5(NAMESPACE_URL, own + "".join(part.purl + "".join(part.hashes) for part in found))
    itself = {"type": "application", "bom-ref": own, "name": "garde-fou", "version": version} | _licensed("AGPL-3.0-or-later")
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {"component": itself},
        "components": [_component(part) for part in found],
        "dependencies": [
            {"ref": own, "dependsOn": [part.purl for part in found if part.is_ours]},
            *({"ref": part.purl, "dependsOn": [other.purl for other in found if part.name in other.asked_by]} for part in found),
        ],
    }


def _component(part: Part) -> dict[str, Any]:
    hashes = [{"alg": "SHA-256", "content": one} for one in part.hashes]  # of each file pip may take, one a platform
    named = {"type": "library", "bom-ref": part.purl, "name": part.name, "version": part.version, "purl": part.purl}
    return named | {"hashes": hashes} | _licensed(part.licence)


def _licensed(licence: str) -> dict[str, Any]:
    return {"licenses": [{"expression": licence}]} if licence else {}


def _part(name: str, version: str, rest: str) -> Part:
    asked = ASKED.findall(rest)
    try:
        told, is_here = metadata(name), True
        licence = SAID.get(name) or _licence(told)
    except PackageNotFoundError:  # of another Python or platform
        licence, is_here = SAID.get(name, ""), False
    others = tuple(one for one in asked if not one.startswith("-r"))
    return Part(name, version, licence, tuple(re.findall(r"sha256:([0-9a-f]{64})", rest)), others, len(others) < len(asked), is_here)


def _licence(told: PackageMetadata) -> str:
    named = next((told[field] for field in ("License-Expression", "License") if field in told), "")
    return named.partition("\n")[0].strip()
