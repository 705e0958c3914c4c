"""The clients of the rig: where they come from, how their program is started, and the setting that stops them from resending.

A `setting` is what docs/clients.md shows. The rig sets LATCHKEY_ONCE for a second run, in which the program of the client uses it.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAMS = HERE / "programs"

SLF4J = "org.slf4j:slf4j-nop:2.0.17"


@dataclass(frozen=True)
class Client:
    name: str
    title: str
    version: str
    language: str
    source: str
    packages: tuple
    program: str
    setting: str = ""
    note: str = ""
    recipes: str = ""
    environment: dict = field(default_factory=dict)


def debian(name, title, version, language, packages, program, **more):
    return Client(name, title, version, language, "Debian", tuple(packages.split()), program, **more)


def npm(name, title, version, packages, program, **more):
    return Client(name, title, version, "Node.js", "npm", tuple(packages.split()), program, **more)


def maven(name, title, version, artifacts, program, **more):
    return Client(name, title, version, "Java", "Maven", tuple(artifacts.split()) + (SLF4J,), program, **more)


CLIENTS = [
    debian("hiredis", "hiredis", "0.14.1", "C", "libhiredis-dev gcc libc6-dev", "hiredis.c"),
    debian("poco", "POCO Redis", "1.11.0", "C++", "libpoco-dev g++", "poco.cpp", note="call `connect` again after the failure"),
    debian("redigo", "redigo", "1.8.3", "Go", "golang-github-gomodule-redigo-dev golang-go", "redigo.go", recipes="recipes.go"),
    debian("eredis", "eredis", "1.2.0", "Erlang", "erlang-redis-client erlang-base", "eredis_program.erl"),
    debian(
        "predis",
        "Predis",
        "1.1.10",
        "PHP",
        "php-nrk-predis php-cli",
        "predis.php",
        recipes="recipes.php",
        note="pass `['exceptions' => false]` to get all replies of a pipeline; `executeRaw` returns a refusal as a string",
    ),
    debian(
        "phpredis",
        "phpredis",
        "5.3.7",
        "PHP",
        "php-redis php-cli",
        "phpredis.php",
        note="`rawCommand` returns `false` for a refusal: check `getLastError()` after every write",
    ),
    debian(
        "redis-rb",
        "redis-rb",
        "4.8.0",
        "Ruby",
        "ruby-redis ruby",
        "redis_rb.rb",
        recipes="recipes.rb",
        setting="Redis.new(reconnect_attempts: 0)",
    ),
    debian("redis-pm", "Redis.pm", "2.000", "Perl", "libredis-perl perl", "redis.pl", note="the text begins with the command in brackets"),
    debian("redis-fast", "Redis::Fast", "0.34", "Perl", "libredis-fast-perl perl", "redis.pl"),
    debian(
        "redis-fast-reconnect",
        "Redis::Fast with `reconnect`",
        "0.34",
        "Perl",
        "libredis-fast-perl perl",
        "redis.pl",
        setting="Redis::Fast->new(server => $server)",
        environment={"LATCHKEY_RECONNECT": "1"},
    ),
    debian(
        "lua-redis",
        "lua-redis",
        "2.0.5",
        "Lua",
        "lua-redis lua5.1",
        "lua_redis.lua",
        note="do not pipeline conditional writes: the connection is out of step after a refusal",
    ),
    debian("redis-py", "redis-py", "4.3.4", "Python", "python3-redis", "redis_py.py", recipes="recipes.py"),
    npm("node-redis", "node-redis", "6.3.1", "redis@6.3.1", "node_redis.mjs", recipes="recipes.mjs"),
    npm(
        "ioredis",
        "ioredis",
        "6.0.0",
        "ioredis@6.0.0",
        "ioredis.mjs",
        setting="autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0",
    ),
    npm(
        "iovalkey",
        "iovalkey",
        "0.4.0",
        "iovalkey@0.4.0",
        "iovalkey.mjs",
        setting="maxRetriesPerRequest: 0",
        note="exact integers with `stringNumbers: true`, as strings",
    ),
    npm("handy-redis", "handy-redis (redis 3.1.2)", "2.3.1", "handy-redis@2.3.1 redis@3.1.2", "handy_redis.mjs"),
    npm("valkey-glide", "valkey-glide", "2.5.2", "@valkey/valkey-glide@2.5.2", "glide.mjs",
        note="a colon follows the code of a refusal; `SUBSCRIBE` returns null instead of the refusal"),
    maven("jedis", "Jedis", "8.0.2", "redis.clients:jedis:8.0.2", "JedisProgram.java", recipes="Recipes.java"),
    maven(
        "lettuce",
        "Lettuce",
        "7.7.0",
        "io.lettuce:lettuce-core:7.7.0.RELEASE",
        "LettuceProgram.java",
        setting="ClientOptions.builder().autoReconnect(false)",
        note="`GETV` of an absent key is `[null]` with `NestedMultiOutput`",
    ),
    maven(
        "redisson",
        "Redisson",
        "4.7.0",
        "org.redisson:redisson:4.7.0",
        "RedissonProgram.java",
        setting="useSingleServer().setRetryAttempts(0)",
        note="commands go through `getCommandExecutor()`; its locks and `compareAndSet` are refused, because they are scripts",
    ),
    maven(
        "spring-data-redis",
        "Spring Data Redis with Lettuce",
        "4.1.2",
        "org.springframework.data:spring-data-redis:4.1.2 io.lettuce:lettuce-core:7.7.0.RELEASE",
        "SpringProgram.java",
        setting="autoReconnect(false) in ClientOptions, and setValidateConnection(true)",
        note="use `LettuceConnection.execute(command, output, arguments)`: `connection.execute(\"PUT\", ...)` executes the write and"
        " then throws",
    ),
    maven("vertx-redis-client", "Vert.x Redis client", "5.0.7", "io.vertx:vertx-redis-client:5.0.7", "VertxProgram.java",
          note="a refusal fails the whole `batch`, and its text begins with `ERR [2] `"),
    maven("valkey-java", "valkey-java", "5.5.0", "io.valkey:valkey-java:5.5.0", "ValkeyJavaProgram.java"),
]


def run(*command, cwd=None, **more):
    return subprocess.run(command, cwd=cwd, check=True, text=True, capture_output=True, **more).stdout


class NotInstalled(Exception):
    """The packages of a client could not be installed, with the reason."""


def install(client, work):
    """Installs a client into the directory `work`, except for Debian's packages, and returns the command that starts its program."""
    try:
        return {"Debian": install_debian, "npm": install_npm, "Maven": install_maven}[client.source](client, work)
    except subprocess.CalledProcessError as failure:
        lines = (failure.stderr or failure.stdout or "").strip().splitlines()
        errors = [line for line in lines if "error" in line.lower()] or lines or ["failed"]
        raise NotInstalled(f"{Path(failure.cmd[0]).name}: {errors[0]}") from failure


