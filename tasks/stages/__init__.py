"""The working stages: each module here has the functions that it decorates with `tasks.steps.runs`.

Which stages a job type has, its file in app.job_types says.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from tasks.steps import STEPS

__all__ = ["STEPS"]

for _module in pkgutil.iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
