"""Who keeps the states of open tabs: what Reflex makes of rxconfig.py."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from reflex.istate.manager import StateManager
from reflex_base.config import get_config
from reflex_base.registry import RegistrationContext

from tests.machine import PROJECT


def manager(monkeypatch: pytest.MonkeyPatch, folder: Path, **environment: str) -> str:
    """The class that Reflex chooses with the project's configuration in this environment."""
    before = get_config()
    with monkeypatch.context() as patch:
        patch.chdir(folder)  # where the disk's keeper makes its folder
        for name in ("REFLEX_ENV_MODE", "REDIS_URL", "REFLEX_REDIS_URL"):
            patch.delenv(name, raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        config = runpy.run_path(str(PROJECT / "rxconfig.py"))["config"]
        context = RegistrationContext.ensure_context()
        context._set_config(config)
        try:
            return type(StateManager.create()).__name__
        finally:
            context._set_config(before)


def test_production_keeps_states_in_memory_and_writes_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert manager(monkeypatch, tmp_path, REFLEX_ENV_MODE="prod") == "StateManagerMemory"
    assert list(tmp_path.iterdir()) == []


def test_development_keeps_them_over_a_change_of_the_code(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert manager(monkeypatch, tmp_path, REFLEX_ENV_MODE="dev") == "StateManagerDisk"


@pytest.mark.parametrize("name", ["REDIS_URL", "REFLEX_REDIS_URL"])
def test_several_workers_share_them_in_redis(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    settings = {"REFLEX_ENV_MODE": "prod", name: "redis://127.0.0.1:1"}

    assert manager(monkeypatch, tmp_path, **settings) == "StateManagerRedis"


def test_what_an_operator_chose_stands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = {"REFLEX_ENV_MODE": "prod", "REFLEX_STATE_MANAGER_MODE": "disk"}

    assert manager(monkeypatch, tmp_path, **settings) == "StateManagerDisk"