def install_debian(client, work):
    missing = [name for name in client.packages if not installed_version(name)]
    if missing:
        run("apt-get", "install", "-y", "--no-install-recommends", *missing, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    found = installed_version(client.packages[0])
    if not found.split(":")[-1].startswith(client.version):
        raise NotInstalled(f"{client.packages[0]} is {found}, not {client.version}")
    return build(PROGRAMS / client.program, work, client)


def build(program, work, client):
    """Compiles a program that uses packages of Debian, and returns the command that starts it."""
    built = f"{work}/{program.stem}"
    if program.suffix == ".c":
        run("gcc", "-I/usr/include/hiredis", "-O1", "-o", built, str(program), "-lhiredis")
        return [built]
    if program.suffix == ".cpp":
        run("g++", "-O1", "-o", built, str(program), "-lPocoRedis", "-lPocoNet", "-lPocoFoundation")
        return [built]
    if program.suffix == ".go":
        environment = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": f"{work}/cache", "GOFLAGS": ""}
        run("/usr/bin/go", "build", "-o", built, str(program), env=environment)
        return [built]
    if program.suffix == ".erl":
        run("erlc", "-o", str(work), str(program))
        return ["erl", "-noshell", "-pa", str(work), "-eval", f"{program.stem}:main()."]
    if program.suffix == ".pl":
        return ["/usr/bin/perl", str(program), "Redis" if client.name == "redis-pm" else "Redis::Fast"]
    interpreters = {".rb": "/usr/bin/ruby", ".php": "php", ".lua": "lua5.1", ".py": "/usr/bin/python3"}
    return [interpreters[program.suffix], str(program)]


def recipes(client, work):
    """The command that runs the recipes of an installed client; None if it has none."""
    if not client.recipes:
        return None
    program = HERE / "recipes" / client.recipes
    if client.source == "npm":
        shutil.copy(program, work)
        return ["node", str(work / program.name)]
    if client.source == "Maven":
        return java(program, work)
    return build(program, work, client)


def installed_version(package):
    shown = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}", package], text=True, capture_output=True)
    status, _, version = shown.stdout.partition(" ")
    return version if status == "installed" else ""


def install_npm(client, work):
    (work / "package.json").write_text('{"private": true, "type": "module"}\n')
    run("npm", "install", "--no-fund", "--no-audit", "--save-exact", *client.packages, cwd=work)
    for name in ("loop.mjs", client.program):
        shutil.copy(PROGRAMS / name, work)
    return ["node", str(work / client.program)]


def install_maven(client, work):
    dependencies = "".join(
        "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>".format(*artifact.split(":"))
        for artifact in client.packages
    )
    (work / "pom.xml").write_text(
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>clients</groupId>'
        f"<artifactId>clients</artifactId><version>1</version><packaging>pom</packaging><dependencies>{dependencies}</dependencies>"
        "</project>\n"
    )
    goal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
    run("mvn", "-q", "-B", goal, "-DoutputDirectory=lib", cwd=work)
    return java(PROGRAMS / client.program, work)


def java(program, work):
    """Compiles a program in Java, with those that it uses, and returns the command that starts it."""
    classes = work / "classes"
    run("javac", "-nowarn", "-cp", f"{work}/lib/*", "-d", str(classes), "-sourcepath", str(program.parent), str(program))
    return ["java", "-XX:TieredStopAtLevel=1", "-cp", f"{classes}:{work}/lib/*", program.stem]
