"""A small app of its own in which the wrapper is tried; it shares nothing with the shop."""

import os
import sysconfig

import reflex as rx

os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])
os.environ.setdefault("REFLEX_USE_NPM", "1")

config = rx.Config(
    app_name="demo",
    frontend_port=int(os.environ.get("DEMO_PORT", "3000")),
    disable_plugins=[rx.plugins.SitemapPlugin],
    show_built_with_reflex=False,
    telemetry_enabled=False,
)
