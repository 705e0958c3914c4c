package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.StateLimits;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.seams.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random writes of several clients, read by followers that stop reading, end follows and resume them at random. */
class FollowWalkTest {

    private static final List<String> PREFIXES = List.of("", "a", "ab", "b");

    @Property(tries = 200)
    void aFollowMissesNothingAndRepeatsNothing(@ForAll long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        MemoryEngine engine = new MemoryEngine(
                Talk.STORE_ID,
                StateLimits.STANDARD.withHistory(new HistoryLimits(10_000, 1 << 24)),
                1 << 26,
                Talk.HASH,
                new ManualTime());
        List<Talk> writers = List.of(Talk.withEngine(engine), Talk.withEngine(engine));
        Talk follower = Talk.withEngine(engine);
        follower.say(Resp.request("HELLO", "3"));
        Pushes pushes = new Pushes();
        List<String> following = new ArrayList<>();
        List<String> sessions = new ArrayList<>();
        for (String prefix : PREFIXES) {
            pushes.started(prefix, 0);
        }
        for (int i = 0; i < 300; i++) {
            Talk writer = writers.get(chance.nextInt(writers.size()));
            String prefix = PREFIXES.get(chance.nextInt(PREFIXES.size()));
            switch (chance.nextInt(12)) {
                case 0 -> {
                    read(follower, pushes);
                    if (following.remove(prefix)) {
                        pushes.received(follower.ask("UNFOLLOW", prefix));
                    } else {
                        following.add(prefix);
                        long from = pushes.lastRevision(prefix);
                        pushes.received(follower.ask("FOLLOW", prefix, "FROM", Long.toString(from)));
                    }
                }
                case 1 -> follower.hasRoom = chance.nextBoolean();
                case 2 -> pushes.received(follower.heard());
                case 3 ->
                    sessions.add(writers.get(0).ask("SESSION", "OPEN", "60000").split("\r\n", -1)[2]);
                case 4 -> {
                    if (!sessions.isEmpty()) {
                        writer.ask("SESSION", "CLOSE", sessions.remove(chance.nextInt(sessions.size())));
                    }
                }
                default -> write(writer, sessions, chance);
            }
        }
        read(follower, pushes);
        for (String prefix : PREFIXES) {
            if (!following.contains(prefix)) {
                String from = Long.toString(pushes.lastRevision(prefix));
                pushes.received(follower.ask("FOLLOW", prefix, "FROM", from));
            }
        }
        pushes.received(follower.heard());
        List<KeyEvent> all = pushes.of("");
        assertThat(all).hasSize((int) engine.keyspace().revision());
        for (String prefix : PREFIXES) {
            assertThat(pushes.revisions(prefix))
                    .isEqualTo(all.stream()
                            .filter(event -> Resp.text(event.key().toBytes()).startsWith(prefix))
                            .map(KeyEvent::revision)
                            .toList());
            if (!pushes.of(prefix).isEmpty()) {
                assertThat(pushes.of(prefix).get(pushes.of(prefix).size() - 1).last())
                        .isTrue();
            }
        }
    }

    /** The client reads everything that was sent and is sent now. */
    private static void read(Talk follower, Pushes pushes) {
        follower.hasRoom = true;
        follower.conversation.proceed();
        pushes.received(follower.heard());
    }

    private static void write(Talk writer, List<String> sessions, SplittableRandom chance) {
        String key = List.of("a", "ab", "abc", "b", "c").get(chance.nextInt(5)) + chance.nextInt(3);
        String current = writer.ask("GETV", key);
        String version = current.startsWith("*3") ? current.split(":", -1)[1].strip() : "0";
        if (!version.equals("0") && chance.nextInt(3) == 0) {
            writer.ask("DEL", key, version);
        } else if (!sessions.isEmpty() && chance.nextBoolean()) {
            writer.ask("PUT", key, "v", version, "OWNER", sessions.get(chance.nextInt(sessions.size())));
        } else {
            writer.ask("PUT", key, "v", version);
        }
    }
}
