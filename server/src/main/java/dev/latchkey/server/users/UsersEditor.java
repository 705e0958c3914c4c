package dev.latchkey.server.users;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Edits a users file. Every change leaves all other lines as they are, is atomic and durable, and excludes other changes by this class, also
 * in other processes. A running server uses the file again by itself.
 */
public final class UsersEditor {

    private UsersEditor() {}

    /**
     * Returns the users in the order of the file.
     *
     * @throws UsersException if the file cannot be used
     */
    public static Collection<User> list(Path path) throws UsersException {
        return UserList.parse(UsersFile.read(path)).users();
    }

    /**
     * Adds a user to the file, which is created if it does not exist.
     *
     * @param replaces whether a user of the same name is replaced
     * @throws UsersException if the file cannot be used, or if a user of that name exists and is not to be replaced
     */
    public static void add(Path path, User user, boolean replaces) throws UsersException {
        UsersFile.edit(path, content -> {
            List<String> lines = lines(content);
            int index = indexOf(lines, user.name());
            if (index >= 0 && !replaces) {
                throw new UsersException("user " + user.name() + " exists");
            }
            if (index >= 0) {
                lines.set(index, UserLine.format(user));
            } else {
                lines.add(UserLine.format(user));
            }
            return content(lines);
        });
    }

    /**
     * Removes a user from the file.
     *
     * @throws UsersException if the file cannot be used, if the user does not exist, or if it is the only one
     */
    public static void remove(Path path, String name) throws UsersException {
        UsersFile.edit(path, content -> {
            List<String> lines = lines(content);
            int index = indexOf(lines, name);
            if (index < 0) {
                throw new UsersException("user " + name + " does not exist");
            }
            lines.remove(index);
            return content(lines);
        });
    }

    /** The lines of the file, which must be valid, so that a mistake elsewhere in it is noticed now and not by the server. */
    private static List<String> lines(byte[] content) throws UsersException {
        if (content.length == 0) {
            return new ArrayList<>();
        }
        UserList.parse(content);
        String text = new String(content, StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\r?\n", -1)));
        if (lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        return lines;
    }

    private static int indexOf(List<String> lines, String name) {
        for (int i = 0; i < lines.size(); i++) {
            if (UserList.isUser(lines.get(i))
                    && lines.get(i).trim().split("[ \t]+", 2)[0].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] content(List<String> lines) throws UsersException {
        byte[] content = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        UserList.parse(content);
        return content;
    }
}
