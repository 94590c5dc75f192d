"""Where the focus goes when the shop has answered: to what the shopper should look at."""

from __future__ import annotations

import reflex as rx
from reflex.vars import VarData


class CallForAttention(rx.el.P):
    """An alert that takes the focus each time there is something to attend to.

    A wrong field of the form goes first. A shopper who is at work in Stripe's frame by then
    is left there: the alert is read out anyway.
    """

    @classmethod
    def create(
        cls,
        sentence: rx.Var[str],
        *,
        turn: rx.Var[int],
        visit: rx.Var[str],
        form_id: str,
        **props: object,
    ) -> rx.Component:
        """Return the alert.

        Args:
            sentence: what it says; "" hides it.
            turn: changes with each sentence to be attended to.
            visit: changes when the page is opened or comes back, which calls for nothing.
            form_id: the form whose fields may be wrong.
            props: those of `rx.el.p`; `id` is needed.
        """
        called = f"useAttention({visit!s}, {turn!s}, '{form_id}', '{props['id']}')"
        heard = rx.Var(
            "attention",
            _var_data=VarData.merge(
                turn._get_all_var_data(),
                visit._get_all_var_data(),
                VarData(
                    hooks={f"const attention = {called};": None},
                    imports={"react": [rx.ImportVar(tag="useEffect"), rx.ImportVar(tag="useRef")]},
                ),
            ),
        )
        return super().create(
            sentence, role="alert", tab_index=-1, custom_attrs={"data-turn": heard}, **props
        )

    def add_custom_code(self) -> list[str]:
        """The hook, once for the module of the page."""
        return [_HOOK]


_HOOK = """
const attend = (formId, alertId) => {
  const wrong = document.querySelector(`#${formId} [aria-invalid="true"]`);
  if (wrong) wrong.focus();
  else if (document.activeElement?.tagName !== 'IFRAME') document.getElementById(alertId)?.focus();
};
const useAttention = (visit, turn, formId, alertId) => {
  const seen = useRef({ visit, turn });
  useEffect(() => {
    const isNews = seen.current.visit === visit && seen.current.turn !== turn;
    seen.current = { visit, turn };
    if (isNews) attend(formId, alertId);
  }, [visit, turn, formId, alertId]);
  return turn;
};
"""

call_for_attention = CallForAttention.create
