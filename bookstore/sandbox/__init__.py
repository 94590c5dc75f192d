"""An offline Stripe for one machine: the shop's real SDK and browser code talk to it unchanged.

It imitates PaymentIntents paid by the published test cards, by Amazon Pay (the buyer leaves and
comes back) and by US bank accounts (the answer comes later): their life, declines, 3-D Secure,
charges, refunds, disputes, customers, events, signed webhooks, idempotency keys, and Stripe's way
of refusing a bad call. It knows nothing of the shop and no money moves through it.

What it does not imitate: Connect, Billing, Checkout, Tax, Radar rules, SetupIntents, search,
evidence for disputes, micro-deposits, currency conversion, several accounts, other API versions
than its own, rate limits unless they are asked for. Where agreement matters, run the same tests
against real Stripe test keys.
"""

from .faults import Fault
from .server import Sandbox

__all__ = ["Fault", "Sandbox"]
