package dev.latchkey.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.latchkey.core.Command;
import dev.latchkey.http.message.ProblemOutcome;
import dev.latchkey.http.message.ProblemType;
import dev.latchkey.http.route.BodyKind;
import dev.latchkey.http.route.Parameter;
import dev.latchkey.http.route.Route;
import dev.latchkey.http.route.RouteAccess;
import dev.latchkey.server.stats.ServerVersion;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The OpenAPI description of the routes: docs/openapi.json. */
final class OpenApiPage {

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)(\\+?)}");

    private final JsonGenerator json;

    private OpenApiPage(JsonGenerator json) {
        this.json = json;
    }

    static String of(List<Route> routes) throws IOException {
        StringWriter text = new StringWriter();
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
        printer.indentObjectsWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.setPrettyPrinter(printer);
            new OpenApiPage(json).write(routes);
        }
        return text + "\n";
    }

    private void write(List<Route> routes) throws IOException {
        json.writeStartObject();
        json.writeStringField("openapi", "3.1.0");
        json.writeObjectFieldStart("info");
        json.writeStringField("title", "Latchkey");
        json.writeStringField("version", ServerVersion.VERSION);
        json.writeStringField(
                "description",
                "The HTTP API of Latchkey, described in docs/http.md. The variable {key} stands for all the rest of the"
                        + " path, slashes included.");
        json.writeEndObject();
        json.writeArrayFieldStart("servers");
        json.writeStartObject();
        json.writeStringField("url", "http://localhost:5626");
        json.writeEndObject();
        json.writeEndArray();
        writePaths(routes);
        writeComponents();
        json.writeEndObject();
    }

    private void writePaths(List<Route> routes) throws IOException {
        Map<String, List<Route>> byPath = new LinkedHashMap<>();
        routes.forEach(route -> byPath.merge(
                VARIABLE.matcher(route.path()).replaceAll("{$1}"),
                List.of(route),
                (some, more) -> Stream.concat(some.stream(), more.stream()).toList()));
        json.writeObjectFieldStart("paths");
        for (Map.Entry<String, List<Route>> path : byPath.entrySet()) {
            json.writeObjectFieldStart(path.getKey());
            for (Route route : path.getValue()) {
                writeOperation(route);
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void writeOperation(Route route) throws IOException {
        json.writeObjectFieldStart(route.method().name().toLowerCase(Locale.ROOT));
        json.writeStringField("operationId", operationId(route));
        json.writeStringField("summary", route.summary());
        if (route.access() == RouteAccess.OPEN) {
            json.writeArrayFieldStart("security");
            json.writeEndArray();
        }
        writeParameters(route);
        writeBody(route.body());
        json.writeObjectFieldStart("responses");
        for (String reply : route.replies()) {
            writeResponse(reply.substring(0, 3), reply.substring(4));
        }
        if (route.access() != RouteAccess.OPEN) {
            writeResponse("401", "The request is not authenticated; not done");
            writeResponse("403", "The user lacks the permission, or another website sent the request; not done");
        }
        writeResponse("default", "A problem document");
        json.writeEndObject();
        json.writeEndObject();
    }

    private static String operationId(Route route) {
        StringBuilder id = new StringBuilder(route.method().name().toLowerCase(Locale.ROOT));
        for (String word : route.path().split("\\W+", -1)) {
            if (!word.isEmpty() && !word.equals("v1")) {
                id.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
            }
        }
        return id.toString();
    }

    private void writeParameters(Route route) throws IOException {
        Matcher variable = VARIABLE.matcher(route.path());
        json.writeArrayFieldStart("parameters");
        while (variable.find()) {
            boolean isRest = !variable.group(2).isEmpty();
            writeParameter("path", variable.group(1), isRest ? "The rest of the path, percent-encoded" : "", true);
        }
        for (Parameter parameter : route.parameters()) {
            writeParameter(parameter.in(), parameter.name(), parameter.description(), false);
        }
        json.writeEndArray();
    }

    private void writeParameter(String in, String name, String description, boolean required) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField("in", in);
        if (!description.isEmpty()) {
            json.writeStringField("description", description);
        }
        json.writeBooleanField("required", required);
        writeSchema("string");
        json.writeEndObject();
    }

    private void writeSchema(String type) throws IOException {
        json.writeObjectFieldStart("schema");
        json.writeStringField("type", type);
        json.writeEndObject();
    }

    private void writeBody(BodyKind kind) throws IOException {
        if (kind == BodyKind.NONE) {
            return;
        }
        json.writeObjectFieldStart("requestBody");
        json.writeBooleanField("required", true);
        json.writeObjectFieldStart("content");
        json.writeObjectFieldStart(kind.isJson() ? "application/json" : "application/octet-stream");
        if (kind.isJson()) {
            json.writeObjectFieldStart("schema");
            json.writeStringField("type", "object");
            json.writeObjectFieldStart("properties");
            if (kind == BodyKind.TRANSACTION) {
                writeOperations();
            } else {
                writeType("ttlMillis", "integer");
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeOperations() throws IOException {
        json.writeObjectFieldStart("operations");
        json.writeStringField("type", "array");
        json.writeNumberField("minItems", 1);
        json.writeNumberField("maxItems", Command.Transaction.OPERATIONS_MAX);
        json.writeObjectFieldStart("items");
        json.writeStringField("type", "object");
        json.writeObjectFieldStart("properties");
        writeEnum("op", List.of("check", "get", "put", "delete"));
        for (String name : new String[] {"key", "key64", "value", "value64", "version", "session"}) {
            writeType(name, "string");
        }
        json.writeEndObject();
        json.writeArrayFieldStart("required");
        json.writeString("op");
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeResponse(String status, String description) throws IOException {
        json.writeObjectFieldStart(status);
        json.writeStringField("description", description);
        if (status.equals("default") || status.compareTo("4") > 0) {
            json.writeObjectFieldStart("content");
            json.writeObjectFieldStart("application/problem+json");
            json.writeObjectFieldStart("schema");
            json.writeStringField("$ref", "#/components/schemas/Problem");
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void writeComponents() throws IOException {
        json.writeArrayFieldStart("security");
        for (String scheme : new String[] {"bearer", "basic", "cookie"}) {
            json.writeStartObject();
            json.writeArrayFieldStart(scheme);
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("components");
        json.writeObjectFieldStart("securitySchemes");
        for (String scheme : new String[] {"bearer", "basic"}) {
            json.writeObjectFieldStart(scheme);
            json.writeStringField("type", "http");
            json.writeStringField("scheme", scheme);
            json.writeEndObject();
        }
        json.writeObjectFieldStart("cookie");
        json.writeStringField("type", "apiKey");
        json.writeStringField("in", "cookie");
        json.writeStringField("name", "latchkey-5626");
        json.writeStringField("description", "POST /v1/login sets it; the number is the port");
        json.writeEndObject();
        json.writeEndObject();
        json.writeObjectFieldStart("schemas");
        json.writeObjectFieldStart("Problem");
        json.writeStringField("type", "object");
        json.writeObjectFieldStart("properties");
        writeEnum(
                "type",
                Arrays.stream(ProblemType.values()).map(ProblemType::uri).toList());
        for (String name : new String[] {"title", "detail", "current"}) {
            writeType(name, "string");
        }
        writeType("status", "integer");
        writeType("operation", "integer");
        writeEnum(
                "outcome",
                Arrays.stream(ProblemOutcome.values())
                        .map(ProblemOutcome::toString)
                        .toList());
        json.writeEndObject();
        json.writeArrayFieldStart("required");
        for (String name : new String[] {"type", "title", "status", "detail", "outcome"}) {
            json.writeString(name);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeType(String name, String type) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("type", type);
        json.writeEndObject();
    }

    private void writeEnum(String name, List<String> values) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("type", "string");
        json.writeArrayFieldStart("enum");
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
