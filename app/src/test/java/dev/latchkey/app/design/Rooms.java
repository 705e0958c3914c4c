package dev.latchkey.app.design;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rooms of the project: as their table in the test resources allows them, and as the compiled classes are. */
final class Rooms {

    static final String TABLE = "app/src/test/resources/design/rooms.txt";

    private static final String PREFIX = "dev.latchkey.";

    private Rooms() {}

    /** The rows of the table, in its order. */
    static List<Room> table(String text) {
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Room::parse)
                .toList();
    }

    /** What the bytecode of all modules says. */
    static List<Room> compiled() {
        NavigableMap<String, Room> rooms = new TreeMap<>();
        for (JavaClass each : CompiledClasses.all()) {
            Room room = rooms.computeIfAbsent(nameOf(each), name -> new Room(name, new TreeSet<>(), new TreeSet<>()));
            each.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().startsWith(PREFIX))
                    .map(Rooms::nameOf)
                    .filter(name -> !name.equals(room.name()))
                    .forEach(room.uses()::add);
            if (each.isTopLevelClass() && each.getModifiers().contains(JavaModifier.PUBLIC)) {
                room.publicTypes().add(each.getSimpleName());
            }
        }
        return List.copyOf(rooms.values());
    }

    private static String nameOf(JavaClass each) {
        return each.getPackageName().substring(PREFIX.length());
    }

    /** The rooms that can reach themselves along the arrows, each with one way round. */
    static List<String> cycles(List<Room> rooms) {
        Map<String, Set<String>> arrows = new HashMap<>();
        rooms.forEach(room -> arrows.put(room.name(), room.uses()));
        List<String> cycles = new ArrayList<>();
        for (Room room : rooms) {
            List<String> way = way(room.name(), arrows);
            if (!way.isEmpty()) {
                cycles.add(String.join(" -> ", way));
            }
        }
        return cycles;
    }

    /** The shortest way from a room back to itself; empty if there is none. */
    private static List<String> way(String start, Map<String, Set<String>> arrows) {
        Deque<List<String>> ways = new ArrayDeque<>(List.of(List.of(start)));
        Set<String> seen = new HashSet<>();
        while (!ways.isEmpty()) {
            List<String> way = ways.removeFirst();
            for (String next : arrows.getOrDefault(way.get(way.size() - 1), Set.of())) {
                List<String> longer = new ArrayList<>(way);
                longer.add(next);
                if (next.equals(start)) {
                    return longer;
                }
                if (seen.add(next)) {
                    ways.addLast(longer);
                }
            }
        }
        return List.of();
    }
}
