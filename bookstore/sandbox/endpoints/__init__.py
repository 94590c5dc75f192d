"""The API's operations, one module per resource; each is a function of a ledger and a call.

An operation runs inside one transaction. It answers with a Reply or raises ApiError, which
undoes everything it wrote.
"""
