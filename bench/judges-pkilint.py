"""Lints the PEM files named on standard input with pkilint, in one process; one JSON line each, the version first."""

import contextlib
import importlib.metadata
import io
import json
import sys

from pkilint.bin.lint_pkix_cert import main


def severities(path):
    """The severities of what was found; FATAL for what pkilint could not read."""
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            main(["lint", "-s", "WARNING", "-f", "JSON", path])
        results = json.loads(out.getvalue())["results"]
    except (Exception, SystemExit):
        return ["FATAL"]
    return [found["severity"] for result in results for found in result["finding_descriptions"]]


print(json.dumps(importlib.metadata.version("pkilint")), flush=True)
for line in sys.stdin:
    print(json.dumps(severities(line.strip())), flush=True)
