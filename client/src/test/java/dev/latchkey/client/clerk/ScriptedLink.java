package dev.latchkey.client.clerk;

import dev.latchkey.client.link.Link;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.wire.Answer;
import dev.latchkey.wire.RespValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A link controlled by the test. Each command runs on the loop immediately, including the steps it adds without a delay. */
public final class ScriptedLink implements Link {

    public static final StoreId STORE = new StoreId(0, 1);
    public static final StoreId OTHER_STORE = new StoreId(0, 2);

    private record Sent(Command command, Attempt attempt) {}

    private final ManualLoop loop;
    private final List<Sent> sent = new ArrayList<>();
    private @Nullable Listener listener;
    private boolean ready;
    private boolean closed;
    private String failure = "no connection yet";

    public ScriptedLink(ManualLoop loop) {
        this.loop = loop;
    }

    @Override
    public void open(Listener opened) {
        listener = opened;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public void send(Command command, Attempt attempt) {
        sent.add(new Sent(command, attempt));
    }

    @Override
    public String status() {
        return ready ? "" : failure;
    }

    @Override
    public void close() {
        closed = true;
        ready = false;
    }

    /** Whether the client has closed the link. */
    public boolean isClosed() {
        return closed;
    }

    /** All commands sent so far, oldest first. */
    public List<Command> sent() {
        return sent.stream().map(Sent::command).toList();
    }

    public Command lastSent() {
        return last().command();
    }

    public void up() {
        up(STORE);
    }

    public void up(StoreId store) {
        order(() -> {
            ready = true;
            listener().ready(store);
        });
    }

    /** Becomes ready within the current step of the loop, before everything that is queued. */
    public void upInThisStep() {
        ready = true;
        listener().ready(STORE);
    }

    public void down(String why) {
        order(() -> goDown(why));
    }

    public void refuse(String why) {
        order(() -> listener().refused(why));
    }

    /** The server answers the last send. */
    public void answer(Reply reply) {
        order(() -> last().attempt().answered(new Answer.OfStore(reply)));
    }

    /** The server answers the send with index {@code number}, counted from 0. */
    public void answer(int number, Reply reply) {
        order(() -> sent.get(number).attempt().answered(new Answer.OfStore(reply)));
    }

    public void answerError(String line) {
        order(() -> last().attempt().answered(new Answer.OfServer(new RespValue.ErrorLine(line))));
    }

    /** The server answers the last send, and the connection ends in the same step. */
    public void answerAndGoDown(Reply reply) {
        order(() -> {
            last().attempt().answered(new Answer.OfStore(reply));
            goDown("the server went away");
        });
    }

    /** The last send fails. */
    public void fail(String why) {
        order(() -> last().attempt().failed(why));
    }

    /** The send with index {@code number}, counted from 0, fails. */
    public void fail(int number, String why) {
        order(() -> sent.get(number).attempt().failed(why));
    }

    private Sent last() {
        return sent.get(sent.size() - 1);
    }

    private void goDown(String why) {
        ready = false;
        failure = why;
        listener().down(why);
    }

    private void order(Runnable what) {
        loop.settle();
        loop.execute(what);
        loop.settle();
    }

    private Listener listener() {
        if (listener == null) {
            throw new AssertionError("the link was not opened");
        }
        return listener;
    }
}
