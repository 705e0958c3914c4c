package dev.latchkey.client.session;

import dev.latchkey.seams.Time;

/** When a request was sent, by both clocks. */
record SentAt(long nanos, long wallMillis) {

    static SentAt now(Time time) {
        return new SentAt(time.nanos(), time.wallMillis());
    }
}
