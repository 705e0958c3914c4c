package dev.latchkey.client.session;

import dev.latchkey.client.link.Loop;
import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.wire.Answer;
import java.time.Duration;

/** Keeps an open session: sends a KEEP after each third of its time to live, and watches the lease of a session that ends with it. */
final class Keeping {

    private static final int KEEPS_PER_TTL = 3;

    private final ClientSession session;
    private final Loop loop;
    private final SessionRequests requests;
    private final Duration ttl;
    private final boolean endsWithLease;
    private final Lease lease;
    private Loop.Alarm keepAlarm = () -> {};
    private Loop.Alarm leaseAlarm = () -> {};
    private boolean lapsing;

    Keeping(ClientSession session, Loop loop, SessionRequests requests, Duration ttl, boolean endsWithLease) {
        this.session = session;
        this.loop = loop;
        this.requests = requests;
        this.ttl = ttl;
        this.endsWithLease = endsWithLease;
        this.lease = new Lease(loop, ttl);
    }

    /** The server has opened the session. */
    void begin(SentAt sent) {
        renewed(sent);
        watchLease();
    }

    void stop() {
        keepAlarm.cancel();
        leaseAlarm.cancel();
    }

    /** Whether the server certainly has the session. */
    boolean isCurrent() {
        return lease.isCurrent();
    }

    /** Whether the session is to expire. */
    boolean isLapsing() {
        return lapsing;
    }

    /** From now on no KEEP is sent, and the session ends after {@code rest} at the latest. */
    void lapse(Duration rest) {
        lapsing = true;
        stop();
        lease.shorten(rest);
        watchLease();
    }

    private void renewed(SentAt sent) {
        lease.renew(sent);
        long next = sent.nanos() + ttl.toNanos() / KEEPS_PER_TTL;
        keepAlarm = loop.schedule(Math.max(0, next - loop.nanos()), this::keep);
    }

    private void keep() {
        if (!endIfOver()) {
            requests.send(
                    () -> new Command.RenewSession(session.id(), ClientSession.OF_CONNECTION), this::keepAnswered);
        }
    }

    private boolean keepAnswered(Answer answer, SentAt sent) {
        if (SessionAnswer.isNoSession(answer)) {
            session.gone();
        } else if (!endIfOver() && !lapsing) {
            if (!(answer instanceof Answer.OfStore ofStore && ofStore.reply() instanceof Reply.Kept)) {
                return false; // why: the server refuses the client for now; the session may still exist
            }
            renewed(sent);
        }
        return true;
    }

    private void watchLease() {
        if (endsWithLease) {
            leaseAlarm = loop.schedule(Math.max(0, lease.leftNanos()), () -> {
                if (!endIfOver()) {
                    watchLease();
                }
            });
        }
    }

    /** Ends a session that ends with its lease if the lease is over; returns whether it was. */
    private boolean endIfOver() {
        boolean over = endsWithLease && !lease.isCurrent();
        if (over) {
            session.leaseEnded();
        }
        return over;
    }
}
