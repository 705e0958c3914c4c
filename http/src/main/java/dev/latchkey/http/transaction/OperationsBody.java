package dev.latchkey.http.transaction;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.http.message.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of a request for a transaction: a JSON object with the array {@code operations}, whose elements are objects. */
final class OperationsBody {

    private static final String OPERATIONS = "operations";
    private static final String OP = "op";
    private static final String KEY = "key";
    private static final String VALUE = "value";
    private static final String VERSION = "version";
    private static final String SESSION = "session";

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Set<String> OF_KEY = Set.of(OP, KEY, KEY + "64");
    private static final Set<String> OF_VERSION = Set.of(OP, KEY, KEY + "64", VERSION);
    private static final Set<String> OF_PUT = Set.of(OP, KEY, KEY + "64", VALUE, VALUE + "64", VERSION, SESSION);

    private final String user;

    private OperationsBody(String user) {
        this.user = user;
    }

    /**
     * Parses the body of a request.
     *
     * @param user the user of the request
     * @throws ProblemException if it is anything else than a transaction within the limits
     */
    static Command.Transaction parse(byte[] body, String user) {
        try (JsonParser json = FACTORY.createParser(text(body))) {
            List<Command.Operation> operations = new OperationsBody(user).read(json);
            return new Command.Transaction(operations);
        } catch (IOException e) {
            throw ProblemException.invalid("the body is not valid JSON");
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(messageOf(e));
        }
    }

    /** Why not by the parser: it guesses the encoding, and accepts several encodings of the same character. */
    private static Reader text(byte[] body) {
        return new InputStreamReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8.newDecoder());
    }

    private static String messageOf(IllegalArgumentException wrong) {
        return String.valueOf(wrong.getMessage());
    }

    private List<Command.Operation> read(JsonParser json) throws IOException {
        require(json.nextToken() == JsonToken.START_OBJECT, "a JSON object is expected");
        require(
                json.nextToken() == JsonToken.FIELD_NAME && json.currentName().equals(OPERATIONS),
                "the JSON object has one member, " + OPERATIONS);
        require(json.nextToken() == JsonToken.START_ARRAY, OPERATIONS + " must be an array");
        List<Command.Operation> operations = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(
                    operations.size() < Command.Transaction.OPERATIONS_MAX,
                    "a transaction has 1 to " + Command.Transaction.OPERATIONS_MAX + " operations");
            operations.add(operation(operations.size() + 1, json));
        }
        require(json.nextToken() == JsonToken.END_OBJECT, "the JSON object has one member, " + OPERATIONS);
        require(json.nextToken() == null, "the body continues after the JSON object");
        return operations;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw ProblemException.invalid(otherwise);
        }
    }

    private Command.Operation operation(int number, JsonParser json) throws IOException {
        try {
            return operation(OperationFields.read(json));
        } catch (ProblemException e) {
            throw new ProblemException(e.problem().ofOperation(number));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ProblemException.invalid(messageOf(e)).problem().ofOperation(number));
        }
    }

    private Command.Operation operation(OperationFields fields) {
        String op = fields.text(OP).orElse("");
        return switch (op) {
            case "check" -> {
                fields.requireOnly(OF_VERSION);
                yield new Command.Check(key(fields), fields.version(0));
            }
            case "get" -> {
                fields.requireOnly(OF_KEY);
                yield new Command.Read(key(fields), true);
            }
            case "put" -> {
                fields.requireOnly(OF_PUT);
                yield new Command.Put(key(fields), value(fields), fields.version(0), owner(fields), null);
            }
            case "delete" -> {
                fields.requireOnly(OF_VERSION);
                yield new Command.Delete(key(fields), fields.version(1));
            }
            default -> throw ProblemException.invalid(OP + " must be check, get, put or delete");
        };
    }

    private static Key key(OperationFields fields) {
        return Key.owning(fields.bytes(KEY));
    }

    private static Value value(OperationFields fields) {
        return Value.owning(fields.bytes(VALUE));
    }

    private Command.@Nullable Owner owner(OperationFields fields) {
        Optional<String> session = fields.text(SESSION);
        try {
            return session.isEmpty() ? null : new Command.Owner(SessionId.parse(session.get()), user);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(SESSION + " must be the id of a session, 32 hex digits");
        }
    }
}
