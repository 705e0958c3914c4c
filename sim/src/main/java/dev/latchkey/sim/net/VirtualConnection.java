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

/** One connection, from its first byte to its end, with the faults that are drawn for it. */
public final class VirtualConnection implements Transport.Pipe {

    /** How many pieces a chunk may arrive in. */
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

    /** The client uses it no more, or was told that it is over. */
    private boolean clientOver;

    /** The network passes nothing new. */
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

    /** Whether what arrives at the server now comes late: the client has given up. */
    boolean isLate() {
        return clientOver;
    }

    /** How many bytes of replies may wait for the client before the server is told to wait. */
    int roomBytes() {
        return roomBytes;
    }

    @Override
    public String toString() {
        return client.name() + "#" + number;
    }

    /** Begins to connect. */
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

    /** The client's bytes. */
    @Override
    public void write(ByteBuf buffer) {
        byte[] bytes = taken(buffer);
        if (clientOver || cut) {
            return;
        }
        long chunk = network.nextChunk();
        ChunkFate fate = network.requestFate(client);
        if (fate == ChunkFate.CUT_BEFORE || fate == ChunkFate.CUT_AND_LATE) {
            network.tally.add(FaultKind.CUT_BEFORE);
            boolean late = fate == ChunkFate.CUT_AND_LATE;
            say("the connection is cut with this under way" + (late ? ", to arrive late: " : ": "), bytes);
            toServer.pass(network.shortDelayNanos(), () -> server.arrived(this, bytes, chunk));
            cut("the connection was cut", late);
        } else if (bytes.length > 1 && fate == ChunkFate.CUT_AMID) {
            network.tally.add(FaultKind.CUT_AMID);
            byte[] part = Arrays.copyOf(bytes, network.draws().nextInt(1, bytes.length));
            say("the connection is cut when " + part.length + " of " + bytes.length + " bytes are through: ", bytes);
            toServer.pass(network.shortDelayNanos(), () -> server.arrived(this, part, chunk));
            cutBehind("the connection was cut");
        } else {
            fallSilent(fate);

            say("sends ", bytes);
            for (byte[] piece : pieces(bytes)) {
                toServer.pass(network.delayNanos(), () -> server.arrived(this, piece, chunk));
            }
        }
    }

    private static byte[] taken(ByteBuf buffer) {
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

    /** The bytes in one piece, or in several if the draw has it. */
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

    /** The client ends the connection; what it sent before is still under way. */
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
     * The server's bytes.
     *
     * @param executed whether a command of this connection was executed since the last of them
     */
    void reply(byte[] bytes, boolean executed) {
        if (cut || serverOver) {
            server.delivered(this, bytes.length);
            return;
        }
        ChunkFate fate = executed ? network.replyFate(client) : ChunkFate.ARRIVES;
        if (fate == ChunkFate.CUT_AFTER) {
            network.tally.add(FaultKind.CUT_AFTER);
            sayServer("the connection is cut, this reply is lost: ", bytes);
            cut("the connection was cut", false);
        } else if (fate == ChunkFate.CUT_AMID && bytes.length > 1) {
            network.tally.add(FaultKind.CUT_AMID);
            byte[] part = Arrays.copyOf(bytes, network.draws().nextInt(1, bytes.length));
            sayServer(
                    "the connection is cut when " + part.length + " of " + bytes.length + " bytes are through: ",
                    bytes);
            toClient.pass(network.shortDelayNanos(), () -> receive(part));
            server.lost(this);
            cut = true;
            tellClient("the connection was cut");
        } else {
            sayServer("replies ", bytes);
            for (byte[] piece : pieces(bytes)) {
                toClient.pass(replyDelayNanos(), () -> {
                    receive(piece);
                    server.process().run(() -> server.delivered(this, piece.length));
                });
            }
        }
    }

    private long replyDelayNanos() {
        return slowReader ? network.draws().nanosUpTo(1, SLOW_READER_MILLIS_MAX) : network.delayNanos();
    }

    private void receive(byte[] bytes) {
        if (!clientOver) {
            receiver.received(Unpooled.wrappedBuffer(bytes));
        }
    }

    /** The server ends the connection, behind all that it sent. */
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

    /** Ends it for both; what is under way is lost, or what is under way to the server comes {@code late}. */
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

    /** Ends it for both behind all that is under way to the server. */
    void cutBehind(String why) {
        cut = true;
        toClient.lose();
        tellClient(why);
        toServer.pass(network.shortDelayNanos(), () -> server.lost(this));
    }

    /** From now on nothing gets through, that way or the other, and nobody is told. */
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

    /** The server's process is gone; whatever was under way to it goes with it. */
    void serverGone() {
        serverOver = true;
        cut = true;
        toServer.lose();
        tellClient("connection reset by peer");
    }

    /** The server has learnt that it is over. */
    void serverIsOver() {
        serverOver = true;
        forgetIfOver();
    }

    /** A partition has ended. */
    void goOn() {
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
