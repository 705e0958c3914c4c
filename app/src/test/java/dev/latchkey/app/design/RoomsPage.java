package dev.latchkey.app.design;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Draws the modules and rooms as the page docs/rooms.md: a diagram of the modules, and a table of the rooms. */
final class RoomsPage {

    static final String PATH = "docs/rooms.md";

    private RoomsPage() {}

    static String of(List<Room> rooms, Map<String, Integer> files) {
        NavigableMap<String, NavigableSet<String>> modules = modules(rooms);
        StringBuilder page = new StringBuilder("""
                # Modules and packages

                Generated from the compiled classes; a test keeps this page and the table of allowed dependencies up to date. To
                regenerate both after a deliberate change:

                ```
                mvn -q -pl app -am test -Dtest=RoomsTest -Drooms.rewrite=true -Dsurefire.failIfNoSpecifiedTests=false
                ```

                An arrow means "depends on". Dependencies that follow from others are left out of the diagram.

                ```mermaid
                graph TD
                """);
        reduced(modules)
                .forEach((module, uses) -> uses.forEach(used -> page.append("  ")
                        .append(module)
                        .append(" --> ")
                        .append(used)
                        .append('\n')));
        page.append("```\n\nThe same in layers, each depending only on those below it:\n\n```\n");
        List<List<String>> layers = layers(modules);
        for (int i = layers.size() - 1; i >= 0; i--) {
            page.append(String.join("   ", layers.get(i))).append('\n');
        }
        page.append("```\n\n| package | files | depends on | public types |\n|---|--:|---|---|\n");
        for (Room room : rooms) {
            page.append("| `").append(room.name()).append("` | ").append(files.getOrDefault(room.name(), 0));
            page.append(" | ").append(String.join(", ", room.uses()));
            page.append(" | ").append(String.join(", ", room.publicTypes())).append(" |\n");
        }
        return page.toString();
    }

    /** The modules, and those that each uses. */
    private static NavigableMap<String, NavigableSet<String>> modules(List<Room> rooms) {
        NavigableMap<String, NavigableSet<String>> modules = new TreeMap<>();
        for (Room room : rooms) {
            NavigableSet<String> uses = modules.computeIfAbsent(room.module(), name -> new TreeSet<>());
            room.uses().forEach(used -> uses.add(used.split("\\.", 2)[0]));
            uses.remove(room.module());
        }
        return modules;
    }

    /** Without the arrows that others imply. */
    private static Map<String, NavigableSet<String>> reduced(NavigableMap<String, NavigableSet<String>> modules) {
        Map<String, NavigableSet<String>> reduced = new LinkedHashMap<>();
        modules.forEach((module, uses) -> {
            NavigableSet<String> direct = new TreeSet<>(uses);
            uses.forEach(used -> direct.removeAll(reachable(used, modules)));
            reduced.put(module, direct);
        });
        return reduced;
    }

    private static NavigableSet<String> reachable(String module, NavigableMap<String, NavigableSet<String>> modules) {
        NavigableSet<String> all = new TreeSet<>();
        for (String used : modules.getOrDefault(module, new TreeSet<>())) {
            all.add(used);
            all.addAll(reachable(used, modules));
        }
        return all;
    }

    /** The lowest first: a module stands one layer above the highest that it uses. */
    private static List<List<String>> layers(NavigableMap<String, NavigableSet<String>> modules) {
        List<List<String>> layers = new ArrayList<>();
        modules.keySet().forEach(module -> {
            int height = height(module, modules);
            while (layers.size() <= height) {
                layers.add(new ArrayList<>());
            }
            layers.get(height).add(module);
        });
        return layers;
    }

    private static int height(String module, NavigableMap<String, NavigableSet<String>> modules) {
        return modules.getOrDefault(module, new TreeSet<>()).stream()
                .mapToInt(used -> height(used, modules) + 1)
                .max()
                .orElse(0);
    }
}
