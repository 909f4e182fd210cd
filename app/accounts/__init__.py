"""Accounts of hosted mode: a name and a passphrase by which a learner goes on in another browser."""
