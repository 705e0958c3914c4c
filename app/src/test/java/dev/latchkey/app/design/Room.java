package dev.latchkey.app.design;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * A package of production code, without the prefix {@code dev.latchkey.}: one row of the table of rooms.
 *
 * @param uses the rooms whose classes its bytecode names
 * @param publicTypes its public top-level types, by simple name
 */
record Room(String name, NavigableSet<String> uses, NavigableSet<String> publicTypes) {

    private static final String SEPARATOR = "\\s*\\|\\s*";

    static Room of(String name, Collection<String> uses, Collection<String> publicTypes) {
        return new Room(name, new TreeSet<>(uses), new TreeSet<>(publicTypes));
    }

    /** One row: {@code room | rooms it uses | its public types}. */
    static Room parse(String row) {
        String[] cells = row.split(SEPARATOR, -1);
        if (cells.length != 3) {
            throw new IllegalArgumentException("a row has three cells, room | uses | public types: " + row);
        }
        return of(cells[0].strip(), words(cells[1]), words(cells[2]));
    }

    String row() {
        return name + " | " + String.join(" ", uses) + " | " + String.join(" ", publicTypes);
    }

    String module() {
        return name.split("\\.", 2)[0];
    }

    private static List<String> words(String cell) {
        return new ArrayList<>(Arrays.stream(cell.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList());
    }
}
