"""How many statements each part of a request takes."""

# Who is asking (for lists that are not public), and the page.
LIST_PUBLIC = 1
LIST_PRIVATE = 2
# Who is asking, whose they are, and the page.
LIST_OF_ONE = 3
COUNT = 1
# Who is asking, sweets without a kept forecast, the shop's days, histories, stocks; one more if a delivery is late.
ADVICE = 5
# Who is asking, and all of the report.
REPORT = 2
# Who is selling, sweets locked, lots found, sales written, movements written, alerts brought up to date, and all of it
# in the audit log.
RECORD = 7
# Those of sales that are paid.
PAYMENTS = 1
# The sweets with what is available of them.
QUOTE = 1
# Those whom staff sell to, kept from going away.
CUSTOMERS = 1
# What each class is taxed at on each day.
TAXES = 1
# Keys locked, answers looked for, answers kept.
KEYS = 3
# Sweets locked, lots written, movements written, alerts brought up to date, and all of it in the audit log.
RECEIVE = 5
# Who is asking, a receipt, what there is now.
RESTOCK = 1 + RECEIVE + 1
MANY = 200
