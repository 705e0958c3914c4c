package dev.latchkey.client.follow;

import dev.latchkey.client.follow.FollowEndedException.Reason;
import dev.latchkey.client.link.Link;
import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.wire.Answer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One follow of one prefix, as steps on the event loop. It requests the follow on every new connection, from the last whole step that its
 * sink took, checks that each event connects to the one before, and passes whole steps on.
 *
 * <p>If the sink has no room, the feed pauses: it ends the follow on the server, drops what is still on its way, and requests the dropped
 * events again when there is room. So a slow consumer costs no memory beyond its queue, and delays no other follow of the connection.
 */
final class Feed {

    /** Codes of refusals that are temporary. */
    private static final Set<String> PASSING_CODES =
            Set.of("ERRFULL", "LOADING", "TRYAGAIN", "MASTERDOWN", "CLUSTERDOWN");

    private enum Stage {
        /** No connection, or no request could be sent. */
        WAITING,
        /** FOLLOW was sent. Pushes that arrive belong to an earlier follow of the same prefix. */
        REQUESTED,
        ACTIVE,
        PAUSED,
        ENDED
    }

    final Prefix prefix;
    private final Sink sink;
    private final boolean resumes;
    private Stage stage = Stage.WAITING;
    private @Nullable FollowConnection connection;
    private @Nullable StoreId store;
    private OptionalLong start;

    /** Null before the follow has started, and after a gap. */
    private @Nullable Position position;

    /** The number of the last request: replies to earlier ones are ignored. */
    private long requests;

    private boolean checking;
    private int refusals;

    /**
     * @param start the revision after which the follow starts; empty for the current one
     * @param store the store that {@code start} is a revision of; null if unknown
     * @param resumes whether a new connection continues after the last step; otherwise, it starts at the current revision
     */
    Feed(Prefix prefix, OptionalLong start, @Nullable StoreId store, boolean resumes, Sink sink) {
        this.prefix = prefix;
        this.start = start;
        this.store = store;
        this.resumes = resumes;
        this.sink = sink;
    }

    /** Whether the position matters, so that it is worth learning how far the store has advanced. */
    boolean resumes() {
        return resumes;
    }

    boolean isActive() {
        return stage == Stage.ACTIVE;
    }

    boolean isEnded() {
        return stage == Stage.ENDED;
    }

    /** The revision up to which all events were taken; meaningful once the feed is established. */
    long resume() {
        return position == null ? start.orElse(0) : position.resume();
    }

    void placedOn(FollowConnection placed) {
        connection = placed;
    }

    private FollowConnection connection() {
        if (connection == null) {
            throw new IllegalStateException("the feed has no connection");
        }
        return connection;
    }

    /** A new connection to {@code seen} is established. */
    void connected(StoreId seen) {
        if (store != null && resumes && !store.equals(seen)) {
            end(new FollowEndedException(
                    Reason.STORE_CHANGED,
                    "the server has store " + seen + ", and the follow is of store " + store
                            + ": follow again, and read the keys"));
        } else {
            requestIfWaiting();
        }
    }

    /** Sends the request, unless there is nothing to request now. */
    void requestIfWaiting() {
        StoreId seen = connection().store();
        if (stage != Stage.WAITING || seen == null || !connection().canSend()) {
            return;
        }
        stage = Stage.REQUESTED;
        OptionalLong from = position != null && resumes ? OptionalLong.of(position.resume()) : start;
        ask(new HistoryRead.Follow(prefix, from), answer -> {
            if (stage == Stage.REQUESTED) {
                replied(seen, from, answer);
            }
        });
    }

    /** Sends a read; an answer to it that comes after another follow was requested, or never, is ignored. */
    private void ask(Command command, Consumer<Answer> answered) {
        send(command, ++requests, answered);
    }

    private void send(Command command, long request, Consumer<Answer> answered) {
        connection().send(command, new Link.Attempt() {
            @Override
            public void answered(Answer answer) {
                if (request == requests && stage != Stage.PAUSED) {
                    answered.accept(answer);
                }
            }

            @Override
            public void failed(String why) {
                // why nothing: the connection has ended, which is reported to all its feeds
            }
        });
    }

    /**
     * Sends a read on the connection of the feed, if it is active; returns whether it was sent. The answer is dropped if the feed is
     * interrupted or pauses.
     */
    boolean read(Command command, Consumer<Answer> answered) {
        boolean sends = stage == Stage.ACTIVE && connection().canSend();
        if (sends) {
            send(command, requests, answered);
        }
        return sends;
    }

