# SPDX-License-Identifier: GPL-2.0-or-later
"""A list of checks, each printed, for the tests of this folder."""


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def __call__(self, what, good, more=''):
        self.passed += bool(good)
        self.failed += not good
        print('%s: %s%s' % ('ok' if good else 'FAILED', what, '' if good or more == '' else ': %.900r' % (more,)), flush=True)
        return good
