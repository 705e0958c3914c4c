"""The recipes of docs/clients.md for redis-py. LATCHKEY_PORT is the port of an empty server. Exits with code 0 if each did what it should."""

import os

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

ATTEMPTS_MAX = 100


def connect(port):
    return redis.Redis(host="127.0.0.1", port=port, decode_responses=True, retry=Retry(NoBackoff(), 0))


def put(client, key, value, version, *options):
    """Returns the new version, or None if the key has another version. Any other exception: the outcome is unknown."""
    try:
        return client.execute_command("PUT", key, value, version, *options)
    except redis.ResponseError as refusal:
        if str(refusal).split()[0] in ("ERRVERSION", "ERRNOKEY"):
            return None
        raise


def update(client, key, change):
    for _ in range(ATTEMPTS_MAX):
        value, version, _ = client.execute_command("GETV", key) or (None, 0, 0)
        written = put(client, key, change(value), version)
        if written is not None:
            return written
    raise RuntimeError(f"{key} was written by others {ATTEMPTS_MAX} times")


def with_lock(client, lock, holder, work):
    """Returns False if another client holds the lock. It is freed at the latest 10 s after the last SESSION KEEP."""
    session, _ = client.execute_command("SESSION", "OPEN", 10_000)
    try:
        token = put(client, lock, holder, 0, "OWNER", session)
        if token is not None:
            work(token)
        return token is not None
    finally:
        client.execute_command("SESSION", "CLOSE", session)  # deletes the key of the lock


def guarded(client, key, value, version, lock, token):
    """As put; ERRGUARD is raised if the lock is not held with that token any more."""
    return put(client, key, value, version, "GUARD", lock, token)


def follow(client, prefix, revision, handle):
    """Handles the writes after a revision, and waits up to 5 s for the first. Returns the revision to go on from."""
    revision, events = client.execute_command("CHANGES", prefix, "FROM", revision, "BLOCK", 5_000)
    for _, _, kind, key, version, value, *_ in events:
        handle(kind, key, version, value)
    return revision


def main():
    client = connect(int(os.environ["LATCHKEY_PORT"]))
    assert put(client, "r/k", "one", 0) == 1
    assert put(client, "r/k", "two", 0) is None
    assert put(client, "r/k", "two", 1) == 2
    for expected in (1, 2):
        assert update(client, "r/count", lambda value: int(value or 0) + 1) == expected
    assert client.get("r/count") == "2"
    tokens = []

    def work(token):
        tokens.append(token)
        assert guarded(client, "r/guarded", "v", 0, "r/lock", token) == 1
        assert with_lock(client, "r/lock", "other", lambda _: None) is False

    assert with_lock(client, "r/lock", "me", work) is True
    assert client.get("r/lock") is None
    try:
        raise AssertionError(guarded(client, "r/guarded", "late", 1, "r/lock", tokens[0]))
    except redis.ResponseError as refusal:
        assert str(refusal).startswith("ERRGUARD"), refusal
    seen = []
    revision = follow(client, "r/k", 0, lambda *event: seen.append(event))
    assert seen[:2] == [("put", "r/k", 1, "one"), ("put", "r/k", 2, "two")], seen
    assert revision > 0


if __name__ == "__main__":
    main()
