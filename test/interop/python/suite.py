"""Runs every test beside this file and prints one JSON line for each, which run.mjs shows."""

import json
import sys
import time
import traceback
import unittest
from pathlib import Path


class JsonLines(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        self.started = time.monotonic()

    def addSuccess(self, test):
        self.write(test, "ok", "")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.write(test, "failed", "".join(traceback.format_exception(*err)))

    def addError(self, test, err):
        super().addError(test, err)
        self.write(test, "failed", "".join(traceback.format_exception(*err)))

    def write(self, test, outcome, reason):
        # An error of a fixture carries no test, and so no claim.
        claim = test.shortDescription() or str(test)
        took = (time.monotonic() - getattr(self, "started", time.monotonic())) * 1000
        print(json.dumps({"claim": claim, "outcome": outcome, "reason": reason, "tookMs": took}), flush=True)


tests = unittest.defaultTestLoader.discover(str(Path(__file__).parent))
result = JsonLines()
tests.run(result)
sys.exit(0 if result.wasSuccessful() else 1)
