"""The doctor: looks at everything a start depends on, and says what is wrong and what mends it.

    make doctor [PORT=3001]
    python -m bookstore.doctor [--port 3001]

One line for each check, good ones included. Nothing is changed, no mail is sent, no money
moves, and of a key no more than its last four characters is shown. The exit code is 0 when
all is well, else that of the first problem:

    10  a Stripe key is missing             40  the port is taken
    11  the keys are swapped                50  the database cannot be reached or written
    12  keys of two modes are mixed         51  its tables are not of this version
    13  a placeholder is left               60  the catalogue cannot be sold from
    14  live keys without what they need    61  Stripe does not charge its currency
    15  the webhook secret is missing       62  an order would be below Stripe's minimum
        or no secret                        70  the mail server cannot be used
    16  SITE_URL is public, without keys    80  Python or a package is missing or too old
    17  another setting is wrong            81  Node is missing or too old
    20  .env lies in the wrong folder
    30  the clock is off
    31  Stripe cannot be reached
    32  Stripe refuses the key

(`make` itself answers 2 for any of them.)
"""
