package dev.latchkey.http.routes;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.engine.Persistence;
import dev.latchkey.http.message.JsonText;
import dev.latchkey.http.message.Request;
import dev.latchkey.http.message.Response;
import dev.latchkey.http.route.Route;
import dev.latchkey.http.route.Step;
import dev.latchkey.server.door.DoorServices;
import dev.latchkey.server.stats.ServerFigures;
import dev.latchkey.server.stats.ServerVersion;
import java.io.IOException;
import java.util.List;

/** Reports the state of the server, to people and to the probes of orchestrators. */
final class StatusRoutes {

    private final DoorServices services;

    StatusRoutes(DoorServices services) {
        this.services = services;
    }

    List<Route> all() {
        return List.of(
                Route.get(
                                "/v1/status",
                                "Show the state of the server",
                                List.of(),
                                List.of("200 The state"),
                                this::status)
                        .forAdmin(),
                Route.get(
                                "/livez",
                                "Whether the process runs",
                                List.of(),
                                List.of("200 It does"),
                                request -> Step.respond(Response.text(200, "ok")))
                        .open(),
                Route.get(
                                "/readyz",
                                "Whether the server serves requests",
                                List.of(),
                                List.of("200 It does", "503 It does not yet"),
                                StatusRoutes::ready)
                        .open());
    }

    private static Step ready(Request request) {
        request.requireStore();
        return Step.respond(Response.text(200, "ok"));
    }

    private Step status(Request request) {
        ServerFigures figures = services.figures();
        return Step.respond(Response.json(200, json -> write(json, figures)));
    }

    private static void write(JsonGenerator json, ServerFigures figures) throws IOException {
        json.writeStringField("version", ServerVersion.VERSION);
        json.writeStringField("store", figures.storeId().map(Object::toString).orElse(null));
        JsonText.revision(json, "revision", figures.keyspace().revision());
        JsonText.revision(json, "oldestRevision", figures.history().oldestRevision());
        json.writeStringField("engine", figures.engine());
        json.writeNumberField("uptimeSeconds", figures.uptime().toSeconds());
        json.writeNumberField("keys", figures.keyspace().keys());
        json.writeNumberField("storeBytes", figures.keyspace().bytes());
        json.writeNumberField("storeBytesMax", figures.keyspace().bytesMax());
        json.writeNumberField("connections", figures.connections());
        json.writeNumberField("connectionsMax", figures.connectionsMax());
        json.writeNumberField("sessions", figures.sessions().sessions());
        json.writeNumberField("follows", figures.commands().follows());
        json.writeBooleanField("durable", figures.persistence().isPresent());
        if (figures.persistence().isPresent()) {
            write(json, figures.persistence().get());
        }
    }

    private static void write(JsonGenerator json, Persistence persistence) throws IOException {
        json.writeNumberField("logBytes", persistence.logBytes());
        json.writeNumberField("diskFreeBytes", persistence.space().free());
        json.writeBooleanField("diskFull", persistence.full());
        json.writeNumberField("queuedCommands", persistence.queued());
    }
}
