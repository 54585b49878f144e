"""Profiles of hypothesis: `explore` looks at new examples in every run, `ci` at the same ones."""

import os

from hypothesis import HealthCheck, Phase, settings

_COMMON = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("explore", **_COMMON)
settings.register_profile("ci", derandomize=True, **_COMMON)
settings.register_profile("mutants", derandomize=True, phases=(Phase.explicit, Phase.generate), **_COMMON)
settings.load_profile("mutants" if "MUTANT_UNDER_TEST" in os.environ else "ci" if os.environ.get("CI") else "explore")
