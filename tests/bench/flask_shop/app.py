"""The peer: the same books in a minimal, correct Flask shop, as a careful person would write it.

The price is the server's, the cart is in a signed cookie, one cart has one PaymentIntent (its
id is the idempotency key), the order is stored once when Stripe says that it is paid, whether
the webhook or the returning browser brings the news. It reads its own environment:

    SHOP_CATALOGUE           the catalogue file of the shop that it stands beside
    SHOP_DATABASE            where orders are kept
    STRIPE_API_BASE          where Stripe is; its script is at STRIPE_API_BASE/stripe.js
    STRIPE_WEBHOOK_SECRET    if webhooks are to be believed
"""

import os
import sqlite3
import tomllib
from pathlib import Path
from typing import Any
from uuid import uuid4

import stripe  # the peer has a virtual environment of its own
from flask import (  # pyright: ignore[reportMissingImports] - only the peer's environment has it
    Flask,
    abort,
    redirect,
    render_template,
    request,
    session,
    url_for,
)

stripe.api_key = "sk_test_peer"
stripe.api_base = os.environ["STRIPE_API_BASE"]
PUBLISHABLE_KEY = "pk_test_peer"
DELIVERY_MINOR = 500
MOST_COPIES = 20

CATALOGUE = tomllib.loads(Path(os.environ["SHOP_CATALOGUE"]).read_text(encoding="utf-8"))
BOOKS: dict[str, dict[str, Any]] = {book["slug"]: book for book in CATALOGUE["book"]}

app = Flask(__name__)
app.secret_key = "only for the bench"
app.jinja_env.filters["money"] = lambda minor: f"${minor / 100:.2f}"


@app.context_processor
def shop_name() -> dict[str, str]:
    """What every page says of the shop."""
    return {"shop_name": CATALOGUE["shop"]["name"]}


@app.get("/")
def home() -> str:
    """Show every book."""
    return render_template("home.html", books=BOOKS.values())


@app.get("/books/<slug>")
def book(slug: str) -> str:
    """Show one book."""
    return render_template("book.html", book=BOOKS.get(slug) or abort(404))


@app.post("/cart")
def add() -> Any:
    """Put one copy into the cart and show the cart."""
    slug = request.form.get("slug", "")
    if slug not in BOOKS:
        abort(404)
    lines = dict(session.get("lines", {}))
    lines[slug] = min(MOST_COPIES, lines.get(slug, 0) + 1)
    session.update(lines=lines, cart=uuid4().hex)
    return redirect(url_for("cart"), 303)


@app.get("/cart")
def cart() -> str:
    """Show the cart."""
    return render_template("cart.html", **priced(session.get("lines", {})))


@app.get("/checkout")
def checkout() -> str:
    """Open the payment of the cart, or of one book named by `?item=`."""
    item = request.args.get("item")
    lines = {item: 1} if item else session.get("lines", {})
    if not lines or not lines.keys() <= BOOKS.keys():
        abort(404)
    order = priced(lines)
    intent = stripe.PaymentIntent.create(
        amount=order["total"],
        currency=CATALOGUE["shop"]["currency"],
        automatic_payment_methods={"enabled": True},
        metadata={"lines": ",".join(f"{slug}:{count}" for slug, count in lines.items())},
        idempotency_key=uuid4().hex if item else f"{session['cart']}-{order['total']}",
    )
    return render_template(
        "checkout.html",
        **order,
        secret=intent.client_secret,
        publishable_key=PUBLISHABLE_KEY,
        script=f"{stripe.api_base}/stripe.js",
    )


@app.get("/success")
def success() -> str:
    """Say what Stripe says of the payment, and nothing more."""
    try:
        intent = stripe.PaymentIntent.retrieve(request.args.get("payment_intent", ""))
    except stripe.InvalidRequestError:
        abort(404)
    if request.args.get("payment_intent_client_secret") != intent.client_secret:
        abort(404)
    if intent.status == "succeeded":
        remember(intent)
        session.clear()
    return render_template("success.html", intent=intent)


@app.post("/stripe/webhook")
def webhook() -> str:
    """Keep the order of a payment whose shopper has not come back."""
    secret = os.environ.get("STRIPE_WEBHOOK_SECRET", "")
    try:
        event = stripe.Webhook.construct_event(
            request.data, request.headers.get("Stripe-Signature", ""), secret
        )
    except (ValueError, stripe.SignatureVerificationError):
        abort(400)
    if event.type == "payment_intent.succeeded":
        remember(stripe.PaymentIntent.retrieve(event.data.object.id))
    return "Thank you."


def priced(lines: dict[str, int]) -> dict[str, Any]:
    """Answer the lines of a cart with what they cost today."""
    rows = [(BOOKS[slug], count) for slug, count in lines.items() if slug in BOOKS]
    subtotal = sum(each["price_minor"] * count for each, count in rows)
    return {"rows": rows, "total": subtotal + DELIVERY_MINOR if rows else 0}


def remember(intent: Any) -> None:
    """Store a paid order, once."""
    with database() as orders:
        orders.execute(
            "INSERT OR IGNORE INTO orders VALUES (?, ?, ?)",
            (intent.id, intent.amount_received, intent.metadata["lines"]),
        )
    orders.close()


def database() -> sqlite3.Connection:
    """Open the file of orders."""
    connection = sqlite3.connect(os.environ["SHOP_DATABASE"], timeout=10)
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS orders (intent TEXT PRIMARY KEY, paid INTEGER, lines TEXT)"
    )
    return connection
