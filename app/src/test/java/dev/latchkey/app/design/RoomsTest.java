package dev.latchkey.app.design;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The packages keep to their table: which room uses which, what is public in it, no cycles, and how many files it has. With {@code
 * -Drooms.rewrite=true} the table and the page docs/rooms.md are written from the compiled classes instead, for review.
 */
final class RoomsTest {

    private static final boolean REWRITE = Boolean.getBoolean("rooms.rewrite");

    private static final int FILES_MIN = 4;
    private static final int FILES_MAX = 20;

    /** Why: an entry point alone; and the module check, published by itself, which keeps its three rooms. */
    private static final List<String> OTHER_SIZES = List.of("app", "client", "server", "sim", "check", "check.format");

    private static final String HEAD = """
            # The rooms of the project: room | rooms its bytecode may use | its public types.
            # Rewrite after a deliberate change: mvn -q -pl app -am test -Dtest=RoomsTest -Drooms.rewrite=true
            # (add -Dsurefire.failIfNoSpecifiedTests=false), then review the diff.
            """;

    @Test
    void compiledClassesKeepToTheTable() throws IOException {
        List<Room> compiled = Rooms.compiled();
        if (REWRITE) {
            String rows = compiled.stream().map(Room::row).collect(Collectors.joining("\n", "", "\n"));
            Files.createDirectories(ProjectFolder.root().resolve(Rooms.TABLE).getParent());
            Files.writeString(ProjectFolder.root().resolve(Rooms.TABLE), HEAD + rows);
        }
        assertThat(compiled).containsExactlyElementsOf(Rooms.table(ProjectFolder.text(Rooms.TABLE)));
    }

    @Test
    void thePageShowsTheRooms() throws IOException {
        String page = RoomsPage.of(Rooms.compiled(), filesByRoom());
        if (REWRITE) {
            Files.writeString(ProjectFolder.root().resolve(RoomsPage.PATH), page);
        }
        assertThat(ProjectFolder.text(RoomsPage.PATH)).isEqualTo(page);
    }

    @Test
    void noRoomDependsOnItself() {
        assertThat(Rooms.cycles(Rooms.compiled())).isEmpty();
    }

    @Test
    void everyRoomHasFourToTwentyFilesAndASentence() {
        Map<String, Integer> files = filesByRoom();
        files.forEach((room, count) -> {
            if (!OTHER_SIZES.contains(room)) {
                assertThat(count).as("files of room %s", room).isBetween(FILES_MIN, FILES_MAX);
            }
        });
        assertThat(ProjectFolder.sources())
                .filteredOn(source -> source.path().endsWith("/package-info.java"))
                .hasSameSizeAs(files.keySet())
                .allMatch(source -> source.text().matches("(?s)/\\*\\*.*?[a-z].*?\\*/.*"));
    }

    @Test
    void cycleIsFound() {
        List<Room> circle = Rooms.table("a | b |\nb | c |\nc | a |\nd | a |");
        assertThat(Rooms.cycles(circle)).containsExactly("a -> b -> c -> a", "b -> c -> a -> b", "c -> a -> b -> c");
        assertThat(Rooms.cycles(Rooms.table("a | b c |\nb | c |\nc | |"))).isEmpty();
    }

    @Test
    void publicTypeWithoutAPlaceInTheTableIsADifference() {
        Room row = Room.parse("core | | Key Value");
        assertThat(row).isEqualTo(Room.of("core", List.of(), List.of("Value", "Key")));
        assertThat(row).isNotEqualTo(Room.parse("core | | Key Value Version"));
        assertThat(row).isNotEqualTo(Room.parse("core | log | Key Value"));
        assertThatThrownBy(() -> Room.parse("core | Key")).hasMessageContaining("three cells");
    }

    private static Map<String, Integer> filesByRoom() {
        return ProjectFolder.sources().stream()
                .collect(Collectors.groupingBy(
                        source -> source.packageName().substring("dev.latchkey.".length()),
                        java.util.TreeMap::new,
                        Collectors.summingInt(source -> 1)));
    }
}
