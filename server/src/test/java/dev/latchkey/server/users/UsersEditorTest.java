package dev.latchkey.server.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UsersEditorTest {

    @TempDir
    private Path directory = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void place() {
        file = directory.resolve("users");
    }

    private static User user(String name, String... rules) {
        return UserLine.parse(name, Secret.none(), List.of(rules));
    }

    @Test
    void fileIsCreatedForItsOwnerOnly() throws Exception {
        UsersEditor.add(file, user("alice", "uri:x"), false);
        assertThat(file).hasContent("alice none uri:x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void otherLinesAndTheModeStay() throws Exception {
        Files.writeString(file, "# people\n\nalice none uri:x\n  bob\tnone  uri:y\n# end");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        UsersEditor.add(file, user("carol", "uri:z", "read:a b"), false);
        UsersEditor.add(file, user("alice", "uri:x", "admin"), true);
        UsersEditor.remove(file, "bob");
        assertThat(Files.readString(file))
                .isEqualTo("# people\n\nalice none admin uri:x\n# end\ncarol none read:a\\x20b uri:z\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void symbolicLinkStays() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        UsersEditor.add(file, user("alice", "uri:x"), false);
        UsersEditor.add(link, user("bob", "uri:y"), false);
        assertThat(link).isSymbolicLink();
        assertThat(UsersEditor.list(file)).extracting(User::name).containsExactly("alice", "bob");
    }

    @Test
    void changeThatCannotBeMadeLeavesTheFile() throws Exception {
        UsersEditor.add(file, user("alice", "uri:x"), false);
        assertThatThrownBy(() -> UsersEditor.add(file, user("alice", "uri:y"), false))
                .hasMessage("user alice exists");
        assertThatThrownBy(() -> UsersEditor.add(file, user("bob", "uri:x"), false))
                .hasMessageContaining("the same certificate name");
        assertThatThrownBy(() -> UsersEditor.remove(file, "bob")).hasMessage("user bob does not exist");
        assertThatThrownBy(() -> UsersEditor.remove(file, "alice")).hasMessageContaining("0 users");
        assertThat(file).hasContent("alice none uri:x");
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void onlyOneProgramChangesTheFile() throws Exception {
        UsersEditor.add(file, user("alice", "uri:x"), false);
        Files.createFile(directory.resolve("users.new"));
        assertThatThrownBy(() -> UsersEditor.add(file, user("bob", "uri:y"), false))
                .hasMessageContaining("users.new' exists: another program changes the users");
        assertThat(directory.resolve("users.new")).exists();
    }
}
