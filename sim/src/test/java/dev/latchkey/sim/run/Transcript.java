package dev.latchkey.sim.run;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.lock.Held;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.sim.load.CheckFindings;
import dev.latchkey.sim.load.FencedCounter;
import dev.latchkey.sim.load.KeysWorkload;
import dev.latchkey.sim.load.SequentialClient;
import dev.latchkey.sim.load.World;
import dev.latchkey.sim.net.ChunkFate;
import dev.latchkey.sim.net.NetworkFaults;
import dev.latchkey.sim.store.DurableStore;
import dev.latchkey.sim.world.SimulatedClient;
import dev.latchkey.sim.world.Trace;
import dev.latchkey.sim.world.TraceWords;
import dev.latchkey.sim.world.VirtualProcess;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A scripted scenario with a server and clients: commands, one per line, each followed by everything that happened in the next
 * 20 ms. scenarios/README.md describes the commands.
 */
final class Transcript {

    private static final String INDENT = "  ";
    private static final Duration STEP = Duration.ofMillis(20);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(5), Duration.ofMillis(100));
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(1);
    private static final String LOCK = "job";

    /** The command that puts the store on disk. It precedes all others. */
    private static final String ON_DISK = "on-disk";

    private final World world;
    private final Map<String, Actor> actors = new LinkedHashMap<>();
    private final FencedCounter counter = new FencedCounter();
    private boolean slow;

    private Transcript(boolean onDisk) {
        world = new World(1, NetworkFaults.NONE.withDelays(0), onDisk, Trace.kept());
    }

    /** A client of the scenario. */
    private final class Actor {
        private final SimulatedClient client;
        private final SequentialClient caller;
        private final Deque<Held> holds = new ArrayDeque<>();

        Actor(String name, Duration deadline) {
            ClientConfig config =
                    ClientConfig.of("virtual").withBackoff(BACKOFF).withAnswerTimeout(ANSWER_TIMEOUT);
            client = world.newClient(name, config);
            AsyncClerk clerk = client.clerk().withDeadline(deadline);
            caller = new SequentialClient(client, clerk, name, world.operations);
        }
    }

    /** Runs the commands of a transcript and returns it with the events recorded in this run. */
    static String rerun(String text) {
        return new Transcript(text.lines().anyMatch(ON_DISK::equals)).run(text.split("\n", -1));
    }

    private String run(String[] lines) {
        List<String> output = new ArrayList<>();
        for (String line : lines) {
            if (!line.startsWith(INDENT)) {
                output.add(line);
                if (!line.isEmpty() && !line.startsWith("#")) {
                    run(line);
                    world.trace.take().lines().forEach(event -> output.add(INDENT + shortened(event)));
                }
            }
        }
        world.close();
        List<String> violations = CheckFindings.of(world.operations, new KeysWorkload(world, 1, 1, 0))
                .violations();
        if (!violations.isEmpty()) {
            throw new AssertionError("the history is not linearizable: " + violations);
        }
        return String.join("\n", output);
    }

    /** Abbreviates store and lock ids and the server's greeting. */
    private static String shortened(String line) {
        return line.replaceAll("server latchkey version .* store ", "with a greeting from store ")
                .replaceAll("\\b([0-9a-f]{4})[0-9a-f]{28}\\b", "$1...")
                .stripTrailing();
    }

    private void run(String line) {
        if (line.startsWith("tick ")) {
            world.loop.advance(duration(line.substring(5)));
            return;
        }
        for (String command : line.split(" \\| ", -1)) {
            command(command.split(" ", -1));
        }
        world.loop.advance(STEP);
    }

    private static Duration duration(String text) {
        long number = Long.parseLong(text.replaceAll("[a-z]", ""));
        return text.endsWith("ms") ? Duration.ofMillis(number) : Duration.ofSeconds(number);
    }

    private void command(String[] words) {
        switch (words[0]) {
            case "client" -> actors.put(words[1], new Actor(words[1], duration(words.length > 3 ? words[3] : "30s")));
            case "stop" -> world.server.stop();
            case "start" -> start();
            case ON_DISK -> {}
            case "crash", "crash-before-reply", "crash-amid-step", "crash-amid-start" -> crash(words);
            case "disk-forgets-all" -> disk().forgetAll();
            case "disk-full" -> disk().fillUp();
            case "disk-room" -> disk().makeRoom();
            case "next-force-fails" -> disk().failFsync(1);
            case "pause" -> process(words[1]).pause();
            case "resume" -> process(words[1]).resume();
            case "kill" -> world.kill(actor(words[1]).client, words.length > 2);
            case "part" -> world.network.partition(process(words[1]), outgoing(words), incoming(words));
            case "heal" -> world.network.heal(process(words[1]), outgoing(words), incoming(words));
            case "slow-reader" -> slow = true;
            case "next-request" -> world.network.fates().orderForRequest(words[1], fate(words));
            case "next-reply" -> world.network.fates().orderForReply(words[1], fate(words));
            default -> act(actor(words[0]), words);
        }
        if (slow) {
            world.network.setFaults(world.network.faults().withSlowReaders(1_000));
        }
    }

    private DurableStore disk() {
        return world.server.durable().orElseThrow(() -> new IllegalArgumentException("the store is in memory"));
    }

    private void start() {
        if (world.server.durable().isPresent()) {
            world.server.startAgain();
        } else {
            world.server.startEmpty();
        }
    }

    private void crash(String[] words) {
        boolean power = words[1].equals("power");
        if (words[0].equals("crash-before-reply")) {
            disk().dieBeforeReply(power);
        } else if (words[0].equals("crash-amid-step")) {
            disk().dieDuringStep(Integer.parseInt(words[2]), power);
        } else if (words[0].equals("crash-amid-start")) {
            disk().dieDuringStartup(Integer.parseInt(words[1]));
        } else if (power) {
            disk().losePower();
        } else {
            disk().kill();
        }
    }

    private static ChunkFate fate(String[] words) {
        return ChunkFate.valueOf(words[2].toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    }

    private static boolean outgoing(String[] words) {
        return words.length < 3 || words[2].equals("outgoing");
    }

    private static boolean incoming(String[] words) {
        return words.length < 3 || words[2].equals("incoming");
    }

    private VirtualProcess process(String name) {
        return name.equals("server")
                ? world.server.process()
                : actor(name).client.process();
    }

    private Actor actor(String name) {
        Actor actor = actors.get(name);
        if (actor == null) {
            throw new IllegalArgumentException("there is no client " + name);
        }
        return actor;
    }

    private void act(Actor actor, String[] words) {
        actor.client.process().execute(() -> actNow(actor, words));
    }

    private void actNow(Actor actor, String[] words) {
        switch (words[1]) {
            case "get" -> world.operations.get(caller(actor), Key.of(words[2]), found -> {}, () -> {});
            case "put" ->
                world.operations.put(
                        caller(actor), Key.of(words[2]), Value.of(words[3]), version(words[4]), outcome -> {});
            case "delete" -> world.operations.delete(caller(actor), Key.of(words[2]), version(words[3]), outcome -> {});
            case "lock" -> lock(actor);
            case "release" -> release(actor);
            case "break" -> breakHold(actor, Version.of(Long.parseLong(words[2])));
            case "count" -> count(actor);
            default -> throw new IllegalArgumentException("unknown command " + words[1]);
        }
    }

    /** Why a new one each time: a client may have several operations in flight. */
    private SequentialClient caller(Actor actor) {
        return new SequentialClient(actor.client, actor.caller.clerk(), actor.caller.name(), world.operations);
    }

    private static Version version(String text) {
        return Version.of(Long.parseLong(text.substring(1)));
    }

    private void lock(Actor actor) {
        actor.client.latchkey().lock(LOCK).withoutSession().async().acquire().whenComplete((held, failure) -> {
            if (held != null) {
                actor.holds.addLast(held);
            }
            say(actor, "lock -> " + (held == null ? failure : "held with token " + held.token()));
        });
    }

    private void release(Actor actor) {
        actor.holds
                .getLast()
                .releaseAsync()
                .whenComplete((outcome, failure) -> say(actor, "release -> " + (outcome == null ? failure : outcome)));
    }

    private void breakHold(Actor actor, Version token) {
        actor.client
                .latchkey()
                .lock(LOCK)
                .withoutSession()
                .async()
                .breakHold(token)
                .whenComplete((outcome, failure) -> say(
                        actor, "break token " + token + " -> " + (outcome == null ? failure : TraceWords.of(outcome))));
    }

    private void count(Actor actor) {
        Version token = actor.holds.getLast().token();
        boolean admitted = counter.admits(token.number());
        if (admitted) {
            counter.write(counter.read() + 1);
        }
        say(
                actor,
                "count with token " + token + " -> "
                        + (admitted ? "the counter is " + counter.read() : "refused, the token is stale"));
    }

    private void say(Actor actor, String what) {
        world.say(actor.client.name(), what);
    }
}
