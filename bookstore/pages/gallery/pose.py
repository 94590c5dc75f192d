"""Components in a state that they are not in: what is below a pose reads other values.

A component reads the state of its tab from a store that Reflex puts into a React context. A pose
puts another store there for its own children, which answers the values given to it and passes
every other question on. The components know nothing of it, and are the real ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from typing import Any

import reflex as rx
from reflex.vars import FunctionStringVar

POSE = """
function Pose({ values, children }) {
  const live = useContext(StateStoreContext);
  const posed = useMemo(() => {
    const made = {};  // a snapshot must stay the same object while nothing has changed
    const getSnapshot = (name) => {
      const now = live.getSnapshot(name) ?? app.initialState?.[name];
      if (!(name in values)) return now;
      if (made[name]?.now !== now) made[name] = { now, then: { ...now, ...values[name] } };
      return made[name].then;
    };
    return { subscribe: (name, listener) => live.subscribe(name, listener), getSnapshot };
  }, [live]);
  return jsx(StateStoreContext.Provider, { value: posed }, children);
}
"""


class Pose(rx.Component):
    """The provider; its values are fixed when the page is compiled."""

    tag = "Pose"
    values: rx.Var[dict[str, dict[str, Any]]]

    def add_imports(self) -> dict[str, list[str]]:
        """What the function below is made of."""
        return {
            "$/utils/context-registry": ["StateStoreContext", "app"],
            "react": ["useContext", "useMemo"],
            "@emotion/react": ["jsx"],
        }

    def add_custom_code(self) -> list[str]:
        """The function, once for the module of the page."""
        return [POSE]


def pose(component: rx.Component, values: Sequence[tuple[Any, Any]]) -> rx.Component:
    """Show a component as if the state's vars had these values.

    Args:
        component: any component that reads states.
        values: vars of states (`CartState.notice`), each with the value that it is to have.
    """
    by_state: dict[str, dict[str, Any]] = defaultdict(dict)
    for var, value in values:
        data = var._get_all_var_data()
        assert data is not None  # noqa: S101 - in development only, and said at compile time
        by_state[data.state][str(var).rpartition(".")[2]] = _plain(value)
    return Pose.create(component, values=dict(by_state))


def _plain(value: Any) -> Any:
    """A row as the browser gets it."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def to_the_top() -> FunctionStringVar:
    """Undo what exhibits that take the focus have done to the page's beginning."""
    return FunctionStringVar.create(
        "(() => { document.activeElement?.blur(); window.scrollTo(0, 0); })"
    )
