"""The compiled catalogue of French plurals: made by gettext from locale/fr, beside its source, when that is newer."""

import subprocess
from pathlib import Path

from governance.embedded import ROOT
from governance.refusal import Refused

SOURCE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def compile_plurals(source: Path = SOURCE) -> bool:
    """True when a new one was made. Raises Refused when gettext is missing or the source is wrong."""
    made = source.with_suffix(".mo")
    if made.exists() and made.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return False
    try:
        subprocess.run(["msgfmt", "--check", "-o", made, source], check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise Refused("Il manque l’outil gettext. Installez-le une fois : sudo apt-get install -y gettext") from error
    except subprocess.CalledProcessError as error:
        raise Refused(f"Le catalogue {source} est abîmé :\n{error.stderr}") from error
    return True
