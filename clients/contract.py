"""Compares what a client did with the rules of clients/contract.md."""

import re

ERRVERSION = "ERRVERSION 1 is the current version"


def text(answer):
    """A value without the marks of integers, which some clients give as strings."""
    return answer.get("value", "").replace(":", "")


def judge(result):
    """Returns, for each rule, `kept` or what was seen instead."""
    default = result["default"]
    return {
        "replies": replies(default),
        "refusals": refusals(default["refused"]),
        "pipelines": pipelines(default),
        "integers": integers(default),
        "unsupported": unsupported(default),
        "lost": lost(default),
        "once": once(result.get("once")),
        "push": push(default),
    }


def replies(steps):
    expected = {"put": r"1", "getv": r"\[hello 1 \d+\]", "list": r"\[\d+ 0 \[\[\S+-k hello 1\]\]\]"}
    for name, pattern in expected.items():
        if not re.fullmatch(pattern, text(steps[name])):
            return f"wrong {name}"
    return "kept" if text(steps["absent"]) in ("nil", "[]") else "wrong absent"


def refusals(refused):
    if refused["outcome"] != "refused":
        return f"no refusal: {refused['outcome']}"
    if refused["as"].startswith("false"):
        return "returned as false"
    return "kept" if refused["text"].startswith(ERRVERSION) else "text changed"


def pipelines(steps):
    answer = steps["pipeline"]
    if steps["after_pipeline"].get("value") != "hello":
        return "out of step"
    if answer["outcome"] != "value":
        return "replies lost"
    if text(answer) == "[1 false one]":
        return "refusal as false"
    return "kept" if text(answer).startswith("[1 !") and text(answer).endswith(" one]") else "wrong replies"


def integers(steps):
    exact = text(steps["big_1"]) == "9007199254740993" and text(steps["big_2"]) == "9223372036854775806"
    return "kept" if exact else "rounded"


def unsupported(steps):
    for name in ("script", "subscribe"):
        if steps[name]["outcome"] not in ("refused", "error") or not steps[name]["prompt"]:
            return f"{name}: {steps[name]['outcome']}"
    return "kept" if steps["after_refusals"].get("value") == "hello" else "out of step"


def lost(steps):
    answer = steps["lost"]
    if not answer["stored"].startswith("*3 $1 v :1 "):
        return "not stored once"
    if answer["outcome"] == "error" and answer["requests"] == 1:
        return "kept"
    return "resent, and refused" if answer["outcome"] == "refused" else f"resent, {answer['outcome']}"


def once(steps):
    if steps is None:
        return "not needed"
    answer = steps["lost"]
    if answer["requests"] != 1 or answer["outcome"] != "error":
        return "resent"
    return "kept" if steps["after_lost"].get("value") == "hello" else "kept; the connection stays closed"


def push(steps):
    if steps["follow"]["outcome"] == "unsupported":
        return "not tried"
    return "kept" if "f/a" in steps["push"].get("value", "") else "no push"
