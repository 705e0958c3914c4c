package dev.latchkey.app.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/** Fills a server with values of one size until it refuses them, and knows which puts it has acknowledged and refused. */
final class Filling {

    private static final int REFUSALS = 5;
    private static final int PIPELINED_BYTES = 1 << 20;
    private static final int PIPELINED_MAX = 256;
    private static final int SAMPLES = 200;

    private final String prefix;
    private final int valueBytes;
    private final BitSet stored = new BitSet();

    /** The versions of the stored keys: a new key need not begin with 1 once many others have been deleted. */
    private long[] versions = new long[1_024];

    /** The keys that were written a second time, with another value. */
    private final BitSet rewritten = new BitSet();

    private int offered;
    private int refused;

    Filling(String prefix, int valueBytes) {
        this.prefix = prefix;
        this.valueBytes = valueBytes;
    }

    private String key(int number) {
        return prefix + number;
    }

    /** A value that differs from key to key and from write to write, as far as its length allows. */
    private byte[] value(int number, boolean second) {
        byte[] value = new byte[valueBytes];
        for (int i = 0; i < valueBytes; i += 997) {
            value[i] = (byte) ((second ? 'A' : 'a') + (number + i) % 26);
        }
        return value;
    }

    /** Puts new keys until several have been refused with ERRFULL. */
    void untilFull(LoadClient client) throws IOException {
        int before = refused;
        while (refused < before + REFUSALS) {
            batch(client, Math.max(1, Math.min(PIPELINED_MAX, PIPELINED_BYTES / (valueBytes + 64))));
        }
    }

    private void batch(LoadClient client, int size) throws IOException {
        for (int i = 0; i < size; i++) {
            client.send(
                    LoadClient.bytes("PUT"), LoadClient.bytes(key(offered + i)), value(offered + i, false), new byte[] {
                        '0'
                    });
        }
        client.flush();
        for (int i = 0; i < size; i++) {
            String reply = client.reply();
            if (reply.startsWith("-ERRFULL")) {
                refused++;
            } else {
                setStored(offered + i, reply);
            }
        }
        offered += size;
    }

    /** Writes every stored key again, one at a time; a refusal leaves the old value. */
    void overwrite(LoadClient client, int keysMax) throws IOException {
        int left = keysMax;
        for (int number = stored.nextSetBit(0); number >= 0 && left > 0; number = stored.nextSetBit(number + 1)) {
            if (!rewritten.get(number)) {
                client.send(
                        LoadClient.bytes("PUT"),
                        LoadClient.bytes(key(number)),
                        value(number, true),
                        LoadClient.bytes(String.valueOf(versions[number])));
                client.flush();
                String reply = client.reply();
                if (!reply.startsWith("-ERRFULL")) {
                    setStored(number, reply);
                    rewritten.set(number);
                }
                left--;
            }
        }
    }

    private void setStored(int number, String reply) {
        assertThat(reply).matches(":[1-9][0-9]*");
        if (number >= versions.length) {
            versions = Arrays.copyOf(versions, 2 * number);
        }
        versions[number] = Long.parseLong(reply.substring(1));
        stored.set(number);
    }

    /** Deletes every n-th key. */
    void deleteEvery(int n, LoadClient client) throws IOException {
        int count = 0;
        int unanswered = 0;
        for (int number = stored.nextSetBit(0); number >= 0; number = stored.nextSetBit(number + 1)) {
            if (count++ % n == 0) {
                client.send("DEL", key(number), String.valueOf(versions[number]));
                stored.clear(number);
                unanswered++;
            }
            if (unanswered == PIPELINED_MAX) {
                expectDeleted(unanswered, client);
                unanswered = 0;
            }
        }
        expectDeleted(unanswered, client);
    }

    private static void expectDeleted(int count, LoadClient client) throws IOException {
        client.flush();
        for (int i = 0; i < count; i++) {
            assertThat(client.reply()).startsWith(":");
        }
    }

    int stored() {
        return stored.cardinality();
    }

    /** Compares the number of keys, and a sample of the values of those stored and of those refused or deleted. */
    void verify(LoadClient client) throws IOException {
        assertThat(client.info("keyspace", "keys")).isEqualTo(stored());
        int step = Math.max(1, offered / SAMPLES);
        for (int number = 0; number < offered; number += step) {
            verify(client, number);
        }
        for (int number = Math.max(0, offered - SAMPLES / 4); number < offered; number++) {
            verify(client, number);
        }
    }

    private void verify(LoadClient client, int number) throws IOException {
        String found = client.ask("GET", key(number));
        if (stored.get(number)) {
            assertThat(LoadClient.bytes(found)).isEqualTo(value(number, rewritten.get(number)));
        } else {
            assertThat(found).isIn("$-1", "_");
        }
    }
}
