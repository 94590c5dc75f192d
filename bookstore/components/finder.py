"""Finding a title: the field, the subjects, the order, and what was found."""

from __future__ import annotations

import reflex as rx

from bookstore.components.book_card import newcomer_card
from bookstore.components.finder_script import FIELD, KEEP_TYPED, RESULTS, FinderForm, sort_by
from bookstore.components.layout import link
from bookstore.domain.finding import MAX_TEXT, Sort
from bookstore.domain.subjects import MORE, Offer, Subject
from bookstore.states.finder import FinderState

FEWER = "Fewer subjects"
MORE_SUBJECTS = "more-subjects"
TYPING_PAUSE_MS = 250  # after which what was typed is looked up


def finder(offer: Offer) -> rx.Component:
    """The head of the shelf: what it is called, and the ways to narrow it down.

    Args:
        offer: the subjects that the shelf had at the build.
    """
    advice = FinderState.advice
    return rx.el.div(
        rx.el.div(
            rx.el.h2(
                rx.cond(FinderState.is_asked, FinderState.heading, "All books"),
                id=RESULTS,
                tab_index=-1,
            ),
            text_field(),
            class_name="shelf-head",
        ),
        rx.el.div(
            subject_choice(offer),
            order_field(),
            class_name="finder-choices",
        ),
        rx.el.div(
            rx.el.p(FinderState.summary, " ", advice.words, role="status"),
            rx.cond(advice.link != "", rx.el.p(link(advice.link_words, to=advice.link))),
            class_name="found-words",
        ),
        class_name="finder",
    )


def text_field() -> rx.Component:
    """The field; Enter looks up at once what typing would look up a moment later."""
    return FinderForm.create(
        rx.el.label("Find a book", html_for=FIELD),
        rx.el.input(
            id=FIELD,
            type="search",
            name="q",
            max_length=MAX_TEXT,
            auto_complete="off",
            placeholder="Title, author, subject",
            custom_attrs={"enterKeyHint": "search", "spellCheck": "false"},
            on_change=[
                rx.call_function(KEEP_TYPED).debounce(TYPING_PAUSE_MS),
                FinderState.look_up.debounce(TYPING_PAUSE_MS),
            ],
        ),
        on_submit=[rx.call_function(KEEP_TYPED), FinderState.look_up],
        role="search",
        action="/",
        class_name="finder-text",
    )


def subject_choice(offer: Offer) -> rx.Component:
    """The subjects of the build, or in their place those that the shelf has by now.

    The former keep their place unseen, so that nothing moves when the latter take it.
    """
    has_others = FinderState.subjects.length() > 0
    built = [subject_link(each.key, each.name) for each in offer.first]
    return rx.el.nav(
        rx.el.div(
            rx.el.ul(
                any_subject(),
                *built,
                rx.cond(has_others, rx.fragment(), other_subject()),
                more_button() if offer.more else rx.fragment(),
                class_name=rx.cond(has_others, "kept-place", ""),
            ),
            rx.cond(
                has_others,
                rx.el.ul(
                    any_subject(),
                    rx.foreach(FinderState.subjects, subject_row),
                    other_subject(),
                    rx.cond(FinderState.has_more_subjects, more_button()),
                ),
            ),
        ),
        rx.cond(
            FinderState.more_subjects.length() > 0,
            rx.el.ul(rx.foreach(FinderState.more_subjects, subject_row), id=MORE_SUBJECTS),
        ),
        aria_label="Subjects",
        class_name="subjects",
    )


def any_subject() -> rx.Component:
    """The way back to all subjects."""
    return rx.el.li(
        link(
            "All",
            to=FinderState.any_subject,
            prevent_scroll_reset=True,
            custom_attrs={"aria-current": rx.cond(FinderState.subject == "", "true", None)},
        )
    )


def subject_row(subject: rx.Var[Subject]) -> rx.Component:
    """One subject that came with the state."""
    return subject_link(subject.key, subject.name)


def other_subject() -> rx.Component:
    """The subject that is chosen, when it is none of those at sight."""
    name = FinderState.other_subject
    return rx.cond(name != "", subject_link(FinderState.subject, name))


def more_button() -> rx.Component:
    """What shows the other subjects below, and puts them away."""
    is_open = FinderState.more_subjects.length() > 0
    return rx.el.li(
        rx.el.button(
            rx.cond(is_open, FEWER, MORE),
            type="button",
            on_click=FinderState.list_subjects,
            custom_attrs={
                "aria-expanded": rx.cond(is_open, "true", "false"),
                "aria-controls": rx.cond(is_open, MORE_SUBJECTS, None),
            },
        )
    )


def subject_link(key: rx.Var[str] | str, name: rx.Var[str] | str) -> rx.Component:
    """One subject; words and order that were chosen stay."""
    return rx.el.li(
        link(
            name,
            to="/?subject=" + rx.Var.create(key) + FinderState.kept,
            prevent_scroll_reset=True,
            custom_attrs={"aria-current": rx.cond(FinderState.subject == key, "true", None)},
        )
    )


def order_field() -> rx.Component:
    """In which order the books stand."""
    return rx.el.div(
        rx.el.label("Sort by", html_for="find-order"),
        rx.el.select(
            rx.el.option(
                rx.cond(FinderState.has_words, "Best match", "Featured"), value=Sort.BEST.value
            ),
            rx.el.option("Title", value=Sort.TITLE.value),
            rx.el.option("Newest", value=Sort.NEWEST.value),
            rx.el.option("Price, lowest first", value=Sort.PRICE.value),
            id="find-order",
            value=FinderState.sort,
            on_change=sort_by,
        ),
        class_name="finder-order",
    )


def found() -> rx.Component:
    """What was found, in place of the shelf."""
    return rx.el.div(
        rx.cond(
            FinderState.start != "",
            rx.el.p(link("Back to the beginning", to=FinderState.start + f"#{RESULTS}")),
        ),
        rx.el.ul(rx.foreach(FinderState.rows, newcomer_card), class_name="shelf"),
        rx.cond(FinderState.more != "", more_link(FinderState.more)),
        class_name="found",
    )


def more_link(address: rx.Var[str]) -> rx.Component:
    """The way on, at the end of a page of books."""
    return rx.el.p(
        link("Show more books", to=address + f"#{RESULTS}", class_name="button quiet"),
        class_name="more",
    )
