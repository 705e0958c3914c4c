package dev.latchkey.app.disk;

import java.util.List;

/** Formats rows as lines of text with aligned columns. The last column is not padded. */
final class Columns {

    private static final String GAP = "  ";

    private Columns() {}

    /**
     * The rows as lines of text.
     *
     * @param rows rows with the same number of columns
     */
    static List<String> aligned(List<List<String>> rows) {
        return rows.stream().map(row -> line(row, rows)).toList();
    }

    private static String line(List<String> row, List<List<String>> rows) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            int at = column;
            int width = rows.stream()
                    .mapToInt(other -> other.get(at).length())
                    .max()
                    .orElse(0);
            boolean last = column + 1 == row.size();
            line.append(row.get(column))
                    .append(last ? "" : GAP + " ".repeat(width - row.get(column).length()));
        }
        return line.toString();
    }
}
