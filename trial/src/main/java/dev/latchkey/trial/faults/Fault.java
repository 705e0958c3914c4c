package dev.latchkey.trial.faults;

import java.time.Duration;

/** A network fault that the proxy injects into one request and its reply. */
public sealed interface Fault {

    Fault NONE = new None();

    /** The kind under which the fault is counted. */
    ProxyFaultKind kind();

    /** No fault. */
    record None() implements Fault {
        @Override
        public ProxyFaultKind kind() {
            return ProxyFaultKind.NONE;
        }
    }

    /**
     * Only the first bytes of the request reach the server; then the connection is closed.
     *
     * @param bytes the number of bytes, 0 or more
     * @param reset whether the connection is closed with a TCP reset
     */
    record CutRequest(int bytes, boolean reset) implements Fault {
        @Override
        public ProxyFaultKind kind() {
            return bytes == 0 ? ProxyFaultKind.CUT_BEFORE : ProxyFaultKind.CUT_AMID;
        }
    }

    /** The server executes the request, and the client receives only the first bytes of the reply before the connection is closed. */
    record CutReply(int bytes, boolean reset) implements Fault {
        @Override
        public ProxyFaultKind kind() {
            return bytes == 0 ? ProxyFaultKind.CUT_AFTER : ProxyFaultKind.CUT_AMID;
        }
    }

    /** The connection is closed before the request reaches the server; a copy is delivered later on another connection. */
    record ExecuteLate(int requestsLater) implements Fault {
        @Override
        public ProxyFaultKind kind() {
            return ProxyFaultKind.REPLAY;
        }
    }

    /** The request is executed, but its reply and all later replies are dropped. The connection stays open but is dead. */
    record SwallowReply() implements Fault {
        @Override
        public ProxyFaultKind kind() {
            return ProxyFaultKind.SWALLOW;
        }
    }

    /** The request and all later requests are dropped. The connection stays open but is dead. */
    record SwallowRequest() implements Fault {
        @Override
        public ProxyFaultKind kind() {
            return ProxyFaultKind.SWALLOW;
        }
    }

    /** The request and then its reply are delayed briefly, and so is everything after them on the connection. */
    record Delay(Duration ofRequest, Duration ofReply) implements Fault {
        @Override
        public ProxyFaultKind kind() {
            return ProxyFaultKind.DELAY;
        }
    }

    /**
     * The connection stalls for so long that the client may have given up on it: either before the request is sent to the server,
     * which executes it anyway, or after its execution.
     */
    record Stall(Duration time, boolean beforeExecution) implements Fault {
        @Override
        public ProxyFaultKind kind() {
            return ProxyFaultKind.STALL;
        }
    }
}
