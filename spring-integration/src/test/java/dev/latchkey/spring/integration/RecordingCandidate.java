package dev.latchkey.spring.integration;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.integration.leader.AbstractCandidate;
import org.springframework.integration.leader.Context;

/** Records what happens to a candidate. */
final class RecordingCandidate extends AbstractCandidate {

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    volatile Context context = () -> false;
    volatile boolean blocks;

    RecordingCandidate(String id) {
        super(id, "scheduler");
    }

    /** The next event, within a minute. */
    String next() throws InterruptedException {
        return String.valueOf(events.poll(1, TimeUnit.MINUTES));
    }

    boolean hasEvents() {
        return !events.isEmpty();
    }

    @Override
    public void onGranted(Context granted) throws InterruptedException {
        context = granted;
        events.add("granted");
        if (blocks) {
            try {
                new LinkedBlockingQueue<>().take();
            } catch (InterruptedException e) {
                events.add("interrupted");
                throw e;
            }
        }
    }

    @Override
    public void onRevoked(Context revoked) {
        events.add("revoked");
    }
}
