"""Latchkey through redis-py: redis_py.py <port> <step>. Exits with code 0 on success."""

import sys

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

HOST = "127.0.0.1"


def page(port):
    client = redis.Redis(host=HOST, port=port)
    version = client.execute_command("PUT", "greeting", "hello", 0)
    value = client.get("greeting")
    text, current, revision = client.execute_command("GETV", "greeting")

    assert [version, value, text, current, revision] == [1, b"hello", b"hello", 1, 1]
    try:
        client.execute_command("PUT", "greeting", "hi", 0)
        raise AssertionError("this put is refused")
    except redis.ResponseError as error:
        code, number = str(error).split(" ")[:2]  # ERRVERSION 1 ...
        assert [code, int(number)] == ["ERRVERSION", 1]


def operations(port):
    client = redis.Redis(host=HOST, port=port, decode_responses=True)
    assert client.get("k") is None
    assert client.execute_command("GETV", "k") is None
    assert client.execute_command("PUT", "k", "v", 0) == 1
    assert client.execute_command("LIST", "k", "VALUES") == [1, 0, [["k", "v", 1]]]
    assert refusal(client, "DEL", "nope", 3).startswith("ERRNOKEY ")
    assert "unknown command 'SET'" in refusal(client, "SET", "k", "v")
    assert client.execute_command("DEL", "k", 1) == 2
    assert client.get("k") is None
    assert client.ping() is True
    assert client.info("server")["redis_mode"] == "standalone"


def binary(port):
    client = redis.Redis(host=HOST, port=port)
    every_byte = bytes(range(256))
    assert client.execute_command("PUT", every_byte, every_byte, 0) == 1
    assert client.get(every_byte) == every_byte


def pipeline(port):
    client = redis.Redis(host=HOST, port=port)
    pipe = client.pipeline(transaction=False)
    pipe.execute_command("PUT", "k", "one", 0)
    pipe.execute_command("PUT", "k", "two", 0)
    pipe.get("k")
    first, refused, read = pipe.execute(raise_on_error=False)

    assert [first, read] == [1, b"one"]
    assert str(refused).startswith("ERRVERSION 1 ")


def transaction(port):
    """What pipeline() makes by default: it is executed as a whole, or not at all."""
    client = redis.Redis(host=HOST, port=port)
    pipe = client.pipeline()
    pipe.execute_command("PUT", "k", "v", 0)
    pipe.get("k")
    assert pipe.execute() == [1, b"v"]
    pipe.execute_command("PUT", "other", "v", 0)
    pipe.execute_command("PUT", "k", "w", 7)
    try:
        pipe.execute()
        raise AssertionError("a refused transaction must fail")
    except redis.ResponseError as error:
        assert "2 ERRVERSION 1 " in str(error), error
    assert client.get("other") is None
    pipe.watch("k")
    client.execute_command("PUT", "k", "w", 1)
    pipe.multi()
    pipe.execute_command("PUT", "other", "v", 0)
    try:
        pipe.execute()
        raise AssertionError("a watched key was written")
    except redis.WatchError:
        assert client.get("other") is None


def password(port):
    client = redis.Redis(host=HOST, port=port, password="opensesame", client_name="deployer")
    assert client.execute_command("PUT", "k", "v", 0) == 1
    assert client.client_getname() == "deployer"
    try:
        redis.Redis(host=HOST, port=port, password="guess").ping()
        raise AssertionError("a wrong password must be refused")
    except redis.RedisError as error:
        assert "WRONGPASS" in str(error), error


def severed_by_default(port):
    """redis-py before 6.0 sends a command once; see severed_when_retrying for what 6.0 and later do by default."""
    assert_fails_without_an_answer(redis.Redis(host=HOST, port=port))


def severed_when_retrying(port):
    client = redis.Redis(
        host=HOST, port=port, retry=Retry(NoBackoff(), 3), retry_on_error=[redis.ConnectionError]
    )
    assert refusal(client, "PUT", "severed", "v", 0).startswith("ERRVERSION 1 ")


def severed_at_most_once(port):
    client = redis.Redis(
        host=HOST,
        port=port,
        retry=Retry(NoBackoff(), 0),  # no second send, in any version
    )
    assert_fails_without_an_answer(client)


def assert_fails_without_an_answer(client):
    try:
        client.execute_command("PUT", "severed", "v", 0)
        raise AssertionError("the connection ended before the reply")
    except redis.ConnectionError:
        pass
    assert client.ping(), "it connects again"


def refusal(client, *words):
    try:
        raise AssertionError(f"{words} must be refused, not answered {client.execute_command(*words)}")
    except redis.ResponseError as error:
        return str(error)


globals()[sys.argv[2]](int(sys.argv[1]))
