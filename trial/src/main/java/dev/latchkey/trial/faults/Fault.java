package dev.latchkey.trial.faults;

import java.time.Duration;

/** What happens to one request and its reply. */
public sealed interface Fault {

    Fault NONE = new None();

    /** What it counts as. */
    ProxyFaultKind kind();

    /** Nothing bad. */
    record None() implements Fault {
        @Override
        public ProxyFaultKind kind() {
            return ProxyFaultKind.NONE;
        }
    }

    /**
     * Only the first bytes of the request reach the server; then the connection is cut.
     *
     * @param bytes how many, from 0
     * @param reset whether it is cut by a reset, not by an orderly end
     */
    record CutRequest(int bytes, boolean reset) implements Fault {
        @Override
        public ProxyFaultKind kind() {
            return bytes == 0 ? ProxyFaultKind.CUT_BEFORE : ProxyFaultKind.CUT_AMID;
        }
    }

    /** The server executes the request, and the client gets only the first bytes of the reply; then the connection is cut. */
    record CutReply(int bytes, boolean reset) implements Fault {
        @Override
        public ProxyFaultKind kind() {
            return bytes == 0 ? ProxyFaultKind.CUT_AFTER : ProxyFaultKind.CUT_AMID;
        }
    }

    /** The connection is cut before the request reaches the server; a copy reaches it later through another connection. */
    record ExecuteLate(int requestsLater) implements Fault {
        @Override
        public ProxyFaultKind kind() {
            return ProxyFaultKind.REPLAY;
        }
    }

    /** The request is executed, and nothing comes back, nor anything after it: the connection stays open and is dead. */
    record SwallowReply() implements Fault {
        @Override
        public ProxyFaultKind kind() {
            return ProxyFaultKind.SWALLOW;
        }
    }

    /** The request and all behind it go nowhere: the connection stays open and is dead. */
    record SwallowRequest() implements Fault {
        @Override
        public ProxyFaultKind kind() {
            return ProxyFaultKind.SWALLOW;
        }
    }

    /** The request, and then its reply, wait for a short while; so does all behind them. */
    record Delay(Duration ofRequest, Duration ofReply) implements Fault {
        @Override
        public ProxyFaultKind kind() {
            return ProxyFaultKind.DELAY;
        }
    }

    /**
     * The connection stands still for so long that the client may have given it up: before the request goes on to the server, which
     * executes it all the same, or behind its execution.
     */
    record Stall(Duration time, boolean beforeExecution) implements Fault {
        @Override
        public ProxyFaultKind kind() {
            return ProxyFaultKind.STALL;
        }
    }
}
