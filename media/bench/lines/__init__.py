"""What people on bad lines hear and see: a meeting of real clients (the PyPI SDK), each listener in a network
namespace of its own, which is joined to the server by a relay that loses, delays and squeezes.

``python -m lines KIND --server ADDRESS:PORT`` plays one meeting and prints one line of JSON. The server is not
started here; who compares servers does that (``compare``).
"""
