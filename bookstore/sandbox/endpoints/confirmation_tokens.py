"""``/v1/confirmation_tokens``: create (a browser does) and retrieve."""

from ..call import Call, Reply
from ..confirmation_tokens import make_token
from ..customers import demand_unused
from ..errors import not_imitated
from ..ledger import Ledger
from ..params import missing_param
from .payment_methods import method_from_data, refuse_raw_card, resolve_method


def create(ledger: Ledger, call: Call) -> Reply:
    """Keep what a buyer has entered, until a server confirms with it."""
    params = call.params
    if params.has("payment_method_options"):
        raise not_imitated("payment_method_options")
    if params.has("payment_method_data"):
        data = params.group("payment_method_data")
        refuse_raw_card(call, data)
        method = method_from_data(ledger, data)
    elif params.text("payment_method") is not None:
        method = resolve_method(ledger, params.need_text("payment_method"))
    else:
        raise missing_param("payment_method_data")
    demand_unused(ledger, method)
    return Reply(make_token(ledger, method, params))


def retrieve(ledger: Ledger, call: Call) -> Reply:
    """One token, without the method it stands for."""
    return Reply(ledger.tokens.need(call.path["token"], param="confirmation_token"))
