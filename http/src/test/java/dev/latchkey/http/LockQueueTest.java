package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Elections, and the clients that wait for a lock. */
final class LockQueueTest {

    private static final String ID = "0123456789abcdef0123456789abcde";

    private final HttpTalk talk = HttpTalk.open();

    private void put(String key, String value) {
        assertThat(talk.put("/v1/kv/" + key + "?version=0", value).status()).isEqualTo(201);
    }

    @Test
    void waitersAreInTheOrderInWhichTheyBeganToWait() {
        put("lock-queue/build/" + ID + "2", "id 2026-11-29T12:00:01Z first");
        put("lock-queue/build/" + ID + "1", "id 2026-11-29T12:00:00Z second");
        put("lock-queue/build/" + ID + "3", "id");
        assertThat(talk.get("/v1/locks/build/waiters").body())
                .isEqualTo("{\"complete\":true,\"waiters\":["
                        + "{\"since\":\"2026-11-29T12:00:01Z\",\"owner\":\"first\"},"
                        + "{\"since\":\"2026-11-29T12:00:00Z\",\"owner\":\"second\"},"
                        + "{\"since\":null,\"owner\":\"\"}]}");
    }

    @Test
    void keysOfOtherLocksAreNotTickets() {
        put("lock-queue/build/inner/" + ID + "1", "id 2026-11-29T12:00:00Z other");
        put("lock-queue/buildx/" + ID + "1", "id 2026-11-29T12:00:00Z other");
        put("election-queue/build/" + ID + "1", "id 2026-11-29T12:00:00Z other");
        assertThat(talk.get("/v1/locks/build/waiters").body()).isEqualTo("{\"complete\":true,\"waiters\":[]}");
        assertThat(talk.get("/v1/locks/build%2Finner/waiters").body()).contains("\"owner\":\"other\"");
    }

    @Test
    void onlySoManyTicketsAreRead() {
        for (int i = 0; i <= 1_000; i++) {
            put("lock-queue/busy/" + String.format("%032x", i), "id 2026-11-29T12:00:00Z w" + i);
        }
        String body = talk.get("/v1/locks/busy/waiters").body();
        assertThat(body).startsWith("{\"complete\":false,").contains("\"w999\"").doesNotContain("\"w1000\"");
    }

    @Test
    void electionsAreListedWithTheirLeadersAndCandidates() {
        put("election/scheduler", "id 2026-11-29T12:00:00Z host-1:8080");
        put("election/unled", "");
        put("lock/build", "id 2026-11-29T12:00:00Z ann");
        put("election-queue/scheduler/" + ID + "1", "id 2026-11-29T12:00:01Z host-2:8080");
        assertThat(talk.get("/v1/elections").body())
                .isEqualTo("{\"revision\":\"4\",\"elections\":[{\"name\":\"scheduler\",\"token\":\"1\","
                        + "\"since\":\"2026-11-29T12:00:00Z\",\"owner\":\"host-1:8080\"}],\"more\":false}");
        assertThat(talk.get("/v1/elections/scheduler").body())
                .isEqualTo("{\"name\":\"scheduler\",\"held\":true,\"token\":\"1\",\"since\":\"2026-11-29T12:00:00Z\","
                        + "\"owner\":\"host-1:8080\"}");
        assertThat(talk.get("/v1/elections/scheduler/waiters").body()).contains("\"owner\":\"host-2:8080\"");
        talk.delete("/v1/kv/election/scheduler?version=1");
        assertThat(talk.get("/v1/elections/scheduler/history").body())
                .contains("\"owner\":\"host-1:8080\"", "\"end\":\"released\"");
    }
}
