"""The published digests, computed by every adapter in the surroundings it really runs in: OpenClaw's Node, the agents' own Python."""

import json
import subprocess

from governance import embedded
from tests.real.openclaw import NODE, PLUGIN
from tests.real.site import CLIENT, PYTHON

VECTORS = json.loads((embedded.ROOT / "docs" / "dev" / "digest-vectors.json").read_text())["vectors"]
HOST = embedded.ROOT / "tests" / "adapters" / "openclaw.mjs"
IN_PYTHON = "import sys, json, garde_fou; print(json.dumps([garde_fou.digest(one) for one in json.load(sys.stdin)]))"


def test_the_plugin_of_openclaw_under_its_node() -> None:
    told = json.dumps({"vectors": [one["action"] for one in VECTORS]})
    done = subprocess.run([str(NODE), str(HOST), str(PLUGIN / "index.mjs"), told], capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(done.stdout) == [one["canonical"] for one in VECTORS]


def test_the_python_client_beside_the_sdks() -> None:
    told = json.dumps([one["action"] for one in VECTORS])
    command, env = [str(PYTHON), "-c", IN_PYTHON], {"PYTHONPATH": str(CLIENT)}
    done = subprocess.run(command, env=env, input=told, capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(done.stdout) == [one["digest"] for one in VECTORS]
