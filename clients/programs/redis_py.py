"""One line of standard input is one step, see clients/contract.md."""

import os
import sys

import redis


def show(reply):
    if reply is None:
        return "nil"
    if isinstance(reply, int):
        return f":{reply}"
    if isinstance(reply, Exception):
        return f"!{reply}"
    if isinstance(reply, list):
        return f"[{' '.join(show(part) for part in reply)}]"
    return str(reply)


def pipeline(commands):
    pipe = client.pipeline(transaction=False)
    for command in commands:
        pipe.execute_command(*command.split("|"))
    return pipe.execute(raise_on_error=False)


client = redis.Redis(host="127.0.0.1", port=int(os.environ["LATCHKEY_PORT"]), decode_responses=True)
for line in sys.stdin:
    kind, *rest = line.rstrip("\n").split("\t")
    try:
        if kind == "call":
            print("value", show(client.execute_command(*rest)), sep="\t", flush=True)
        elif kind == "pipeline":
            print("value", show(pipeline(rest)), sep="\t", flush=True)
        else:
            print("unsupported", flush=True)
    except redis.ResponseError as error:
        print("refused", type(error).__name__, error, sep="\t", flush=True)
    except Exception as error:
        print("error", type(error).__name__, str(error).replace("\n", " "), sep="\t", flush=True)
