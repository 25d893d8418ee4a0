"""Lints the PEM files named on standard input with pkilint, in one process: one JSON line each, the version first."""

import contextlib
import importlib.metadata
import io
import json
import sys

from pkilint.bin.lint_pkix_cert import main


def findings(path):
    """Severity and code of each finding, of whatever severity."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        main(["lint", "-s", "DEBUG", "-f", "JSON", path])
    results = json.loads(out.getvalue())["results"]
    return [
        {"severity": found["severity"], "code": found["code"]}
        for result in results
        for found in result["finding_descriptions"]
    ]


print(json.dumps(importlib.metadata.version("pkilint")))
for line in sys.stdin:
    print(json.dumps(findings(line.strip())))
