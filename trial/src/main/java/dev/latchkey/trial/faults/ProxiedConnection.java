package dev.latchkey.trial.faults;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A proxied client connection: one thread forwards requests, another forwards replies. */
final class ProxiedConnection implements ConnectionScript.Connection {

    /** The maximum number of pending requests, more than a client has; a further request waits. */
    private static final int UNANSWERED_MAX = 16_384;

    /** How long the server may take to execute pending requests after the client has disconnected. */
    private static final int DRAIN_MILLIS_MAX = 2_000;

    private final FaultProxy proxy;
    private final Socket client;
    private final ConnectionScript script;
    private final BlockingQueue<Awaited> repliesTo = new ArrayBlockingQueue<>(UNANSWERED_MAX);
    private final CountDownLatch cut = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private byte[] greeting = new byte[0];
    private volatile boolean answered;

    /** A reply that the server owes, with the fault of its request; the script does not see the reply to a greeting. */
    private record Awaited(Fault fault, boolean isOfGreeting) {}

    ProxiedConnection(FaultProxy proxy, Socket client) {
        this.proxy = proxy;
        this.client = client;
        this.script = proxy.script(this);
    }

    void start() {
        FaultProxy.start(this::carry);
    }

    @Override
    public void cut() {
        cut.countDown();
        close(client, false);
    }

    void awaitEnd(long nanosMax) throws InterruptedException {
        if (!ended.await(nanosMax, TimeUnit.NANOSECONDS)) {
            close(client, false);
        }
    }

    private void carry() {
        try (Socket server = proxy.connect()) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread requests = Thread.currentThread();
            Thread replies = FaultProxy.start(() -> {
                carryReplies(server);
                requests.interrupt(); // why: it may be blocked because too many requests are pending
            });
            try {
                carryRequests(server);
            } finally {
                drain(server, replies);
                if (!answered) {
                    proxy.unanswered();
                }
            }
        } catch (IOException | InterruptedException e) {
            cut.countDown(); // why not reported: a closed connection is normal here
        } finally {
            close(client, false);
            script.ended();
            proxy.ended(this);
            ended.countDown();
        }
    }

    /** Lets the server execute what it has received and close the connection. */
    private void drain(Socket server, Thread replies) throws IOException {
        close(client, false);
        if (!server.isClosed()) {
            server.setSoTimeout(DRAIN_MILLIS_MAX);
            server.shutdownOutput();
        }
        boolean interrupted = Thread.interrupted();
        try {
            replies.join(interrupted ? 1 : DRAIN_MILLIS_MAX);
        } catch (InterruptedException e) {
            cut.countDown(); // why: the thread that forwards replies interrupts this one when it is done
        }
    }

    private void carryRequests(Socket server) throws IOException, InterruptedException {
        InputStream in = new BufferedInputStream(client.getInputStream());
        OutputStream out = server.getOutputStream();
        boolean goesOn = true;
        boolean dead = false;
        while (goesOn) {
            byte[] request = Frame.read(in);
            if (Frame.isHello(request)) {
                greeting = request;
                send(request, new Awaited(Fault.NONE, true), out);
                continue;
            }
            int number = proxy.count();
            Fault fault = script.faultOf(request);
            dead |= fault instanceof Fault.SwallowRequest;
            if (dead) {
                fired(ProxyFaultKind.SWALLOW);
            } else {
                goesOn = carry(request, number, fault, server);
            }
            proxy.executeLate(number);
        }
    }

    /** Forwards a request, or injects its fault. Returns false if that closes the connection. */
    private boolean carry(byte[] request, int number, Fault fault, Socket server)
            throws IOException, InterruptedException {
        if (fault instanceof Fault.ExecuteLate late) {
            if (!proxy.keep(new LateCopies.Copy(greeting, request, number + late.requestsLater()))) {
                fired(ProxyFaultKind.CUT_BEFORE);
            }
            close(client, false);
            return false;
        }
        if (fault instanceof Fault.CutRequest cutRequest) {
            int bytes = Math.min(cutRequest.bytes(), request.length);
            if (bytes == request.length) {
                proxy.sendingOn(request);
            }
            server.getOutputStream().write(request, 0, bytes);
            fired(fault.kind());
            close(client, cutRequest.reset());
            if (cutRequest.reset()) {
                close(server, true);
            }
            return false;
        }
        holdRequest(fault);
        proxy.sendingOn(request);
        send(request, new Awaited(fault, false), server.getOutputStream());
        return true;
    }

    private void send(byte[] request, Awaited awaited, OutputStream out) throws IOException, InterruptedException {
        repliesTo.put(awaited);
        out.write(request);
    }

    /** Reads replies until the server closes the connection, even if the client has disconnected. */
    private void carryReplies(Socket server) {
        try {
            InputStream in = new BufferedInputStream(server.getInputStream());
            boolean dead = false;
            while (true) {
                byte[] reply = Frame.read(in);
                answered = true;
                Fault fault = Frame.isPush(reply) ? pushed() : answered(reply);
                dead |= fault instanceof Fault.SwallowReply;
                if (dead) {
                    fired(ProxyFaultKind.SWALLOW);
                } else {
                    holdReply(fault);
                    deliver(reply, fault);
                }
            }
        } catch (IOException | InterruptedException e) {
            close(client, false);
        }
    }

    private Fault pushed() {
        script.pushed();
        return Fault.NONE;
    }

    private Fault answered(byte[] reply) throws IOException {
        Awaited awaited = repliesTo.poll();
        if (awaited == null) {
            throw new IOException("a reply without a request");
        }
        if (!awaited.isOfGreeting()) {
            script.replied(reply);
        }
        return awaited.fault();
    }

    private void deliver(byte[] reply, Fault fault) {
        try {
            if (fault instanceof Fault.CutReply cutReply) {
                client.getOutputStream().write(reply, 0, Math.min(cutReply.bytes(), reply.length));
                fired(fault.kind());
                close(client, cutReply.reset());
            } else {
                client.getOutputStream().write(reply);
            }
        } catch (IOException e) {
            close(client, false); // why not rethrown: the server may still be executing requests
        }
    }

    private void holdRequest(Fault fault) throws IOException, InterruptedException {
        if (fault instanceof Fault.Delay delay) {
            hold(ProxyFaultKind.DELAY, delay.ofRequest());
        } else if (fault instanceof Fault.Stall stall && stall.beforeExecution()) {
            hold(ProxyFaultKind.STALL, stall.time());
        }
        if (cut.getCount() == 0) {
            throw new IOException("the connection was closed while the request was delayed");
        }
    }

    private void holdReply(Fault fault) throws InterruptedException {
        if (fault instanceof Fault.Delay delay) {
            // Why not counted: the delay was counted with the request.
            await(delay.ofReply());
        } else if (fault instanceof Fault.Stall stall && !stall.beforeExecution()) {
            hold(ProxyFaultKind.STALL, stall.time());
        }
    }

    private void hold(ProxyFaultKind kind, Duration time) throws InterruptedException {
        long begin = proxy.now();
        await(time);
        proxy.fired(kind, begin);
    }

    private void await(Duration time) throws InterruptedException {
        boolean isCut = cut.await(time.toNanos(), TimeUnit.NANOSECONDS);
        if (isCut) {
            close(client, false);
        }
    }

    private void fired(ProxyFaultKind kind) {
        proxy.fired(kind, proxy.now());
    }

    private static void close(Socket socket, boolean reset) {
        try {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            // why ignored: it is closed already
        }
    }
}
