"""Stripe's own options as types: keys and values are spelled as Stripe.js spells them.

Source: the type declarations of @stripe/stripe-js 10.2.1.
"""

from typing import Literal, NotRequired, TypedDict

Mode = Literal["payment", "setup", "subscription"]
Loader = Literal["auto", "always", "never"]
CaptureMethod = Literal["automatic", "automatic_async", "manual"]
SetupFutureUsage = Literal["off_session", "on_session"]
AddressMode = Literal["shipping", "billing"]
Locale = Literal[
    "auto", "ar", "bg", "cs", "da", "de", "el", "en", "en-AU", "en-CA", "en-NZ", "en-GB", "es",
    "es-ES", "es-419", "et", "fi", "fil", "fr", "fr-CA", "fr-FR", "he", "hu", "hr", "id", "it",
    "it-IT", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "no", "pl", "pt", "pt-BR", "ro", "ru",
    "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
]  # fmt: skip

FieldOption = Literal["auto", "never"]
TermOption = Literal["auto", "always", "never"]
LayoutName = Literal["tabs", "accordion", "auto"]


class Appearance(TypedDict, total=False):
    """The look of every Element in a group; `rules` maps selectors to CSS properties."""

    theme: Literal["stripe", "night", "flat"]
    variables: dict[str, str]
    rules: dict[str, dict[str, str]]
    labels: Literal["auto", "above", "floating"]
    inputs: Literal["spaced", "condensed"]
    disableAnimations: bool


class CssFont(TypedDict):
    """A stylesheet with @font-face rules."""

    cssSrc: str


class CustomFont(TypedDict):
    """One font file; `src` is a CSS src value, `weight` a string."""

    family: str
    src: str
    display: NotRequired[str]
    style: NotRequired[Literal["normal", "italic", "oblique"]]
    unicodeRange: NotRequired[str]
    weight: NotRequired[str]


class Address(TypedDict, total=False):
    """A postal address in the API's spelling; `country` is a two-letter ISO code."""

    line1: str | None
    line2: str | None
    city: str | None
    state: str | None
    postal_code: str | None
    country: str | None


class BillingDetails(TypedDict, total=False):
    """Whom the payment method belongs to."""

    name: str | None
    email: str | None
    phone: str | None
    address: Address


class Shipping(TypedDict):
    """Where the goods go, recorded on the PaymentIntent."""

    name: str
    address: Address
    carrier: NotRequired[str]
    phone: NotRequired[str]
    tracking_number: NotRequired[str]


class Business(TypedDict):
    """The name shown instead of the account's."""

    name: str


class CardDefaults(TypedDict, total=False):
    """Card networks to prefer, best first."""

    network: list[str]


class PaymentDefaults(TypedDict, total=False):
    """What the Payment Element shows before the shopper has typed."""

    billingDetails: BillingDetails
    card: CardDefaults


class AddressFields(TypedDict, total=False):
    """Which parts of the billing address the Payment Element asks for."""

    country: FieldOption
    postalCode: FieldOption
    state: FieldOption
    city: FieldOption
    line1: FieldOption
    line2: FieldOption


class BillingFields(TypedDict, total=False):
    """Which billing details the Payment Element asks for.

    Whatever is "never" must be passed in `confirmation(billing_details=...)`: Stripe.js refuses to
    confirm without it.
    """

    name: Literal["auto", "never", "always"]
    email: FieldOption
    phone: FieldOption
    address: Literal["auto", "never", "if_required"] | AddressFields


class MethodFields(TypedDict, total=False):
    """Which fields one payment method shows."""

    billingDetails: FieldOption | BillingFields


# "billingDetails" for all methods, or a method's name ("card", "klarna", ...) for one of them.
PaymentFields = dict[str, FieldOption | BillingFields | MethodFields]


class PaymentLayout(TypedDict):
    """How the payment methods are laid out."""

    type: LayoutName
    defaultCollapsed: NotRequired[bool]
    radios: NotRequired[Literal["auto", "never", "always", "if_multiple"]]
    spacedAccordionItems: NotRequired[bool]
    visibleAccordionItemsCount: NotRequired[int]
    paymentMethodLogoPosition: NotRequired[Literal["start", "end"]]


class Terms(TypedDict, total=False):
    """Whether the mandate texts of a method are shown."""

    applePay: TermOption
    auBecsDebit: TermOption
    bancontact: TermOption
    card: TermOption
    cashapp: TermOption
    googlePay: TermOption
    ideal: TermOption
    klarna: TermOption
    paypal: TermOption
    sepaDebit: TermOption
    sofort: TermOption
    usBankAccount: TermOption


class Wallets(TypedDict, total=False):
    """Whether the Payment Element offers a wallet; cannot be changed after mounting."""

    applePay: FieldOption
    googlePay: FieldOption
    link: FieldOption


class WalletOptions(TypedDict, total=False):
    """What the wallets inside the Payment Element ask for."""

    emailRequired: bool
    phoneNumberRequired: bool


class EmailDefaults(TypedDict):
    """The address the Link Authentication Element starts with."""

    email: str


class Contact(TypedDict):
    """A saved address that the Address Element offers."""

    name: str
    address: Address
    phone: NotRequired[str]


class AddressDefaults(TypedDict, total=False):
    """What the Address Element shows before the shopper has typed."""

    name: str | None
    firstName: str | None
    lastName: str | None
    phone: str | None
    address: Address


class Autocomplete(TypedDict):
    """Where address suggestions come from; `apiKey` only with google_maps_api."""

    mode: Literal["automatic", "disabled", "google_maps_api"]
    apiKey: NotRequired[str]


class AddressElementFields(TypedDict, total=False):
    """Additional fields of the Address Element; `name` only with Stripe's beta access."""

    phone: TermOption
    name: FieldOption


class PhoneValidation(TypedDict):
    """Whether a phone number must be given."""

    required: TermOption


class AddressValidation(TypedDict, total=False):
    """Rules for the additional fields of the Address Element."""

    phone: PhoneValidation


class AddressDisplay(TypedDict, total=False):
    """How the Address Element asks for the name."""

    name: Literal["full", "split", "organization"]
