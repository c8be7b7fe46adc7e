"""Real files of other programs: beside the project where somebody has them, never in it. GARDEFOU_SAMPLES says where."""

import os
from pathlib import Path

SAMPLES = Path(os.environ.get("GARDEFOU_SAMPLES") or Path(__file__).resolve().parents[2] / "shared" / "samples")
ABSENT = "the samples are not here (GARDEFOU_SAMPLES)"
