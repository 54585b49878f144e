"""Profiles of hypothesis, and signals as a terminal has them.

`explore` looks at new examples in every run, `ci` at the same ones. A shell lets what it starts in the background ignore
Ctrl-C, and so would all that the tests start.
"""

import os
import signal

from hypothesis import HealthCheck, Phase, settings

_COMMON = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("explore", **_COMMON)
settings.register_profile("ci", derandomize=True, **_COMMON)
settings.register_profile("mutants", derandomize=True, phases=(Phase.explicit, Phase.generate), **_COMMON)
settings.load_profile("mutants" if "MUTANT_UNDER_TEST" in os.environ else "ci" if os.environ.get("CI") else "explore")

for _number, _handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _handler)
