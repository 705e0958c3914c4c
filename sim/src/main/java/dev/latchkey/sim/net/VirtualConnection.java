package dev.latchkey.sim.net;

import dev.latchkey.client.link.Transport;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.RespText;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.VirtualLoop;
import dev.latchkey.sim.world.VirtualProcess;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One connection from opening to close, with the faults that are drawn for it. */
public final class VirtualConnection implements Transport.Pipe {

    /** The maximum number of pieces that a chunk is split into. */
    private static final int PIECES_MAX = 4;

    private static final int SLOW_READER_ROOM_BYTES_MAX = 12;
    private static final int SLOW_READER_MILLIS_MAX = 50;

    private final VirtualNetwork network;
    private final long number;
    private final VirtualProcess client;
    private final VirtualServer server;
    private final Transport.Receiver receiver;
    private final ConnectionDirection toServer;
    private final ConnectionDirection toClient;
    private final boolean slowReader;
    private final int roomBytes;

    /** The client has closed the connection, or was notified that it is closed. */
    private boolean clientOver;

    /** The connection is cut: the network accepts nothing new from either side. */
    private boolean cut;

    private boolean serverOver;

    VirtualConnection(
            VirtualNetwork network,
            long number,
            VirtualProcess client,
            VirtualServer server,
            Transport.Receiver receiver,
            boolean slowReader) {
        this.network = network;
        this.number = number;
        this.client = client;
        this.server = server;
        this.receiver = receiver;
        this.slowReader = slowReader;
        this.roomBytes = slowReader
                ? network.draws().nextInt(1, SLOW_READER_ROOM_BYTES_MAX)
                : server.limits().output().pausedAtBytes();
        VirtualLoop loop = network.loop;
        this.toServer =
                new ConnectionDirection(loop, server.process(), () -> client.outgoingBlocks > 0, this::countPartition);
        this.toClient = new ConnectionDirection(loop, client, () -> client.incomingBlocks > 0, this::countPartition);
    }

    private void countPartition() {
        boolean both = client.outgoingBlocks > 0 && client.incomingBlocks > 0;
        network.tally.add(both ? FaultKind.PARTITION : FaultKind.PARTITION_ONE_WAY);
    }

    VirtualProcess client() {
        return client;
    }

    boolean isOf(VirtualProcess process) {
        return client == process;
    }

    /** Whether bytes that reach the server now are late: the client has given the connection up. */
    boolean isLate() {
        return clientOver;
    }

    /** The output limit: the server is paused when this many bytes of replies are undelivered. */
    int roomBytes() {
        return roomBytes;
    }

    @Override
    public String toString() {
        return client.name() + "#" + number;
    }

    /** Starts connecting. */
    void open() {
        toServer.pass(network.shortDelayNanos(), () -> {
            if (server.accept(this)) {
                toClient.pass(network.shortDelayNanos(), () -> receiver.opened(this));
            } else {
                serverOver = true;
                tellClient("connection refused");
            }
        });
    }

    /** Sends bytes of the client. */
    @Override
    public void write(ByteBuf buffer) {
        byte[] bytes = readAll(buffer);
        if (clientOver || cut) {
            return;
        }
        long chunk = network.nextChunk();
        ChunkFate fate = network.requestFate(client);
        if (fate == ChunkFate.CUT_BEFORE || fate == ChunkFate.CUT_AND_LATE) {
            network.tally.add(FaultKind.CUT_BEFORE);
            boolean late = fate == ChunkFate.CUT_AND_LATE;
            say("the connection is cut with this in transit" + (late ? ", to arrive late: " : ": "), bytes);
            toServer.pass(network.shortDelayNanos(), () -> server.arrived(this, bytes, chunk));
            cut("the connection was cut", late);
        } else if (bytes.length > 1 && fate == ChunkFate.CUT_AMID) {
            network.tally.add(FaultKind.CUT_AMID);
            byte[] part = Arrays.copyOf(bytes, network.draws().nextInt(1, bytes.length));
            say("the connection is cut after " + part.length + " of " + bytes.length + " bytes: ", bytes);
            toServer.pass(network.shortDelayNanos(), () -> server.arrived(this, part, chunk));
            cutAfterArrival("the connection was cut");
        } else {
            fallSilent(fate);

            say("sends ", bytes);
            for (byte[] piece : pieces(bytes)) {
                toServer.transmit(
                        network.transmissionNanos(piece.length),
                        network.delayNanos(),
                        () -> server.arrived(this, piece, chunk));
            }
        }
    }

    private static byte[] readAll(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        buffer.release();
        return bytes;
    }

    private void fallSilent(ChunkFate fate) {
        boolean both = fate == ChunkFate.SILENT;
        if (both || fate == ChunkFate.SILENT_TOWARDS_SERVER || fate == ChunkFate.SILENT_TOWARDS_CLIENT) {
            fallSilent(
                    both || fate == ChunkFate.SILENT_TOWARDS_SERVER, both || fate == ChunkFate.SILENT_TOWARDS_CLIENT);
        }
    }

