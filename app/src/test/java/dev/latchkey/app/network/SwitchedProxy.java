package dev.latchkey.app.network;

import dev.latchkey.seams.SystemTime;
import dev.latchkey.trial.faults.Fault;
import dev.latchkey.trial.faults.FaultProxy;
import dev.latchkey.trial.faults.ProxyFaultKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** A {@link FaultProxy} whose faults and server can be changed at run time, and which lets tests wait for dropped requests. */
final class SwitchedProxy implements AutoCloseable {

    private final FaultProxy proxy;
    private final Semaphore swallowed = new Semaphore(0);
    private volatile InetSocketAddress server;
    private volatile Supplier<Fault> faults;

    SwitchedProxy(InetSocketAddress server, Supplier<Fault> faults) throws IOException {
        this.server = server;
        this.faults = faults;
        proxy = new FaultProxy(this::connect, () -> this.faults.get(), this::fired, SystemTime.INSTANCE);
    }

    private Socket connect() throws IOException {
        return new Socket(server.getAddress(), server.getPort());
    }

    private void fired(ProxyFaultKind kind, long begin, long end) {
        if (kind == ProxyFaultKind.SWALLOW) {
            swallowed.release();
        }
    }

    String address() {
        return proxy.address();
    }

    /** Replaces the faults for all further requests. */
    void faults(Supplier<Fault> other) {
        faults = other;
    }

    /** Cuts all connections. New connections lead to {@code other}. */
    void moveTo(InetSocketAddress other) {
        server = other;
        proxy.cutAll();
    }

    void cutAll() {
        proxy.cutAll();
    }

    int requests() {
        return proxy.requests();
    }

    /** Waits until another request, or its reply, has been dropped. */
    void awaitDropped() throws InterruptedException {
        swallowed.acquire();
    }

    /** Executes all late copies that are still outstanding. To be called when all clients are done. */
    void executeAllLate() {
        proxy.executeAllLate();
    }

    @Override
    public void close() throws IOException {
        proxy.close();
    }
}
