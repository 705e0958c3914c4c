package dev.latchkey.app.network;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A TCP proxy that knows where requests and replies begin and end, and asks for each request what shall go wrong with it. */
final class FaultProxy implements AutoCloseable {

    private final ServerSocket listener;
    private volatile InetSocketAddress server;
    private volatile Supplier<Fault> faults;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private final Queue<Late> late = new ConcurrentLinkedQueue<>();

    /** The requests of which a reply, or everything, was swallowed. */
    final AtomicInteger swallowed = new AtomicInteger();

    private final Object swallowing = new Object();

    @SuppressWarnings("ArrayRecordComponent") // never compared; the bytes are handed through
    private record Late(byte[] request, int due) {}

    FaultProxy(InetSocketAddress server, Supplier<Fault> faults) throws IOException {
        this.server = server;
        this.faults = faults;
        listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** What goes wrong from now on. */
    void faults(Supplier<Fault> other) {
        faults = other;
    }

    /** Cuts all connections; new ones lead to {@code other}. */
    void moveTo(InetSocketAddress other) {
        server = other;
        cutAll();
    }

    void cutAll() {
        sockets.forEach(socket -> close(socket, false));
    }

    int requests() {
        return requests.get();
    }

    /** Waits until so many requests have been swallowed in all. */
    void awaitSwallowed(int count) throws InterruptedException {
        synchronized (swallowing) {
            while (swallowed.get() < count) {
                swallowing.wait();
            }
        }
    }

    private void swallow() {
        synchronized (swallowing) {
            swallowed.incrementAndGet();
            swallowing.notifyAll();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                client.setTcpNoDelay(true);
                sockets.add(client);
                start(() -> carry(client));
            }
        } catch (IOException e) {
            cutAll(); // the proxy was closed
        }
    }

    private void carry(Socket client) {
        try (Socket upstream = new Socket(server.getAddress(), server.getPort())) {
            upstream.setTcpNoDelay(true);
            sockets.add(upstream);
            BlockingQueue<Fault> repliesTo = new LinkedBlockingQueue<>();
            start(() -> carryReplies(client, upstream, repliesTo));
            carryRequests(client, upstream, repliesTo);
        } catch (IOException | InterruptedException e) {
            // either side has gone, which is what this is for
        } finally {
            close(client, false);
        }
    }

    private void carryRequests(Socket client, Socket upstream, BlockingQueue<Fault> repliesTo)
            throws IOException, InterruptedException {
        InputStream in = new BufferedInputStream(client.getInputStream());
        OutputStream out = upstream.getOutputStream();
        boolean dead = false;
        while (true) {
            byte[] request = Frame.read(in);
            Fault fault = Frame.isHello(request) ? Fault.NONE : faults.get();
            int number = Frame.isHello(request) ? requests.get() : requests.incrementAndGet();
            if (fault instanceof Fault.ExecuteLate executed) {
                late.add(new Late(request, number + executed.requestsLater()));
                close(client, false);
                return;
            } else if (fault instanceof Fault.CutRequest cut) {
                out.write(request, 0, Math.min(cut.bytes(), request.length));
                close(upstream, cut.reset());
                close(client, cut.reset());
                return;
            } else if (fault instanceof Fault.SwallowRequest || dead) {
                dead = true;
                swallow();
            } else {
                repliesTo.add(fault);
                out.write(request);
            }
            executeLate(number);
        }
    }

    private void carryReplies(Socket client, Socket upstream, BlockingQueue<Fault> repliesTo) {
        try {
            InputStream in = new BufferedInputStream(upstream.getInputStream());
            OutputStream out = client.getOutputStream();
            boolean dead = false;
            while (true) {
                byte[] reply = Frame.read(in);
                Fault fault = repliesTo.take();
                if (fault instanceof Fault.CutReply cut) {
                    out.write(reply, 0, Math.min(cut.bytes(), reply.length));
                    close(client, cut.reset());
                    return;
                } else if (fault instanceof Fault.SwallowReply || dead) {
                    dead = true;
                    swallow();
                } else {
                    out.write(reply);
                }
            }
        } catch (IOException | InterruptedException e) {
            close(client, false);
        }
    }

    private void executeLate(int number) {
        late.removeIf(copy -> copy.due() <= number && execute(copy));
    }

    /** Executes all late copies that are still to come. Call it when all clients are done. */
    void executeAllLate() {
        late.removeIf(this::execute);
    }

    private boolean execute(Late copy) {
        try (Socket other = new Socket(server.getAddress(), server.getPort())) {
            other.getOutputStream().write(copy.request());
            Frame.read(other.getInputStream());
        } catch (IOException e) {
            throw new IllegalStateException("a late copy did not reach the server", e);
        }
        return true;
    }

    private void close(Socket socket, boolean reset) {
        sockets.remove(socket);
        try {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            // it is closed already
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        List<Socket> open = new ArrayList<>(sockets);
        open.forEach(socket -> close(socket, false));
    }
}
