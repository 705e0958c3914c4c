package dev.latchkey.http.console;

import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemType;
import dev.latchkey.http.message.Request;
import dev.latchkey.http.route.Parameter;
import dev.latchkey.http.route.Route;
import dev.latchkey.http.route.Step;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Serves the files of the console, from a fixed map. They are the same for everyone and contain nothing of the store, so they need no login.
 */
public final class ConsoleRoutes {

    /** The files besides the page itself. */
    static final List<String> NAMES = List.of(
            "api.js",
            "app.js",
            "charts.js",
            "codec.js",
            "console.css",
            "dom.js",
            "editor.js",
            "follow.js",
            "icon.svg",
            "keys.js",
            "locks.js",
            "outcome.js",
            "server.js");

    private static final ConsoleFile PAGE = ConsoleFile.read("index.html");
    private static final Map<String, ConsoleFile> FILES = files();

    private static final Parameter IF_NONE_MATCH = Parameter.header("If-None-Match", "The ETag of what the client has");
    private static final String KNOWN = "304 The client has it";

    private ConsoleRoutes() {}

    private static Map<String, ConsoleFile> files() {
        Map<String, ConsoleFile> files = new TreeMap<>();
        NAMES.forEach(name -> files.put(name, ConsoleFile.read(name)));
        return files;
    }

    /** Returns the routes. */
    public static List<Route> all() {
        return List.of(
                Route.get(
                                "/",
                                "Load the console",
                                List.of(IF_NONE_MATCH),
                                List.of("200 The page", KNOWN),
                                request -> Step.respond(PAGE.answer(request)))
                        .open(),
                Route.get(
                                "/console/{file}",
                                "Load a file of the console",
                                List.of(IF_NONE_MATCH),
                                List.of("200 The file", KNOWN, "404 The console has no such file"),
                                ConsoleRoutes::file)
                        .open());
    }

    private static Step file(Request request) {
        ConsoleFile file = FILES.get(new String(request.variable(), StandardCharsets.ISO_8859_1));
        return file == null
                ? Step.refuse(Problem.notDone(ProblemType.NOT_FOUND, "the console has no such file"))
                : Step.respond(file.answer(request));
    }
}
