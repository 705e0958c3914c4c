package dev.latchkey.server.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Many idle clients in a separate process, so that they do not share descriptors and memory with the server. */
final class IdleCrowd implements AutoCloseable {

    private final Process process;

    private IdleCrowd(Process process) {
        this.process = process;
    }

    static IdleCrowd of(int clients, int port) throws IOException {
        String home = Path.of(IdleCrowd.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        String java = ProcessHandle.current().info().command().orElse("java");
        return new IdleCrowd(
                new ProcessBuilder(java, "-Xmx256m", "-cp", home, IdleCrowd.class.getName(), "" + clients, "" + port)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    /** Waits until all are connected and have received a reply; returns false if the machine does not allow it. */
    boolean isComplete() throws IOException {
        return process.getInputStream().read() == '+';
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }

    /** Connects, sends PING on each connection, reports, and runs until its standard input ends. */
    @SuppressWarnings("SystemOut") // the parent process reads the standard output
    public static void main(String[] arguments) throws IOException {
        InetSocketAddress server =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
        List<SocketChannel> crowd = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
            SocketChannel client = SocketChannel.open(server);
            crowd.add(client);
            client.write(ByteBuffer.wrap("PING\r\n".getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer pong = ByteBuffer.allocate(7);
            boolean open = true;
            while (open && pong.hasRemaining()) {
                open = client.read(pong) >= 0;
            }
        }
        System.out.write('+');
        System.out.flush();
        int end = System.in.read();
        for (SocketChannel client : crowd) {
            client.close();
        }
        System.exit(end < 0 ? 0 : 1);
    }
}
