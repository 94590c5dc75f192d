"""Breaks the shop at random, thousands of times, and replays by seed what broke it.

Real: the states' handlers, the services, SQL on a SQLite file, migrations, the mail's way to
the outbox, stripe-python with its retries and deadlines, the webhook's endpoint with its
signature, the sandbox with its courier and its diary, and the work that `wiring` keeps going.

Modelled: time (a number), the network (gates between two ASGI applications), threads (SQLite
works where it is called, see inline.py), the browser (storage, tabs, Stripe.js: browser.py,
till.py), and Reflex itself: handlers are called one at a time per tab as Reflex calls them,
over no socket, and order pages are not pushed to. That is tested in tests/browser.

A newcomer's first page is answered before a second tab is used: until then the cart has no
id, and two tabs that both make one keep only the later cart.

    scheduler.py   time, gates, and the hand that opens one of them
    plan.py        what a seed draws before its schedule begins
    world.py       everything there is in one schedule
    process.py     the shop's process: begun, killed, begun again
    network.py     roads and what happens on them; ports.py the same for the database
    served.py      a tab's state in the process; browser.py the tab; till.py Stripe.js in it
    shoppers.py    what people do; staff.py what the owner and forgers do meanwhile
    schedule.py    one schedule from its plan to its rest
    invariants.py  what must hold; letters.py of the mail, carts.py of what stands in a browser
    mutants.py     planted bugs; runner.py many schedules on all cores
"""