    /** The bytes in one piece or, at the split rate, in several. */
    private List<byte[]> pieces(byte[] bytes) {
        SeededChance draws = network.draws();
        if (bytes.length < 2 || !draws.happens(network.faults().ways().splitPerMille())) {
            return List.of(bytes);
        }
        network.tally.add(FaultKind.SPLIT);
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        for (int i = draws.nextInt(1, PIECES_MAX); i > 0 && from < bytes.length - 1; i--) {
            int to = draws.nextInt(from + 1, bytes.length);
            pieces.add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        pieces.add(Arrays.copyOfRange(bytes, from, bytes.length));
        return pieces;
    }

    /** The client closes the connection; what it sent before is still delivered. */
    @Override
    public void close() {
        if (clientOver) {
            return;
        }
        clientOver = true;
        if (!client.isDead()) {
            say("is given up by the client", new byte[0]);
        }
        client.execute(() -> receiver.closed("closed"));
        if (!cut) {
            toServer.pass(network.shortDelayNanos(), () -> server.finished(this));
        }
        forgetIfOver();
    }

    /**
     * Sends bytes of the server.
     *
     * @param executed whether a command of this connection was executed since the previous call
     */
    void reply(byte[] bytes, boolean executed) {
        if (cut || serverOver) {
            server.delivered(this, bytes.length);
            return;
        }
        ChunkFate fate = executed ? network.replyFate(client) : ChunkFate.ARRIVES;
        if (fate == ChunkFate.CUT_AFTER) {
            network.tally.add(FaultKind.CUT_AFTER);
            sayServer("the connection is cut, and this reply is lost: ", bytes);
            cut("the connection was cut", false);
        } else if (fate == ChunkFate.CUT_AMID && bytes.length > 1) {
            network.tally.add(FaultKind.CUT_AMID);
            byte[] part = Arrays.copyOf(bytes, network.draws().nextInt(1, bytes.length));
            sayServer("the connection is cut after " + part.length + " of " + bytes.length + " bytes: ", bytes);
            toClient.pass(network.shortDelayNanos(), () -> receive(part));
            server.lost(this);
            cut = true;
            tellClient("the connection was cut");
        } else {
            sayServer("replies ", bytes);
            for (byte[] piece : pieces(bytes)) {
                toClient.transmit(network.transmissionNanos(piece.length), replyDelayNanos(), () -> {
                    receive(piece);
                    server.process().run(() -> server.delivered(this, piece.length));
                });
            }
        }
    }

    private long replyDelayNanos() {
        return slowReader ? network.draws().nanosUpTo(1, SLOW_READER_MILLIS_MAX) : network.replyDelayNanos();
    }

    private void receive(byte[] bytes) {
        if (!clientOver) {
            receiver.received(Unpooled.wrappedBuffer(bytes));
        }
    }

    /** The server closes the connection after everything that it sent. */
    void hangUp() {
        serverOver = true;
        tellClient("the server closed the connection");
        forgetIfOver();
    }

    private void tellClient(String why) {
        toClient.pass(network.shortDelayNanos(), () -> {
            if (!clientOver) {
                clientOver = true;
                say(why, new byte[0]);
                receiver.closed(why);
            }
            forgetIfOver();
        });
    }

    /** Cuts the connection for both sides. Bytes in transit are lost or, if {@code late}, those to the server arrive later. */
    void cut(String why, boolean late) {
        if (cut) {
            return;
        }
        cut = true;
        toClient.lose();
        tellClient(why);
        if (late) {
            toServer.postpone(network.latenessNanos());
        } else {
            toServer.lose();
        }
        toServer.pass(network.shortDelayNanos(), () -> server.lost(this));
    }

    /** Cuts the connection for both sides after everything in transit to the server has arrived. */
    void cutAfterArrival(String why) {
        cut = true;
        toClient.lose();
        tellClient(why);
        toServer.pass(network.shortDelayNanos(), () -> server.lost(this));
    }

    /** From now on nothing gets through in the given directions, and neither side is notified. */
    void fallSilent(boolean towardsServer, boolean towardsClient) {
        network.tally.add(towardsServer && towardsClient ? FaultKind.HALF_OPEN : FaultKind.SILENT_ONE_WAY);
        if (network.trace.isOn()) {
            network.say(
                    toString(),
                    "falls silent "
                            + (!towardsServer
                                    ? "towards the client"
                                    : towardsClient ? "both ways" : "towards the server"));
        }
        if (towardsServer) {
            toServer.fallSilent();
        }
        if (towardsClient) {
            toClient.fallSilent();
        }
    }

    /** The server's process is gone, and everything in transit to it is lost. */
    void serverGone() {
        serverOver = true;
        cut = true;
        toServer.lose();
        tellClient("connection reset by peer");
    }

    /** The server has closed its end. */
    void serverClosed() {
        serverOver = true;
        forgetIfOver();
    }

    /** Delivers what a partition held up, now that it has ended. */
    void deliverHeldUp() {
        toServer.arrive();
        toClient.arrive();
    }

    private void forgetIfOver() {
        if (clientOver && serverOver) {
            network.forget(this);
        }
    }

    private void say(String what, byte[] bytes) {
        if (network.trace.isOn()) {
            network.say(toString(), what + RespText.words(bytes));
        }
    }

    private void sayServer(String what, byte[] bytes) {
        if (network.trace.isOn()) {
            network.say(server.process().name(), "to " + this + " " + what + RespText.words(bytes));
        }
    }
}
