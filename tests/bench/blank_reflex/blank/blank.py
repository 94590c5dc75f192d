"""The least a Reflex page can cost: a heading, a number and a button that changes it."""

import reflex as rx


class Counter(rx.State):
    """One number."""

    count: int = 0

    @rx.event
    def bump(self) -> None:
        """Change one variable."""
        self.count += 1


def blank() -> rx.Component:
    """Render the smallest page that still has a state."""
    return rx.el.main(
        rx.el.h1("Nothing"),
        rx.el.output(Counter.count, id="count"),
        rx.el.button("bump", on_click=Counter.bump, id="bump"),
    )


app = rx.App()
app.add_page(blank, route="/", title="Nothing")