    private void replied(StoreId seen, OptionalLong from, Answer answer) {
        if (answer instanceof Answer.OfServer refusal) {
            refused(refusal.error().message(), refusal.error().code());
            return;
        }
        Reply reply = ((Answer.OfStore) answer).reply();
        if (reply instanceof Reply.Following following) {
            established(seen, from, following.revision());
        } else if (reply instanceof Reply.Compacted compacted) {
            compacted(from.orElse(0), compacted.oldest());
        } else {
            end(new FollowEndedException(
                    Reason.REFUSED,
                    "the store has not reached revision " + from.orElse(0) + ", after which the follow starts"));
        }
    }

    private void established(StoreId seen, OptionalLong from, long revision) {
        if (from.isPresent() && from.getAsLong() != revision) {
            end(new FollowEndedException(
                    Reason.CHAIN_BROKEN,
                    "the follow was requested after revision " + from.getAsLong() + " and starts after " + revision));
            return;
        }
        stage = Stage.ACTIVE;
        store = seen;
        position = new Position(prefix, revision);
        checking = false;
        refusals = 0;
        sink.established(seen, revision);
    }

    private void compacted(long from, long oldest) {
        if (sink.acceptsGap()) {
            position = null;
            start = OptionalLong.empty();
            stage = Stage.WAITING;
            requestIfWaiting();
        } else {
            end(new CompactedException(from, oldest));
        }
    }

    private void refused(String message, String code) {
        if (PASSING_CODES.contains(code)) {
            stage = Stage.WAITING;
            refusals++;
            connection().later(refusals, this::requestIfWaiting);
        } else {
            end(new FollowEndedException(Reason.REFUSED, message));
        }
    }

    /** The server refuses the client. */
    void refused(String message) {
        end(new FollowEndedException(Reason.REFUSED, message));
    }

    /** The server has pushed an event of the prefix. */
    void pushed(KeyEvent event) {
        Position at = position;
        if (stage != Stage.ACTIVE || at == null) {
            return; // why: it belongs to a follow that was ended, and is requested again if it is needed
        }
        String broken = at.add(event);
        if (broken != null) {
            end(new FollowEndedException(Reason.CHAIN_BROKEN, broken));
        } else if (event.last()) {
            if (sink.take(at.step(), at.stepBytes())) {
                at.stepTaken();
                sink.reached(at.resume());
            } else {
                pause();
            }
        }
    }

    /** Ends the follow on the server until {@link #resumeAfterPause}. */
    void pause() {
        if (stage == Stage.ACTIVE && position != null) {
            stage = Stage.PAUSED;
            position.dropStep();
            connection().unfollow(prefix);
        }
    }

    /** There is room again. */
    void resumeAfterPause() {
        if (stage == Stage.PAUSED) {
            stage = Stage.WAITING;
            requestIfWaiting();
        }
    }

    /** Reads how far the store has advanced, which also shows whether the connection still works. */
    void check() {
        Position at = position;
        if (stage != Stage.ACTIVE || at == null || checking) {
            return;
        }
        checking = read(HistoryRead.Changes.startingAfter(prefix, at.resume(), 1, 0), answer -> {
            checking = false;
            if (answer instanceof Answer.OfStore of) {
                checked(at, of.reply());
            }
        });
    }

    private void checked(Position at, Reply reply) {
        if (reply instanceof Reply.Changed changed && changed.events().isEmpty()) {
            at.reached(changed.next());
            sink.reached(at.resume());
        } else if (reply instanceof Reply.Compacted) {
            sink.uncheckable();
        }
    }

    /** Follows again from the current revision. */
    void restart() {
        if (stage == Stage.ACTIVE) {
            pause();
            position = null;
            start = OptionalLong.empty();
            resumeAfterPause();
        }
    }

    /** The connection is lost. */
    void interrupted() {
        requests++;
        checking = false;
        if (stage == Stage.REQUESTED || stage == Stage.ACTIVE) {
            stage = Stage.WAITING;
            if (position != null) {
                position.dropStep();
            }
            sink.interrupted();
        }
    }

    /** Ends the feed, on the server too. Idempotent. */
    void end(FollowEndedException why) {
        if (stage != Stage.ENDED) {
            boolean follows = stage == Stage.REQUESTED || stage == Stage.ACTIVE;
            stage = Stage.ENDED;
            Optional.ofNullable(connection).ifPresent(at -> at.remove(this, follows));
            sink.ended(why);
        }
    }
}
