"""How the properties of the domain are tried."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A machine that is busy with something else must not turn a true claim into a failed one.
settings.register_profile("domain", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("domain")
