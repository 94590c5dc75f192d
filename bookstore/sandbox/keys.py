"""API keys: which are taken, and what each kind may do.

Every test key is taken and all of them belong to the one account of this store. Nothing
that looks live is, so that no real payment can be mistaken for a practice one.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from hmac import compare_digest

from .call import KeyKind
from .errors import ApiError, refused_key

_LIVE = ("sk_live_", "rk_live_", "pk_live_")
_SECRET = ("sk_test_", "rk_test_")
_PUBLISHABLE = ("pk_test_",)


def find_key(authorization: str | None, key_param: str | None) -> str | None:
    """The key of a request: Bearer, Basic user name, or the ``key`` parameter of a browser."""
    if not authorization:
        return key_param or None
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip() or None
    if scheme.lower() == "basic":
        return _basic_user(credentials)
    return None


def classify_key(key: str | None) -> KeyKind:
    """Whether a key is secret or publishable.

    Raises:
        ApiError: 401 for no key, a live key or anything else.
    """
    if key is None:
        raise refused_key(
            "You did not provide an API key. Send it as 'Authorization: Bearer sk_test_...'; "
            "this sandbox accepts any test key."
        )
    if key.startswith(_LIVE):
        raise refused_key(
            f"This is a sandbox in which no money moves: it refuses the live key {_shown(key)}. "
            "Use any key that begins with sk_test_ or pk_test_."
        )
    if key.startswith(_SECRET):
        return "secret"
    if key.startswith(_PUBLISHABLE):
        return "publishable"
    raise refused_key(f"Invalid API Key provided: {_shown(key)}")


def same_secret(sent: str, known: str) -> bool:
    """Whether a client_secret is the right one, in a time that tells nothing about it."""
    return compare_digest(sent.encode(), known.encode())


def need_secret_key() -> ApiError:
    """The refusal of a publishable key where only a secret one will do."""
    return refused_key(
        "This API call cannot be made with a publishable API key. Use a secret key, and only "
        "on a server.",
        status=403,
        code="secret_key_required",
    )


def _shown(key: str) -> str:
    return f"{key[:8]}...{key[-4:]}" if len(key) > 16 else "..."


def _basic_user(credentials: str) -> str | None:
    try:
        user = b64decode(credentials, validate=True).decode().partition(":")[0]
    except (Base64Error, UnicodeDecodeError):
        return None
    return user or None
