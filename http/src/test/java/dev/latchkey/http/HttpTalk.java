package dev.latchkey.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.latchkey.core.SipHash;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.engine.state.MemoryLimits;
import dev.latchkey.http.figures.HttpStats;
import dev.latchkey.http.guard.AllowedHosts;
import dev.latchkey.http.route.Route;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.door.DoorConnection;
import dev.latchkey.wire.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;

/** A connection without a socket: requests arrive immediately, and responses can be read immediately. */
final class HttpTalk {

    static final StoreId STORE = StoreId.parse("00112233445566778899aabbccddeeff");
    static final String PASSWORD = "open sesame";

    final TestServices services;
    final HttpDoor door;
    final EmbeddedChannel channel = new EmbeddedChannel();
    final ClientState client;
    final DoorConnection connection;

    HttpTalk(Engine engine, Credentials credentials, Limits limits, ManualTime time) {
        this(new TestServices(engine, credentials, limits, time));
    }

    HttpTalk(TestServices services) {
        this(services, List.of());
    }

    HttpTalk(TestServices services, List<Route> further) {
        this(services, new HttpDoor(new AllowedHosts(List.of("kv.example.com")), further, new HttpStats()));
    }

    HttpTalk(TestServices services, HttpDoor door) {
        this.services = services;
        this.door = door;
        this.client = services.newClient();
        this.connection = door.accept(channel, client, services);
    }

    static HttpTalk open() {
        return with(memory(new ManualTime()));
    }

    static HttpTalk with(Engine engine) {
        return new HttpTalk(engine, Credentials.NONE, Limits.STANDARD, new ManualTime());
    }

    static HttpTalk withPassword() {
        ManualTime time = new ManualTime();
        return new HttpTalk(memory(time), Credentials.of(PASSWORD.getBytes(ISO_8859_1)), Limits.STANDARD, time);
    }

    static MemoryEngine memory(ManualTime time) {
        return MemoryEngine.withMemoryLimits(MemoryLimits.of(1L << 30), STORE, new SipHash(1, 2), time);
    }

    /** Another connection to the same server. */
    HttpTalk another() {
        return new HttpTalk(services, door);
    }

    /** Sends bytes, one character each, and returns the output since the last call. */
    String raw(String text) {
        channel.pipeline().fireChannelRead(Unpooled.copiedBuffer(text, ISO_8859_1));
        channel.pipeline().fireChannelReadComplete();
        return heard();
    }

    /** The output since the last call. */
    String heard() {
        channel.runPendingTasks();
        StringBuilder output = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            output.append(part.toString(ISO_8859_1));
            part.release();
        }
        return output.toString();
    }

    /**
     * Sends a request and returns its response.
     *
     * @param fields header fields, such as {@code "If-Match: \"1-00112233\""}
     */
    HttpReply send(String method, String target, String body, String... fields) {
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String field : fields) {
            text.append(field).append("\r\n");
        }
        if (!body.isEmpty()) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return HttpReply.parse(raw(text + "\r\n" + body));
    }

    HttpReply get(String target, String... fields) {
        return send("GET", target, "", fields);
    }

    HttpReply put(String target, String value, String... fields) {
        return send("PUT", target, value, fields);
    }

    HttpReply delete(String target, String... fields) {
        return send("DELETE", target, "", fields);
    }

    HttpReply post(String target, String json) {
        return send("POST", target, json, "Content-Type: application/json");
    }

    /** Lets time pass, and looks at the deadlines. */
    void pass(Duration duration) {
        services.time.pass(duration);
        connection.inspect(services.time.nanos());
    }

    boolean isOpen() {
        return channel.isOpen();
    }
}
